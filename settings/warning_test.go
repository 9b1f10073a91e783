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
		{"1.34", day(2026, time.October, 2), ""},
		{"1.34", day(2026, time.October, 4), "standard support for Kubernetes 1.34 ends on 2 December 2026"},
		{"1.34", day(2026, time.December, 3), "standard support for Kubernetes 1.34 ended on 2 December 2026"},
		{"1.34", day(2027, time.November, 1), "EKS ends its support for Kubernetes 1.34 on 2 December 2027"},
		{"1.34", day(2028, time.January, 1), "EKS ended its support for Kubernetes 1.34 on 2 December 2027"},
		{"1.35", day(2026, time.November, 23), ""},
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

func TestWarnsWhenEverybodyOrNobodyReachesTheAPI(t *testing.T) {
	for blocks, want := range map[string]string{
		`["0.0.0.0/0"]`:                     "everybody on the internet",
		`["203.0.113.0/24"]`:                "203.0.113.0/24, addresses of documentation that nobody has",
		`["1.2.3.4/32", "198.51.100.7/32"]`: "198.51.100.7/32, addresses of documentation",
	} {
		if got := warnings(t, with("eks-elk:cluster", `{"publicAccessCidrs": `+blocks+`}`), today); !strings.Contains(got, want) {
			t.Errorf("%s: %q", blocks, got)
		}
	}
	if got := warnings(t, with("eks-elk:cluster", `{"endpointPublicAccess": false}`), today); !strings.Contains(got, "inside the VPC only") {
		t.Errorf("%q", got)
	}
	if got := warnings(t, least(), today); got != "" {
		t.Errorf("%q", got)
	}
}

func TestWarnsOfPublicAddressesInTheVPC(t *testing.T) {
	if got := warnings(t, with("eks-elk:network", `{"cidr": "8.8.0.0/16"}`), today); !strings.Contains(got, "public addresses") {
		t.Errorf("%q", got)
	}
	if got := warnings(t, with("eks-elk:network", `{"cidr": "100.64.0.0/16"}`), today); got != "" {
		t.Errorf("%q", got)
	}
}

func TestWarnsOfMoreGatewaysThanAddresses(t *testing.T) {
	if got := warnings(t, with("eks-elk:network", `{"zones": 6}`), today); !strings.Contains(got, "5 Elastic IP addresses") {
		t.Errorf("%q", got)
	}
	if got := warnings(t, with("eks-elk:network", `{"zones": 6, "natGateways": "single"}`), today); got != "" {
		t.Errorf("%q", got)
	}
}
