package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// alerts is a PrometheusRule.
func alerts(rules ...map[string]any) map[string]any {
	var list []any
	for _, rule := range rules {
		list = append(list, rule)
	}
	return map[string]any{
		"metadata": map[string]any{"name": "alerts", "namespace": "monitoring"},
		"spec":     map[string]any{"groups": []any{map[string]any{"name": "a", "rules": list}}},
	}
}

func TestAlertsThatPrometheusCannotReadAreSeen(t *testing.T) {
	rule := func(expr, wait string) map[string]any {
		return map[string]any{"alert": "X", "expr": expr, "for": wait, "labels": map[string]any{"namespace": "elk"}}
	}
	for name, c := range map[string]struct {
		rule  map[string]any
		rules []string
	}{
		"sound":          {rule("up == 0", "5m"), nil},
		"not PromQL":     {rule("up ==", "5m"), []string{"helm/alerts-parse"}},
		"not a duration": {rule("up == 0", "five minutes"), []string{"helm/alerts-parse"}},
		"no such field":  {map[string]any{"alert": "X", "expr": "up == 0", "wait": "5m"}, []string{"helm/alerts-parse"}},
		"no such label":  {rule(`elasticsearch_cluster_health_status{colour="red"} == 1`, "5m"), []string{"helm/alerts-parse"}},
		"no series":      {rule("sum(up) == 0", "5m"), []string{"helm/alerts-without-series"}},
		"no namespace":   {map[string]any{"alert": "X", "expr": "absent(up)"}, []string{"helm/alerts-of-namespace"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.install("prometheus-operator-crds")
			o := s.Must(kubernetes.CustomToken("PrometheusRule"), "alerts", alerts(c.rule))
			s.Violated(c.rules...)
			if err := s.Update(o, alerts(rule("up == 0", "5m"))); err != nil {
				t.Error(err)
			}
			s.Violated(c.rules...) // none more
		})
	}
}

// The rules of a chart's values are judged as the program's own are.
func TestAlertsAmongAChartsValuesAreJudged(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.before("kube-prometheus-stack")
	s.install("kube-prometheus-stack", value(map[string]any{"a": map[string]any{"groups": []any{map[string]any{
		"name": "a", "rules": []any{map[string]any{"alert": "X", "expr": "up =="}}}}}}, "additionalPrometheusRulesMap"))
	s.Violated("helm/alerts-parse")
}

func TestARuleNeedsItsDefinition(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	_, err := s.Create(kubernetes.CustomToken("PrometheusRule"), "alerts", alerts(map[string]any{"alert": "X", "expr": "up == 0"}))
	clustertest.Refused(t, err, "kubernetes/custom-resource-needs-definition", `no matches for kind "PrometheusRule" in version "monitoring.coreos.com/v1"`)
	s.install("prometheus-operator-crds")
	s.Must(kubernetes.CustomToken("PrometheusRule"), "alerts", alerts(map[string]any{"alert": "X", "expr": "up == 0"}))
	if err := s.Delete(kubernetes.CustomToken("PrometheusRule"), "monitoring/alerts"); err != nil {
		t.Error(err)
	}
	s.Violated()
}

func TestARuleGoesBeforeItsDefinition(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("prometheus-operator-crds")
	s.Must(kubernetes.CustomToken("PrometheusRule"), "alerts", alerts(map[string]any{"alert": "X", "expr": "up == 0"}))
	s.uninstall("prometheus-operator-crds")
	s.Violated("kubernetes/custom-resource-needs-definition")
}

func TestAnAlertAsksForAnIndexThatLogstashWrites(t *testing.T) {
	asks := func(s *stack, index string) {
		s.Must(kubernetes.CustomToken("PrometheusRule"), "alerts", alerts(map[string]any{
			"alert": "X", "expr": `elasticsearch_index_stats_indexing_index_total{index="` + index + `"} > 0`}))
	}
	for _, last := range []string{"logstash", "alerts"} {
		for index, rules := range map[string][]string{"logstash": nil, "uptime": {"helm/alerts-know-indices"}} {
			s := newStack(t, clustertest.Options{})
			s.before("elasticsearch-exporter")
			if last == "logstash" {
				asks(s, index)
				s.install("logstash")
			} else {
				s.install("logstash")
				asks(s, index)
			}
			s.Violated(rules...)
		}
	}
}

func TestAnAlertLooksAtMoreThanTheIntervalOfTheInput(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.before("elasticsearch-exporter")
	s.Must(kubernetes.CustomToken("PrometheusRule"), "alerts", alerts(map[string]any{
		"alert": "X", "expr": `increase(elasticsearch_index_stats_indexing_index_total{index="logstash"}[15m]) > 0`}))
	s.install("logstash", text(t, "interval => 30", "interval => 3000", "logstashPipeline", "logstash.conf"))
	s.Violated("helm/alerts-know-indices")
}

func TestAnAlertOnWhatNothingExportsIsSeen(t *testing.T) {
	for expr, rules := range map[string][]string{
		`elasticsearch_cluster_health_status{color="red"} == 1`: nil,
		`kube_node_info == 1`:         nil,
		`absent(up{namespace="elk"})`: nil,
		`probe_success == 0`:          {"helm/alerts-have-a-source"},
		`logstash_queue_bytes > 1`:    {"helm/alerts-have-a-source"},
	} {
		s := newStack(t, clustertest.Options{})
		s.before("elasticsearch-exporter")
		s.Must(kubernetes.CustomToken("PrometheusRule"), "alerts", alerts(map[string]any{"alert": "X", "expr": expr, "labels": map[string]any{"namespace": "elk"}},
			map[string]any{"alert": "Y", "expr": "elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes < 0.15"}))
		s.install("elasticsearch-exporter")
		s.install("kube-prometheus-stack")
		s.World.Settle()
		s.Violated(rules...)
	}
}
