package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestAlertsThatPrometheusCannotReadAreSeen(t *testing.T) {
	rule := func(expr, wait string) []any {
		return []any{map[string]any{"alert": "X", "expr": expr, "for": wait}}
	}
	for name, c := range map[string]struct {
		change change
		rules  []string
	}{
		"sound":          {value(rule("up == 0", "5m"), "prometheusRule", "rules"), nil},
		"not PromQL":     {value(rule("up ==", "5m"), "prometheusRule", "rules"), []string{"helm/alerts-parse"}},
		"not a duration": {value(rule("up == 0", "five minutes"), "prometheusRule", "rules"), []string{"helm/alerts-parse"}},
		"no such field": {value([]any{map[string]any{"alert": "X", "expr": "up == 0", "wait": "5m"}}, "prometheusRule", "rules"),
			[]string{"helm/alerts-parse"}},
		"no such label": {value(rule(`elasticsearch_cluster_health_status{colour="red"} == 1`, "5m"), "prometheusRule", "rules"),
			[]string{"helm/alerts-parse"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before("elasticsearch-exporter")
			s.install("elasticsearch-exporter", c.change)
			s.Violated(c.rules...)
		})
	}
}
