package promql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/promql/parser"
)

// The labels of elasticsearch_exporter's metrics (collector/*.go), by
// the beginning of the metric's name, longest first; and those that Prometheus
// puts on everything it scrapes through a monitor.
var (
	nodeLabels = strings.Fields("cluster host name es_master_node es_data_node es_ingest_node es_client_node")
	exported   = []struct {
		prefix string
		labels []string
	}{
		{"elasticsearch_cluster_health_status", []string{"cluster", "color"}},
		{"elasticsearch_cluster_health_", []string{"cluster"}},
		{"elasticsearch_jvm_memory_pool_", append([]string{"pool"}, nodeLabels...)},
		{"elasticsearch_jvm_memory_", append([]string{"area"}, nodeLabels...)},
		{"elasticsearch_filesystem_data_", append([]string{"mount", "path"}, nodeLabels...)},
		{"elasticsearch_index_stats_", []string{"cluster", "index"}},
	}
	scraped = strings.Fields("__name__ job instance namespace pod service container endpoint node")
)

// Labels returns which label an expression asks for that a metric of the
// exporter never has, or "". Metrics it does not know are not looked at.
func Labels(text string) string {
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return ""
	}
	problem := ""
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		selector, ok := node.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		for _, e := range exported {
			if !strings.HasPrefix(selector.Name, e.prefix) {
				continue
			}
			for _, m := range selector.LabelMatchers {
				if !slices.Contains(e.labels, m.Name) && !slices.Contains(scraped, m.Name) {
					problem = fmt.Sprintf("%s has no label %q: it selects nothing", selector.Name, m.Name)
				}
			}
			break
		}
		return nil
	})
	return problem
}
