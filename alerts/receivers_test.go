package alerts_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"text/template"

	"gopkg.in/yaml.v3"

	"eks-elk/alerts"
)

// What Alertmanager makes of a configuration is proven in tools/alerts, with its own code.

func TestNobodyIsTold(t *testing.T) {
	var none alerts.Receivers
	if !none.None() || none.Heard(alerts.Critical) || len(none.Destinations()) != 0 {
		t.Errorf("%v", none.Destinations())
	}
	// Severities have defaults; an address has none.
	none.Slack.Severities = []alerts.Severity{alerts.Critical}
	if !none.None() || none.Heard(alerts.Critical) {
		t.Error("a receiver without an address hears")
	}
}

func TestAWayHearsOfItsSeverities(t *testing.T) {
	r := alerts.Receivers{
		Slack:     alerts.Hook{URL: "https://a", Severities: []alerts.Severity{alerts.Warning}},
		PagerDuty: alerts.PagerDuty{RoutingKey: "b", Severities: []alerts.Severity{alerts.Critical}},
		Heartbeat: "https://c",
	}
	want := map[string][]string{"critical": {"pagerduty"}, "warning": {"slack"}, "heartbeat": {"webhook"}}
	if got := r.Destinations(); !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%v", got)
	}
	text, files, err := r.Configuration("/files")
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, []string{"heartbeat-url", "pagerduty-key", "slack-url"}) {
		t.Errorf("%v", got)
	}
	for _, credential := range files {
		if len(credential) > 1 && strings.Contains(text, credential) {
			t.Errorf("the configuration holds %q", credential)
		}
	}
	for _, section := range []string{"slack_configs", "pagerduty_configs", "webhook_configs"} {
		if strings.Count(text, section) != 1 {
			t.Errorf("%s is there %d times:\n%s", section, strings.Count(text, section), text)
		}
	}
}

func TestAServerThatAsksForNoLoginGetsNone(t *testing.T) {
	r := alerts.Receivers{Email: alerts.Email{To: []string{"a@b"}, From: "c@d", Server: "e:25", Severities: []alerts.Severity{alerts.Critical}}}
	text, files, err := r.Configuration("/files")
	if err != nil || len(files) != 0 || strings.Contains(text, "auth_") {
		t.Errorf("%v, %v\n%s", err, files, text)
	}
}

func TestATopicsRegionIsInItsName(t *testing.T) {
	for arn, want := range map[string]string{"arn:aws:sns:eu-central-1:123456789012:alerts": "eu-central-1", "alerts": ""} {
		if got := (alerts.SNS{TopicARN: arn}).Region(); got != want {
			t.Errorf("%s: %q", arn, got)
		}
	}
}

func TestARunbookIsBelowItsBase(t *testing.T) {
	a := alerts.Alert{Name: "A"}
	for _, base := range []string{"https://example.com/runbooks", "https://example.com/runbooks/"} {
		if got := a.Runbook(base); got != "https://example.com/runbooks/A.md" {
			t.Error(got)
		}
	}
}

// SNS refuses a message whose subject has more than 100 characters.
func TestASubjectForATopicIsShort(t *testing.T) {
	r := alerts.Receivers{SNS: alerts.SNS{TopicARN: "arn:aws:sns:eu-central-1:123456789012:alerts", Severities: []alerts.Severity{alerts.Critical}}}
	text, _, err := r.Configuration("/files")
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Receivers []struct {
			SNS []struct{ Subject, Message string } `yaml:"sns_configs"`
		}
	}
	if err := yaml.Unmarshal([]byte(text), &c); err != nil || len(c.Receivers) != 2 || len(c.Receivers[1].SNS) != 1 {
		t.Fatalf("%v\n%s", err, text)
	}
	sns := c.Receivers[1].SNS[0]
	for name, want := range map[string]string{"ElasticsearchClusterRed": "[RESOLVED] critical: ElasticsearchClusterRed", strings.Repeat("a", 200): "[RESOLVED] critical: aaa"} {
		data := map[string]any{"Status": "resolved", "Alerts": []any{}, "CommonLabels": map[string]string{"severity": "critical", "alertname": name, "namespace": strings.Repeat("b", 63)}}
		render := func(text string) string {
			var out strings.Builder
			if err := template.Must(template.New("").Funcs(template.FuncMap{"toUpper": strings.ToUpper}).Parse(text)).Execute(&out, data); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		if got := render(sns.Subject); len(got) > 100 || !strings.HasPrefix(got, want) || strings.ContainsAny(got, "\n\r") {
			t.Errorf("%d characters: %s", len(got), got)
		}
		if got := render(sns.Message); !strings.Contains(got, name+" in bbb") {
			t.Errorf("the message lacks the whole name: %s", got)
		}
	}
}
