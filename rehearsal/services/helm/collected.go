package helm

import (
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/promql"
	"eks-elk/rehearsal/world"
)

// collectors are the switches of the Elasticsearch exporter's chart, by how the
// metrics begin that there are only with them.
var collectors = map[string]string{
	"elasticsearch_snapshot_stats_": "snapshots", "elasticsearch_slm_": "slm", "elasticsearch_ilm_": "ilm",
	"elasticsearch_data_stream_": "data_stream", "elasticsearch_clustersettings_": "cluster_settings",
	"elasticsearch_indices_settings_": "indices_settings", "elasticsearch_indices_mappings_": "indices_mappings",
}

// collects says, by the list that a metric is in, whether a release of a chart has
// Prometheus collect it.
var collects = map[string]func(chart string, v values, metric string) bool{
	"elasticsearch-exporter": func(chart string, v values, metric string) bool {
		for prefix, on := range collectors {
			if strings.HasPrefix(metric, prefix) && !v.is("es", on) {
				return false
			}
		}
		return chart == elasticsearchExporter.name
	},
	"json-exporter": func(chart string, v values, metric string) bool {
		return chart == jsonExporter.name && slices.Contains(jsonMetrics(v), metric)
	},
	"blackbox-exporter": func(chart string, _ values, _ string) bool { return chart == blackboxExporter.name },
	"node-exporter":     ofStack("nodeExporter"),
	"coredns":           ofStack("coreDns"),
	"kubernetes":        ofStack("kubeApiServer"),
	"cadvisor":          ofStack("prometheus"),
	"kube-state-metrics": func(chart string, v values, metric string) bool {
		labels := metric != "kube_node_labels" || len(texts(v.at("kube-state-metrics", "metricLabelsAllowlist"))) > 0
		return labels && ofStack("kubeStateMetrics")(chart, v, metric)
	},
}

// ofStack is a part of kube-prometheus-stack, where all of these are on by default.
func ofStack(part string) func(string, values, string) bool {
	return func(chart string, v values, _ string) bool {
		return chart == kubePrometheusStack.name && v.at(part, "enabled") != false
	}
}

// jsonMetrics are those that the JSON exporter's modules name.
func jsonMetrics(v values) []string {
	var out []string
	modules := v.sub("configuration", "structuredConfig", "modules")
	for module := range modules {
		for _, metric := range modules.sub(module).items("metrics") {
			if metric.str("type") != "object" {
				out = append(out, metric.str("name"))
			}
			for part := range metric.sub("values") {
				out = append(out, metric.str("name")+"_"+part)
			}
		}
	}
	return out
}

// collected looks, when all is there, for what dashboards ask for and nothing in this
// stack exports.
func collected(op *world.Op) {
	for _, o := range op.List(kubernetes.ConfigMap) {
		if o.Str("metadata.labels.grafana_dashboard") == "" {
			continue
		}
		as := op.As(o)
		data := world.Map(o.Get("data"))
		for _, key := range data.StableKeys() {
			for _, metric := range promql.Metrics(world.Str(data[key])) {
				if list := uncollected(as, metric); list != "" {
					as.Violate("kubernetes/dashboard-shows", "dashboard %s of ConfigMap %s asks for %s, and no release has the %s collect it",
						key, o.Str("metadata.name"), metric, list)
				}
			}
		}
	}
}

// uncollected returns the list that a metric is in, if no release has Prometheus
// collect it; "": one has, or it is in none.
func uncollected(op *world.Op, metric string) string {
	list := promql.List(metric)
	by := collects[list]
	if by == nil || slices.ContainsFunc(kubernetes.On(op, Release), func(release *world.Object) bool {
		c := chartOf(release)
		return by(c.name, given(release).over(c.defaults), metric)
	}) {
		return ""
	}
	return list
}
