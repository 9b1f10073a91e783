package dashboards

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/units"
)

// Prices are what a stack's parts cost, in US dollars a month. Of what is not in
// them, the price is unknown.
type Prices struct {
	Fixed float64            // what does not change by itself: the control plane, gateways
	Nodes map[string]float64 // one node by its instance type, with its root volume
	GiB   float64            // one GiB of a volume
}

// Overview is the first page: is everything up, how full is it, how fast, and what
// does it cost. Without prices there are amounts in their place.
func Overview(prices *Prices) Dashboard {
	return Dashboard{
		Name: "stack-overview", File: "stack-overview.json", Title: "Stack overview",
		About: "Is everything up, how full is it, how fast, and what does it cost",
		Rows: []Row{
			{"Is everything up", isUp()},
			{"How full", howFull()},
			{"How fast", howFast()},
			{"What it costs", costs(prices)},
		},
	}
}

// clusterStatus is 0, 1 or 2, as one series: a panel of one value shows the
// value alone, not the name of the series that has it.
const clusterStatus = `sum(elasticsearch_cluster_health_status{color="yellow"}) + 2 * sum(elasticsearch_cluster_health_status{color="red"})`

var clusterStatusPanel = Panel{
	Kind: Now, Title: "Elasticsearch", Unit: units.NoUnit, Width: sixth,
	About:   "Red: an index has lost data, or waits for its volume. Yellow: a replica has no node, which one node always has for an index with replicas",
	Queries: []Query{{clusterStatus, ""}},
	Texts:   map[string]Text{"0": {"green", good}, "1": {"yellow", warn}, "2": {"red", bad}},
}

func isUp() []Panel {
	return []Panel{
		clusterStatusPanel,
		{
			Kind: Now, Title: "Pages", Unit: units.NoUnit, Width: third,
			About:   "Whether Elasticsearch, Kibana and Grafana answer over the network, as the blackbox exporter sees them",
			Queries: []Query{{`min by (target) (probe_success)`, "{{target}}"}}, Texts: upOrDown,
		},
		{
			Kind: Now, Title: "Logstash", Unit: units.NoUnit, Width: sixth,
			About:   "Whether Logstash's own API answers the JSON exporter",
			Queries: []Query{{`count(logstash_uptime_milliseconds) or vector(0)`, ""}},
			Texts:   upOrDown,
		},
		{
			Kind: Now, Title: "Nodes ready", Unit: units.Short, Width: sixth, Below: bad, Limits: []Limit{{1, good}},
			About:   "Nodes on which pods can run",
			Queries: []Query{{`sum(kube_node_status_condition{condition="Ready", status="true"})`, ""}},
		},
		{
			Kind: Now, Title: "Certificates end in", Unit: units.Seconds, Width: sixth, Below: bad,
			Limits:  []Limit{{7 * day, warn}, {30 * day, good}},
			About:   "The next end of a certificate that a page shows; pulumi up renews it before",
			Queries: []Query{{`min(probe_ssl_earliest_cert_expiry) - time()`, ""}},
		},
		{
			Kind: Now, Title: "Alerts", Unit: units.Short, Width: quarter, Limits: none(),
			About:   "Alerts that fire now, but for the one that always does",
			Queries: []Query{{`count(ALERTS{alertstate="firing", alertname!~"Watchdog|InfoInhibitor"}) or vector(0)`, ""}},
		},
		{
			Kind: Now, Title: "Pods that do not run", Unit: units.Short, Width: quarter, Limits: none(),
			About:   "Pods that wait for a node or a volume, have failed, or whose node is lost",
			Queries: []Query{{`sum(kube_pod_status_phase{phase=~"Pending|Failed|Unknown"}) or vector(0)`, ""}},
		},
		{
			Kind: Now, Title: "Restarts in an hour", Unit: units.Short, Width: quarter, Limits: []Limit{{1, warn}, {5, bad}},
			About:   "Containers that ended and were started again",
			Queries: []Query{{`round(sum(increase(kube_pod_container_status_restarts_total[1h])))`, ""}},
		},
		{
			Kind: Now, Title: "Targets that are down", Unit: units.Short, Width: quarter, Limits: none(),
			About:   "What Prometheus asks and gets no answer from: its panels here are empty",
			Queries: []Query{{`count(up == 0) or vector(0)`, ""}},
		},
	}
}

func howFull() []Panel {
	share := func(of, metric, limit, labels string) Query {
		return Query{fmt.Sprintf(`max(%s%s / %s%[2]s)`, metric, labels, limit), of}
	}
	return []Panel{
		{
			Kind: Bars, Title: "Volumes", Unit: units.PercentUnit, Width: half, Max: 1, Limits: upTo(0.75, 0.9),
			About: "How much of each volume is used. A volume grows by its setting; none shrinks",
			Queries: []Query{{
				`max by (namespace, persistentvolumeclaim) (1 - kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes)`,
				"{{persistentvolumeclaim}}",
			}},
		},
		{
			Kind: Bars, Title: "Heaps and queue", Unit: units.PercentUnit, Width: half, Max: 1, Limits: upTo(0.75, 0.9),
			About: "Heaps, and Logstash's queue: when that is full, Beats wait",
			Queries: []Query{
				share("heap of Elasticsearch", "elasticsearch_jvm_memory_used_bytes", "elasticsearch_jvm_memory_max_bytes", `{area="heap"}`),
				share("heap of Logstash", "logstash_heap_used_bytes", "logstash_heap_limit_bytes", ""),
				share("heap of Kibana", "kibana_heap_used_bytes", "kibana_heap_limit_bytes", ""),
				share("queue of Logstash", "logstash_queue_bytes", "logstash_queue_limit_bytes", ""),
			},
		},
		{
			Kind: Now, Title: "Elasticsearch's volume is full in", Unit: units.Seconds, Width: third, Below: bad,
			Limits: []Limit{{3 * day, warn}, {14 * day, good}},
			About:  "If it goes on as in the last six hours; ten years stand for never",
			Queries: []Query{{fmt.Sprintf(`min(clamp_max(elasticsearch_filesystem_data_available_bytes / clamp_min(-deriv(elasticsearch_filesystem_data_available_bytes[6h]), 1), %d))`,
				10*365*day), ""}},
		},
		{
			Kind: Now, Title: "Processors of the nodes, used", Unit: units.PercentUnit, Width: third, Limits: upTo(0.75, 0.9),
			About:   "Of all nodes together",
			Queries: []Query{{`1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))`, ""}},
		},
		{
			Kind: Now, Title: "Memory of the nodes, used", Unit: units.PercentUnit, Width: third, Limits: upTo(0.8, 0.92),
			About:   "Of all nodes together",
			Queries: []Query{{`1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes)`, ""}},
		},
	}
}

func howFast() []Panel {
	return []Panel{
		{
			Kind: Series, Title: "Events and documents", Unit: units.EventsPerSecond, Width: third,
			About: "What goes into Logstash, out of it, and into Elasticsearch. In above out: the queue grows",
			Queries: []Query{
				{`sum(rate(logstash_events_in_total[$__rate_interval]))`, "into Logstash"},
				{`sum(rate(logstash_events_out_total[$__rate_interval]))`, "out of Logstash"},
				{`sum(rate(elasticsearch_indices_indexing_index_total[$__rate_interval]))`, "into Elasticsearch"},
			},
		},
		{
			Kind: Series, Title: "Time for one", Unit: units.Seconds, Width: third,
			About: "Time of Elasticsearch for a document, and for a search on one shard",
			Queries: []Query{
				{perEach("elasticsearch_indices_indexing_index_time_seconds_total", "elasticsearch_indices_indexing_index_total"), "document"},
				{perEach("elasticsearch_indices_search_query_time_seconds", "elasticsearch_indices_search_query_total"), "search"},
			},
		},
		{
			Kind: Series, Title: "Time of an answer of Kibana", Unit: units.Milliseconds, Width: third,
			About:   "Of the last five seconds before each sample",
			Queries: []Query{{`max(kibana_response_milliseconds)`, "average"}, {`max(kibana_response_longest_milliseconds)`, "longest"}},
		},
	}
}

// perEach is the time that one of them takes.
func perEach(seconds, times string) string {
	return fmt.Sprintf(`sum(rate(%s[$__rate_interval])) / clamp_min(sum(rate(%s[$__rate_interval])), 0.001)`, seconds, times)
}

const day = 24 * 60 * 60

// gibibytes is the size of all volumes that claims have.
const gibibytes = `sum(kube_persistentvolume_capacity_bytes) / 2^30`

func costs(p *Prices) []Panel {
	nodes := `count by (label_node_kubernetes_io_instance_type) (kube_node_labels)`
	panels := []Panel{
		{
			Kind: Now, Title: "Nodes by type", Unit: units.Short, Width: quarter,
			About: "Nodes that run now", Queries: []Query{{nodes, "{{label_node_kubernetes_io_instance_type}}"}},
		},
		{
			Kind: Now, Title: "Size of all volumes", Unit: units.BytesIEC, Width: quarter,
			About: "Of all claims together, root volumes of nodes apart", Queries: []Query{{`sum(kube_persistentvolume_capacity_bytes)`, ""}},
		},
		{
			Kind: Now, Title: "Paid and requested", Unit: units.PercentUnit, Width: half,
			About: "Which part of the nodes pods request. A low one is paid for nothing; a node fewer leaves the others fuller by its part",
			Queries: []Query{
				{requested("cpu"), "processors"}, {requested("memory"), "memory"},
			},
		},
	}
	if p == nil {
		return panels
	}
	var priced []string
	for _, typ := range slices.Sorted(maps.Keys(p.Nodes)) {
		priced = append(priced, fmt.Sprintf(`(count(kube_node_labels{label_node_kubernetes_io_instance_type=%q}) * %.2f or vector(0))`, typ, p.Nodes[typ]))
	}
	ofNodes, ofVolumes, fixed := strings.Join(priced, " + "), fmt.Sprintf("%s * %.4f", gibibytes, p.GiB), fmt.Sprintf("vector(%.2f)", p.Fixed)
	return append([]Panel{{
		Kind: Now, Title: "A month, at list prices", Unit: units.Dollars, Width: whole,
		About: "On demand, by what runs now, before traffic and logs. Nodes include their root volumes. Prices of aws/price/prices.txt; " +
			"discounts and taxes are not in them",
		Queries: []Query{
			{fmt.Sprintf("%s + %s + %s", ofNodes, ofVolumes, fixed), "all"},
			{ofNodes, "nodes"}, {ofVolumes, "volumes"}, {fixed, "control plane, network, keys"},
		},
	}}, panels...)
}

func requested(resource string) string {
	return fmt.Sprintf(`sum(kube_pod_container_resource_requests{resource=%q}) / sum(kube_node_status_allocatable{resource=%[1]q})`, resource)
}
