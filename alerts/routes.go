package alerts

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Names of Alertmanager's receivers. Those that people hear of are named like the
// severity of their alerts.
const (
	nobody    = "nobody"
	heartbeat = "heartbeat"
)

// The texts of messages, as templates of Alertmanager's. They end in no chart, which
// would take the braces for its own.
const (
	title = `[{{ .Status | toUpper }}] {{ with .CommonLabels.severity }}{{ . }}: {{ end }}` +
		`{{ with .CommonLabels.alertname }}{{ . }}{{ else }}{{ len .Alerts }} alerts{{ end }}{{ with .CommonLabels.namespace }} in {{ . }}{{ end }}`
	text = `{{ range .Alerts }}{{ .Annotations.summary }}` + "\n" +
		`{{ with .Annotations.description }}{{ . }}` + "\n" + `{{ end }}{{ with .Annotations.runbook_url }}What to do: {{ . }}` + "\n" + `{{ end }}` + "\n" + `{{ end }}`
	// Of SNS, whose subjects have at most 100 characters: it refuses a longer one, and the
	// message with it (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html).
	subject = `[{{ .Status | toUpper }}] {{ with .CommonLabels.severity }}{{ printf "%.10s" . }}: {{ end }}` +
		`{{ with .CommonLabels.alertname }}{{ printf "%.70s" . }}{{ else }}{{ len .Alerts }} alerts{{ end }}`
	// PagerDuty knows critical, error, warning and info alone.
	severityOrError = `{{ with .CommonLabels.severity }}{{ . }}{{ else }}error{{ end }}`
)

// Configuration returns Alertmanager's configuration, which holds no credential, and
// the credentials as files, which must be in a directory.
//
// Critical alerts and warnings go to whoever hears of them; an alert without a
// severity counts as a warning, so that a forgotten label costs nobody an alert. What is
// informative, or the heartbeat without its receiver, goes to nobody.
func (r Receivers) Configuration(directory string) (string, map[string]string, error) {
	files := map[string]string{}
	file := func(key string) string { return directory + "/" + key }
	c := configuration{Route: route{
		Receiver: nobody, GroupBy: []string{"namespace", "alertname"}, GroupWait: "30s", GroupInterval: "5m", RepeatInterval: "4h",
	}, InhibitRules: inhibitions, Receivers: []receiver{{Name: nobody}}}
	watchdog := route{Receiver: nobody, Matchers: []string{`alertname="Watchdog"`}}
	if r.Heartbeat != "" {
		// Repeated at each turn of the group: a repetition that is due a moment later waits for the next turn.
		watchdog.Receiver, watchdog.GroupWait, watchdog.GroupInterval, watchdog.RepeatInterval = heartbeat, "0s", "1m", "50s"
		files["heartbeat-url"] = r.Heartbeat
		c.Receivers = append(c.Receivers, receiver{Name: heartbeat, Webhook: []webhookConfig{{URLFile: file("heartbeat-url")}}})
	}
	c.Route.Routes = []route{watchdog, {Receiver: nobody, Matchers: []string{`severity=~"info|none"`}}}
	for _, severity := range []Severity{Critical, Warning} {
		if !r.Heard(severity) {
			c.Route.Routes = append(c.Route.Routes, route{Receiver: nobody, Matchers: []string{fmt.Sprintf("severity=%q", severity)}})
			continue
		}
		to := receiver{Name: string(severity)}
		for _, w := range r.used() {
			if slices.Contains(w.severities, severity) {
				w.add(&to, file)
				maps.Copy(files, w.credentials)
			}
		}
		c.Receivers = append(c.Receivers, to)
		c.Route.Routes = append(c.Route.Routes, route{Receiver: to.Name, Matchers: []string{fmt.Sprintf("severity=%q", severity)}})
		c.Route.Receiver = to.Name // the last is that of warnings
	}
	written, err := yaml.Marshal(c)
	return string(written), files, err
}

// inhibitions are those of kube-prometheus-stack: an alert is not sent while a worse
// one of its name and namespace is, nor what is informative while nothing else is wrong there.
var inhibitions = []inhibition{
	{[]string{`severity="critical"`}, []string{`severity=~"warning|info"`}, []string{"namespace", "alertname"}},
	{[]string{`severity="warning"`}, []string{`severity="info"`}, []string{"namespace", "alertname"}},
	{[]string{`alertname="InfoInhibitor"`}, []string{`severity="info"`}, []string{"namespace"}},
}

// Region is that of a topic: arn:aws:sns:eu-central-1:123456789012:alerts.
func (s SNS) Region() string {
	if parts := strings.Split(s.TopicARN, ":"); len(parts) > 3 {
		return parts[3]
	}
	return ""
}
