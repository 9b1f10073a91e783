package elk

import (
	"fmt"

	"eks-elk/internal/names"
)

// dashboardName is the ConfigMap's name and the dashboard's address in Grafana.
const dashboardName = "elk-dashboard"

// dashboard, panel and the rest are the parts of Grafana's dashboard model that
// are used here (https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/).
type dashboard struct {
	UID           string   `json:"uid"`
	Title         string   `json:"title"`
	Tags          []string `json:"tags"`
	Timezone      string   `json:"timezone"`
	SchemaVersion int      `json:"schemaVersion"`
	Refresh       string   `json:"refresh"`
	Time          span     `json:"time"`
	Panels        []panel  `json:"panels"`
}

type span struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type panel struct {
	ID          int         `json:"id"`
	Type        string      `json:"type"`
	Title       string      `json:"title"`
	GridPos     gridPos     `json:"gridPos"`
	Datasource  datasource  `json:"datasource"`
	FieldConfig fieldConfig `json:"fieldConfig"`
	Targets     []target    `json:"targets"`
}

type gridPos struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

type datasource struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

type fieldConfig struct {
	Defaults fieldDefaults `json:"defaults"`
}

type fieldDefaults struct {
	Unit     string    `json:"unit"`
	Mappings []mapping `json:"mappings,omitempty"`
}

// mapping shows values as texts, each in its colour.
type mapping struct {
	Type    string           `json:"type"`
	Options map[string]shown `json:"options"`
}

type shown struct {
	Text  string `json:"text"`
	Color string `json:"color"`
}

// clusterStatus is 0, 1 or 2, as one series: a panel of one value shows the
// value alone, not the name of the series that has it.
const clusterStatus = `sum(elasticsearch_cluster_health_status{color="yellow"}) + 2 * sum(elasticsearch_cluster_health_status{color="red"})`

var statusShown = []mapping{{"value", map[string]shown{
	"0": {"green", "green"}, "1": {"yellow", "yellow"}, "2": {"red", "red"},
}}}

type target struct {
	RefID  string `json:"refId"`
	Expr   string `json:"expr"`
	Legend string `json:"legendFormat"`
}

// newDashboard returns what a person looks at first: is it healthy, does anything
// arrive, and does it fit its heap, its disk and its limits.
func newDashboard() dashboard {
	rate := fmt.Sprintf(`rate(elasticsearch_index_stats_indexing_index_total{index=~"(\\.ds-)?%s.*"}[5m])`, names.UptimeIndex)
	pods := fmt.Sprintf(`namespace=%q, container!="", container!="POD"`, names.ELKNamespace)
	d := dashboard{
		UID: dashboardName, Title: "ELK", Tags: []string{"elk"}, Timezone: "browser",
		SchemaVersion: 39, Refresh: "1m", Time: span{From: "now-6h", To: "now"},
	}
	for _, p := range []struct{ kind, title, unit, expr, legend string }{
		{"stat", "Cluster status", "none", clusterStatus, "status"},
		{"stat", "Unassigned shards", "none", `elasticsearch_cluster_health_unassigned_shards`, "{{cluster}}"},
		{"timeseries", "Documents written by Logstash", "ops", `sum by (index) (` + rate + `)`, "{{index}}"},
		{"timeseries", "Documents in Logstash's indices", "short",
			fmt.Sprintf(`elasticsearch_indices_docs_primary{index=~"(\\.ds-)?%s.*"}`, names.UptimeIndex), "{{index}}"},
		{"timeseries", "Searches", "ops", `sum(rate(elasticsearch_indices_search_query_total[5m]))`, "queries"},
		{"timeseries", "Elasticsearch heap used", "percentunit",
			`elasticsearch_jvm_memory_used_bytes{area="heap"} / elasticsearch_jvm_memory_max_bytes{area="heap"}`, "{{name}}"},
		{"timeseries", "Elasticsearch garbage collection", "percentunit",
			`sum by (gc) (rate(elasticsearch_jvm_gc_collection_seconds_sum[5m]))`, "{{gc}}"},
		{"timeseries", "Elasticsearch volume free", "percentunit",
			`elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes`, "{{name}}"},
		{"timeseries", "Processor by pod", "short", `sum by (pod) (rate(container_cpu_usage_seconds_total{` + pods + `}[5m]))`, "{{pod}}"},
		{"timeseries", "Memory by pod", "bytes", `sum by (pod) (container_memory_working_set_bytes{` + pods + `})`, "{{pod}}"},
	} {
		i := len(d.Panels)
		d.Panels = append(d.Panels, panel{
			ID: i + 1, Type: p.kind, Title: p.title,
			GridPos:     gridPos{H: 8, W: 12, X: i % 2 * 12, Y: i / 2 * 8},
			Datasource:  datasource{Type: "prometheus", UID: "prometheus"},
			FieldConfig: fieldConfig{fieldDefaults{Unit: p.unit}},
			Targets:     []target{{RefID: "A", Expr: p.expr, Legend: p.legend}},
		})
	}
	d.Panels[0].FieldConfig.Defaults.Mappings = statusShown
	return d
}
