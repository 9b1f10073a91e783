package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestAlertsThatPrometheusCannotReadAreSeen(t *testing.T) {
	rule := func(expr, wait string) []any {
		return []any{map[string]any{"alert": "X", "expr": expr, "for": wait, "labels": map[string]any{"namespace": "elk"}}}
	}
	const exporter = "elasticsearch-exporter"
	violations{
		"sound":          {exporter, value(rule("up == 0", "5m"), "prometheusRule", "rules"), ""},
		"not PromQL":     {exporter, value(rule("up ==", "5m"), "prometheusRule", "rules"), "helm/alerts-parse"},
		"not a duration": {exporter, value(rule("up == 0", "five minutes"), "prometheusRule", "rules"), "helm/alerts-parse"},
		"no such field": {exporter, value([]any{map[string]any{"alert": "X", "expr": "up == 0", "wait": "5m"}}, "prometheusRule", "rules"),
			"helm/alerts-parse"},
		"no such label": {exporter, value(rule(`elasticsearch_cluster_health_status{colour="red"} == 1`, "5m"), "prometheusRule", "rules"),
			"helm/alerts-parse"},
		"no series": {exporter, value(rule("sum(up) == 0", "5m"), "prometheusRule", "rules"), "helm/alerts-without-series"},
		"no namespace": {exporter, value([]any{map[string]any{"alert": "X", "expr": "absent(up)"}}, "prometheusRule", "rules"),
			"helm/alerts-of-namespace"},
	}.test(t)
}

func TestAnAlertAsksForAnIndexThatLogstashWrites(t *testing.T) {
	asks := func(index string) change {
		return value([]any{map[string]any{"alert": "X", "expr": `elasticsearch_index_stats_indexing_index_total{index="` + index + `"} > 0`}},
			"prometheusRule", "rules")
	}
	for _, last := range []string{"logstash", "elasticsearch-exporter"} {
		for index, rules := range map[string][]string{"logstash": nil, "uptime": {"helm/alerts-know-indices"}} {
			s := newStack(t, clustertest.Options{})
			s.before("elasticsearch-exporter")
			if last == "logstash" {
				s.install("elasticsearch-exporter", asks(index))
				s.install("logstash")
			} else {
				s.install("logstash")
				s.install("elasticsearch-exporter", asks(index))
			}
			s.Violated(rules...)
		}
	}
}

func TestAnAlertLooksAtMoreThanTheIntervalOfTheInput(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.before("elasticsearch-exporter")
	s.install("elasticsearch-exporter")
	s.install("logstash", text(t, "interval => 30", "interval => 3000", "logstashPipeline", "logstash.conf"))
	s.Violated("helm/alerts-know-indices")
}
