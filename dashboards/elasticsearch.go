package dashboards

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/units"
)

// Elasticsearch is the page of Elasticsearch. Its ConfigMap is the oldest of them.
func Elasticsearch() Dashboard {
	return Dashboard{
		Name: "elk-dashboard", File: "elk.json", Title: "Elasticsearch",
		About: "Is the cluster healthy, what is in it, how fast is it, and does it fit its heap and its volume",
		Rows: []Row{
			{"Health", []Panel{
				clusterStatusPanel,
				count("Nodes", `sum(elasticsearch_cluster_health_number_of_nodes)`, "Nodes in the cluster", nil),
				count("Unassigned shards", `sum(elasticsearch_cluster_health_unassigned_shards)`, "Shards without a node: replicas on one node, or an index that is red", none()),
				count("Shards", `sum(elasticsearch_cluster_health_active_shards)`, "A node takes 1000 (cluster.max_shards_per_node)", upTo(800, 950)),
				count("Tasks that wait", `sum(elasticsearch_cluster_health_number_of_pending_tasks)`, "Changes of the cluster's state that the master has not made yet", upTo(10, 100)),
				count("Indices with a failed lifecycle step", `sum(elasticsearch_ilm_index_status{step="ERROR"}) or vector(0)`, "ILM has stopped there: GET _all/_ilm/explain?only_errors", none()),
			}},
			{"Documents", []Panel{
				series("Documents written, by index", units.WritesPerSecond, third, "The ten with the most. Backing indices of a data stream have names of their own",
					Query{`topk(10, sum by (index) (rate(elasticsearch_index_stats_indexing_index_total[$__rate_interval])) > 0)`, "{{index}}"}),
				series("Documents, by index", units.Short, third, "Without replicas; the ten with the most",
					Query{`topk(10, max by (index) (elasticsearch_indices_docs_primary))`, "{{index}}"}),
				series("Size, by index", units.BytesIEC, third, "With replicas; the ten largest",
					Query{`topk(10, max by (index) (elasticsearch_indices_store_size_bytes_total))`, "{{index}}"}),
				series("Data streams", units.BytesIEC, half, "Size of all backing indices of each",
					Query{`max by (data_stream) (elasticsearch_data_stream_store_size_bytes)`, "{{data_stream}}"}),
				series("Refused", units.OpsPerSecond, half, "Requests that a full queue of threads refused, and circuit breakers that tripped: Logstash tries again",
					Query{`sum by (type) (rate(elasticsearch_thread_pool_rejected_count[$__rate_interval])) > 0`, "{{type}}"},
					Query{`sum by (breaker) (rate(elasticsearch_breakers_tripped[$__rate_interval])) > 0`, "breaker {{breaker}}"}),
			}},
			{"Time", []Panel{
				series("For a document", units.Seconds, third, "To write one", Query{
					perEach("elasticsearch_indices_indexing_index_time_seconds_total", "elasticsearch_indices_indexing_index_total"), "index"}),
				series("For a search", units.Seconds, third, "On one shard", Query{
					perEach("elasticsearch_indices_search_query_time_seconds", "elasticsearch_indices_search_query_total"), "query"}, Query{
					perEach("elasticsearch_indices_search_fetch_time_seconds", "elasticsearch_indices_search_fetch_total"), "fetch"}),
				series("Searches", units.OpsPerSecond, third, "Queries on shards, a panel of Kibana is some of them", Query{
					`sum(rate(elasticsearch_indices_search_query_total[$__rate_interval]))`, "queries"}),
			}},
			{"Memory, processor and volume", []Panel{
				fullAt(0.9, series("Heap", units.PercentUnit, third, "It goes up and down; a bottom above 75 % is too much", Query{
					`max by (name) (elasticsearch_jvm_memory_used_bytes{area="heap"} / elasticsearch_jvm_memory_max_bytes{area="heap"})`, "{{name}}"})),
				series("Garbage collection", units.PercentUnit, third, "Part of the time that goes into it", Query{
					`sum by (gc) (rate(elasticsearch_jvm_gc_collection_seconds_sum[$__rate_interval]))`, "{{gc}}"}),
				series("Processor", units.Percent, third, "Of the processors that the container may use", Query{
					`max by (name) (elasticsearch_process_cpu_percent)`, "{{name}}"}),
				fullAt(0.9, series("Volume used", units.PercentUnit, half, "Elasticsearch stops writing before it is full (flood stage watermark)", Query{
					`max by (name) (1 - elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes)`, "{{name}}"})),
				series("Volume free", units.BytesIEC, half, "What is left", Query{
					`max by (name) (elasticsearch_filesystem_data_available_bytes)`, "{{name}}"}),
			}},
		},
	}
}

// count is the newest value of something that is counted.
func count(title, expr, about string, limits []Limit) Panel {
	return Panel{Kind: Now, Title: title, About: about, Unit: units.Short, Width: sixth, Queries: []Query{{expr, ""}}, Limits: limits}
}

func series(title, unit string, width int, about string, queries ...Query) Panel {
	return Panel{Kind: Series, Title: title, About: about, Unit: unit, Width: width, Queries: queries}
}

// atMost draws a line from which an amount is too much.
func atMost(from float64, p Panel) Panel {
	p.Limits = []Limit{{from, bad}}
	return p
}

// fullAt draws a line from which a share is too much, on a scale up to the whole.
func fullAt(from float64, p Panel) Panel {
	p.Max = 1
	return atMost(from, p)
}

// pods are the containers of a namespace, as cAdvisor names them: without the
// pod's own cgroup and its pause container.
func pods(namespace string) string {
	return fmt.Sprintf(`namespace=%q, container!="", container!="POD"`, namespace)
}
