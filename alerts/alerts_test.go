package alerts_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"eks-elk/alerts"
)

func all(t *testing.T) []alerts.Alert {
	t.Helper()
	var out []alerts.Alert
	for _, g := range alerts.Groups(alerts.Everything()) {
		out = append(out, g.Alerts...)
	}
	return out
}

var (
	nameForm = regexp.MustCompile(`^([A-Z][a-z]+)+$`)
	waitForm = regexp.MustCompile(`^([1-9][0-9]*[mh])?$`)
)

func TestEachAlertSaysWhatIsWrongAndHowBadItIs(t *testing.T) {
	seen := map[string]bool{}
	names := map[string]bool{}
	for _, a := range all(t) {
		names[a.Name] = true
		if key := a.Name + " " + string(a.Severity); seen[key] {
			t.Errorf("%s is in the table twice", key)
		} else {
			seen[key] = true
		}
		if !nameForm.MatchString(a.Name) || !waitForm.MatchString(a.For) {
			t.Errorf("%s for %q", a.Name, a.For)
		}
		if a.Severity != alerts.Critical && a.Severity != alerts.Warning {
			t.Errorf("%s has severity %q, which no route knows", a.Name, a.Severity)
		}
		if a.Summary == "" || strings.HasSuffix(a.Summary, ".") || !strings.HasSuffix(a.Description, ".") {
			t.Errorf("%s: %q, %q", a.Name, a.Summary, a.Description)
		}
	}
	if len(names) < 25 {
		t.Errorf("%d alerts", len(names))
	}
}

// People have silences and dashboards of these.
func TestTheFirstAlertsKeepTheirNames(t *testing.T) {
	names := map[string]bool{}
	for _, a := range all(t) {
		names[a.Name] = true
	}
	for _, name := range strings.Fields("ElasticsearchUnreachable ElasticsearchClusterRed ElasticsearchHeapTooHigh ElasticsearchDiskLow LogstashSilent " +
		"ElasticsearchCertificateExpires KibanaCertificateExpires LogstashCertificateExpires KubeletDown") {
		if !names[name] {
			t.Errorf("%s is gone", name)
		}
	}
}

func TestWithoutLogsNoAlertAsksForThem(t *testing.T) {
	without := alerts.Everything()
	without.Logs = false
	for _, g := range alerts.Groups(without) {
		for _, a := range g.Alerts {
			if g.Name == "logs" || strings.Contains(a.Expr, "filebeat") {
				t.Errorf("%s asks for what is not there", a.Name)
			}
		}
	}
}

func TestACertificateIsAWarningWhenAnUpRenewsItAndUrgentInTheLastWeek(t *testing.T) {
	const end = "2026-03-01T00:00:00Z" // 1772323200
	for _, c := range []struct {
		renewBefore time.Duration
		want        []string
	}{
		{30 * 24 * time.Hour, []string{"vector(1772323200) - time() < 2592000", "vector(1772323200) - time() < 604800"}},
		{8 * time.Hour, []string{"vector(1772323200) - time() < 28800", "vector(1772323200) - time() < 7200"}},
	} {
		groups := alerts.Groups(alerts.Stack{Certificates: map[string]string{"logstash": "elk"}, RenewBefore: c.renewBefore})
		of := groups[slices.IndexFunc(groups, func(g alerts.Group) bool { return g.Name == "certificates" })].Alerts
		for i, want := range c.want {
			got, err := of[i].Until(end)
			if of[i].Name != "LogstashCertificateExpires" || got != want || err != nil {
				t.Errorf("%s: %s (%v), want %s", of[i].Name, got, err, want)
			}
		}
	}
	if _, err := all(t)[0].Until("tomorrow"); err == nil {
		t.Error("no time is not refused")
	}
}

func TestWhatOneOfOursReplacesIsNamedOnce(t *testing.T) {
	replaced := alerts.Replaced()
	for _, name := range []string{"AlertmanagerFailedReload", "PrometheusOperatorRejectedResources", "KubeNodeNotReady"} {
		if !slices.Contains(replaced, name) {
			t.Errorf("%s would be sent beside ours", name)
		}
	}
	if !slices.IsSorted(replaced) || len(slices.Compact(slices.Clone(replaced))) != len(replaced) {
		t.Errorf("%v", replaced)
	}
}
