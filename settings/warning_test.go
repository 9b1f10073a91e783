package settings

import (
	"strings"
	"testing"
	"time"
)

func warnings(t *testing.T, config map[string]string, now time.Time) string {
	t.Helper()
	s, err := Parse(Source{Stack: "dev", Config: config, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(s.Warnings, "\n")
}

func TestWarnsOfTheEndOfSupport(t *testing.T) {
	for _, c := range []struct {
		version string
		now     time.Time
		want    string
	}{
		{"1.34", date(2026, time.October, 2), ""},
		{"1.34", date(2026, time.October, 4), "standard support for Kubernetes 1.34 ends on 2 December 2026"},
		{"1.34", date(2026, time.December, 3), "standard support for Kubernetes 1.34 ended on 2 December 2026"},
		{"1.34", date(2027, time.November, 1), "EKS ends its support for Kubernetes 1.34 on 2 December 2027"},
		{"1.35", date(2026, time.November, 23), ""},
	} {
		got := warnings(t, with("eks-elk:cluster", cluster(`"version": "`+c.version+`"`)), c.now)
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s on %s: %q", c.version, c.now, got)
		}
	}
}

func TestVersionsAreInOrderWithTheirDates(t *testing.T) {
	all := KubernetesVersions()
	if len(all) != 6 || all[0].Version != "1.31" || all[5].Version != "1.36" {
		t.Errorf("%v", all)
	}
	for i, v := range all {
		if !v.StandardUntil.Before(v.ExtendedUntil) || i > 0 && !all[i-1].StandardUntil.Before(v.StandardUntil) {
			t.Errorf("%+v", v)
		}
	}
	all[0].Version = "changed"
	if KubernetesVersions()[0].Version != "1.31" {
		t.Error("a caller changed the table")
	}
}
