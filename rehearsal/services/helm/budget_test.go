package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// The charts' own budgets let the only pod go; a person's may not.
func TestADisruptionBudgetMayHoldAPodForEver(t *testing.T) {
	one := map[string]any{"minAvailable": 1}
	for name, c := range map[string]struct {
		release string
		change  change
		pod     string // that is held; "": none
	}{
		"Elasticsearch's own":         {"elasticsearch", nil, ""},
		"none at all":                 {"elasticsearch", value(0, "maxUnavailable"), ""},
		"no percent of Elasticsearch": {"elasticsearch", value("0%", "maxUnavailable"), "security-master-0"},
		"some percent":                {"elasticsearch", value("10%", "maxUnavailable"), ""},
		"Logstash's own":              {"logstash", nil, ""},
		"no percent of Logstash":      {"logstash", value("0%", "maxUnavailable"), "logstash-0"},
		"Grafana":                     {"kube-prometheus-stack", value(one, "grafana", "podDisruptionBudget"), "kube-prometheus-stack-grafana"},
		"Grafana, all unavailable": {"kube-prometheus-stack", value(map[string]any{"maxUnavailable": 1}, "grafana", "podDisruptionBudget"),
			""},
		"Prometheus": {"kube-prometheus-stack", value(map[string]any{"enabled": true}, "prometheus", "podDisruptionBudget"),
			"prometheus-kube-prometheus-stack-0"},
		"two of Prometheus": {"kube-prometheus-stack", func(in map[string]any) {
			value(map[string]any{"enabled": true}, "prometheus", "podDisruptionBudget")(in)
			value(2.0, "prometheus", "prometheusSpec", "replicas")(in)
		}, ""},
		"half of Alertmanager": {"kube-prometheus-stack", value(map[string]any{"enabled": true, "minAvailable": "50%"}, "alertmanager", "podDisruptionBudget"),
			"alertmanager-kube-prometheus-stack-0"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before(c.release)
			changes := []change{}
			if c.change != nil {
				changes = append(changes, c.change)
			}
			s.install(c.release, changes...)
			var held []string
			for _, pod := range s.World.Objects(kubernetes.Pod) {
				if pod.Str("budget") != "" && pod.Int("disruptions") < 1 {
					held = append(held, pod.Str("name"))
				}
			}
			if got := strings.Join(held, " "); got != c.pod {
				t.Errorf("held: %q, want %q", got, c.pod)
			}
		})
	}
}
