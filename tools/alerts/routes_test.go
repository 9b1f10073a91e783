package alerts

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/config"
	amcommoncfg "github.com/prometheus/alertmanager/config/common"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/pkg/labels"

	"eks-elk/alerts"
)

var both = []alerts.Severity{alerts.Critical, alerts.Warning}

// everything is all ways at once, each with its usual severities.
var everything = alerts.Receivers{
	Slack: alerts.Hook{URL: "https://slack.example.com", Severities: both}, Teams: alerts.Hook{URL: "https://teams.example.com", Severities: both},
	Webhook:   alerts.Hook{URL: "https://webhook.example.com", Severities: both},
	PagerDuty: alerts.PagerDuty{RoutingKey: "0123456789abcdef0123456789abcdef", Severities: both[:1]},
	Email: alerts.Email{To: []string{"a@example.com", "b@example.com"}, From: "c@example.com", Server: "smtp.example.com:587", Username: "c", Password: "a-password-of-mail",
		Severities: both},
	SNS:       alerts.SNS{TopicARN: "arn:aws:sns:eu-central-1:123456789012:alerts", Severities: both},
	Heartbeat: "https://heartbeat.example.com",
}

// load reads what the program writes, as Alertmanager does.
func load(t *testing.T, r alerts.Receivers) *config.Config {
	t.Helper()
	text, _, err := r.Configuration("/etc/alertmanager/secrets/alertmanager-config")
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := config.Load(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return loaded
}

// fired is an alert as Prometheus sends it.
func fired(t *testing.T, with, annotations map[string]string) *alert.Alert {
	t.Helper()
	text, err := json.Marshal(map[string]any{"labels": with, "annotations": annotations, "startsAt": time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	out := &alert.Alert{UpdatedAt: time.Now()}
	if err := json.Unmarshal(text, &out.Alert); err != nil {
		t.Fatal(err)
	}
	return out
}

// ends returns the receivers in which an alert ends.
func ends(t *testing.T, c *config.Config, labels map[string]string) []string {
	t.Helper()
	var out []string
	for _, r := range dispatch.NewRoute(c.Route, nil).Match(fired(t, labels, nil).Labels) {
		out = append(out, r.RouteOpts.Receiver)
	}
	return out
}

func TestWhereEverySeverityOfEveryNamespaceEnds(t *testing.T) {
	slack := func(severities ...alerts.Severity) alerts.Receivers {
		return alerts.Receivers{Slack: alerts.Hook{URL: "https://slack.example.com", Severities: severities}}
	}
	only := slack(both...)
	only.Heartbeat = "https://heartbeat.example.com"
	for name, c := range map[string]struct {
		receivers alerts.Receivers
		want      map[string]string // by severity
		watchdog  string
	}{
		"everything":    {everything, map[string]string{"critical": "critical", "warning": "warning", "": "warning", "error": "warning"}, "heartbeat"},
		"critical only": {slack(alerts.Critical), map[string]string{"critical": "critical", "warning": "nobody", "": "critical"}, "nobody"},
		"warning only":  {slack(alerts.Warning), map[string]string{"critical": "nobody", "warning": "warning", "": "warning"}, "nobody"},
		"one for both":  {only, map[string]string{"critical": "critical", "warning": "warning", "": "warning"}, "heartbeat"},
		"heartbeat": {alerts.Receivers{Heartbeat: "https://heartbeat.example.com"}, map[string]string{"critical": "nobody", "warning": "nobody", "": "nobody"},
			"heartbeat"},
	} {
		loaded := load(t, c.receivers)
		for _, quiet := range []string{"info", "none"} {
			c.want[quiet] = "nobody"
		}
		for _, namespace := range []string{"", "elk", "monitoring", "logs", "probes", "kube-system", "somebody-elses"} {
			for severity, want := range c.want {
				labels := map[string]string{"alertname": "A", "severity": severity, "namespace": namespace}
				maps.DeleteFunc(labels, func(_, value string) bool { return value == "" })
				if got := ends(t, loaded, labels); !slices.Equal(got, []string{want}) {
					t.Errorf("%s: severity %q of namespace %q ends at %v, want %s", name, severity, namespace, got, want)
				}
			}
			labels := map[string]string{"alertname": "Watchdog", "severity": "none", "namespace": namespace}
			if got := ends(t, loaded, labels); !slices.Equal(got, []string{c.watchdog}) {
				t.Errorf("%s: the heartbeat ends at %v, want %s", name, got, c.watchdog)
			}
		}
	}
}

func TestEveryAlertOfTheTableIsHeard(t *testing.T) {
	loaded := load(t, everything)
	for _, g := range alerts.Groups(stack) {
		for _, a := range g.Alerts {
			labels := map[string]string{"alertname": a.Name, "severity": string(a.Severity), "namespace": a.Namespace}
			if got := ends(t, loaded, labels); !slices.Equal(got, []string{string(a.Severity)}) {
				t.Errorf("%s ends at %v", a.Name, got)
			}
		}
	}
}

func TestAReceiverHasTheWaysThatHearOfItsSeverity(t *testing.T) {
	ways := map[string][]string{}
	for _, r := range load(t, everything).Receivers {
		for way, n := range map[string]int{
			"slack": len(r.SlackConfigs), "teams": len(r.MSTeamsV2Configs), "webhook": len(r.WebhookConfigs), "pagerduty": len(r.PagerdutyConfigs),
			"email": len(r.EmailConfigs), "sns": len(r.SNSConfigs),
		} {
			if n > 0 {
				ways[r.Name] = append(ways[r.Name], way)
			}
		}
		slices.Sort(ways[r.Name])
	}
	want := map[string][]string{
		"critical": {"email", "pagerduty", "slack", "sns", "teams", "webhook"}, "warning": {"email", "slack", "sns", "teams", "webhook"},
		"heartbeat": {"webhook"},
	}
	if !maps.EqualFunc(ways, want, slices.Equal) {
		t.Errorf("%v", ways)
	}
}

func TestAWarningIsSilentUnderTheCriticalAlertOfItsName(t *testing.T) {
	rules := load(t, everything).InhibitRules
	silences := func(source, target map[string]string) bool {
		return slices.ContainsFunc(rules, func(r amcommoncfg.InhibitRule) bool {
			return labels.Matchers(r.SourceMatchers).Matches(fired(t, source, nil).Labels) &&
				labels.Matchers(r.TargetMatchers).Matches(fired(t, target, nil).Labels) &&
				!slices.ContainsFunc(r.Equal, func(label string) bool { return source[label] != target[label] })
		})
	}
	critical := map[string]string{"alertname": "ElasticsearchDiskLow", "namespace": "elk", "severity": "critical"}
	for name, c := range map[string]struct {
		change map[string]string
		want   bool
	}{
		"the warning":       {map[string]string{"severity": "warning"}, true},
		"another name":      {map[string]string{"severity": "warning", "alertname": "ElasticsearchHeapTooHigh"}, false},
		"another namespace": {map[string]string{"severity": "warning", "namespace": "monitoring"}, false},
		"itself":            {nil, false},
	} {
		other := maps.Clone(critical)
		maps.Copy(other, c.change)
		if got := silences(critical, other); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Whoever reads the configuration, or the operator's log of it, reads no credential.
func TestTheConfigurationHoldsNoCredential(t *testing.T) {
	text, files, err := everything.Configuration("/files")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 6 {
		t.Errorf("%d files: %v", len(files), slices.Sorted(maps.Keys(files)))
	}
	for key, credential := range files {
		if !strings.Contains(text, "/files/"+key) {
			t.Errorf("nothing reads %s", key)
		}
		if strings.Contains(text, credential) {
			t.Errorf("the configuration holds %s", key)
		}
	}
	if fmt.Sprint(slices.Sorted(maps.Keys(files))) != "[email-password heartbeat-url pagerduty-key slack-url teams-url webhook-url]" {
		t.Errorf("%v", files)
	}
}
