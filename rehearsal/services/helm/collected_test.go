package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestADashboardAsksForWhatThisStackCollects(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.before("elasticsearch-exporter")
	s.install("kube-prometheus-stack")
	s.install("elasticsearch-exporter")
	s.install("json-exporter")
	s.Must(kubernetes.CustomToken("PrometheusRule"), "alerts", alerts(map[string]any{"alert": "X",
		"expr": "elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes < 0.15"}))
	for metric, shown := range map[string]bool{
		"elasticsearch_ilm_index_status": true, "elasticsearch_slm_stats_retention_runs_total": false, "elasticsearch_snapshot_stats_number_of_snapshots": false,
		"logstash_queue_events": true, "kibana_status_level": true, "logstash_output_events_in_total": true,
		"node_load5": true, "kube_node_labels": true, "container_memory_rss": true, "coredns_dns_requests_total": true,
		"probe_success": false, // no blackbox exporter here
		"up":            true,
	} {
		name := "of-" + map[bool]string{true: "a", false: "b"}[shown]
		made := s.Must(kubernetes.ConfigMap, name, map[string]any{
			"metadata": map[string]any{"name": name, "namespace": "monitoring", "labels": map[string]any{"grafana_dashboard": "1"}},
			"data":     map[string]any{"x.json": `{"panels":[{"title":"a","targets":[{"expr":"` + metric + `"}]}]}`},
		})
		s.World.ClearViolations()
		s.World.Settle()
		if shown {
			s.Violated()
		} else {
			s.Violated("kubernetes/dashboard-shows")
		}
		s.World.ClearViolations()
		s.mustDelete(kubernetes.ConfigMap, made.ID)
	}
}
