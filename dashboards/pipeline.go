package dashboards

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/units"

	"eks-elk/internal/names"
)

// Pipeline is the page of the way of a line: from Filebeat to an index.
func Pipeline() Dashboard {
	elk, beats := pods(names.ELKNamespace), fmt.Sprintf("namespace=%q", names.LogsNamespace)
	return Dashboard{
		Name: "log-pipeline", File: "log-pipeline.json", Title: "Log pipeline",
		About: "Do lines arrive, where do they wait, and which are lost",
		Rows: []Row{
			{"Are they read", []Panel{
				series("Nodes without Filebeat", units.Short, third, "What runs there is not read, or Filebeat has not started",
					Query{fmt.Sprintf(`sum by (daemonset) (kube_daemonset_status_desired_number_scheduled{%[1]s} - kube_daemonset_status_number_ready{%[1]s})`, beats), "{{daemonset}}"}),
				series("Memory of Filebeat", units.BytesIEC, third, "By pod; at its limit the container is killed and begins where it was",
					Query{fmt.Sprintf(`sum by (pod) (container_memory_working_set_bytes{%s})`, pods(names.LogsNamespace)), "{{pod}}"}),
				series("Restarts of Filebeat", units.Short, third, "In an hour, by pod",
					Query{fmt.Sprintf(`sum by (pod) (increase(kube_pod_container_status_restarts_total{%s}[1h]))`, beats), "{{pod}}"}),
			}},
			{"Do they arrive", []Panel{
				series("Events", units.EventsPerSecond, half, "In above out: the queue grows. Both nothing: nothing is sent, or Elasticsearch does not take it",
					Query{`sum(rate(logstash_events_in_total[$__rate_interval]))`, "in"},
					Query{`sum(rate(logstash_events_out_total[$__rate_interval]))`, "out"}),
				series("Events of each output", units.EventsPerSecond, half, "By the plugin and the id of each output of the pipeline",
					Query{`sum by (plugin, output) (rate(logstash_output_events_out_total[$__rate_interval]))`, "{{plugin}} {{output}}"}),
				series("Documents written, by index", units.WritesPerSecond, half, "As Elasticsearch counts them; the ten with the most",
					Query{`topk(10, sum by (index) (rate(elasticsearch_index_stats_indexing_index_total[$__rate_interval])) > 0)`, "{{index}}"}),
				series("Time of an event in Logstash", units.Milliseconds, half, "In filters and outputs; most of it is Elasticsearch's answer",
					Query{`sum(rate(logstash_events_duration_milliseconds_total[$__rate_interval])) / clamp_min(sum(rate(logstash_events_out_total[$__rate_interval])), 0.001)`, "time"}),
			}},
			{"Where they wait", []Panel{
				fullAt(0.9, series("Queue, part of its limit", units.PercentUnit, third, "At the limit, inputs wait, and Beats with them. Nothing is lost",
					Query{`max(logstash_queue_bytes / logstash_queue_limit_bytes)`, "queue"})),
				series("Events in the queue", units.Short, third, "They outlive a restart of Logstash",
					Query{`max(logstash_queue_events)`, "events"}),
				series("Inputs that wait", units.PercentUnit, third, "Part of the time that inputs wait for room in the queue",
					Query{`sum(rate(logstash_queue_push_wait_milliseconds_total[$__rate_interval])) / 1000`, "waiting"}),
			}},
			{"What is lost", []Panel{
				series("Dead letters", units.BytesIEC, half, "Documents that Elasticsearch refused for good: a field of another type, too many fields. They are kept on Logstash's volume",
					Query{`max(logstash_dead_letter_bytes)`, "kept"}, Query{`max(logstash_dead_letter_limit_bytes)`, "limit"}),
				series("Dead letters dropped", units.EventsPerSecond, half, "At their limit the oldest are dropped: these are lost",
					Query{`sum(rate(logstash_dead_letter_dropped_total[$__rate_interval]))`, "dropped"}),
			}},
			{"What it takes", []Panel{
				fullAt(0.9, series("Heap of Logstash", units.PercentUnit, third, "A bottom above 75 % is too much: eks-elk:elk.logstash.heap",
					Query{`max(logstash_heap_used_bytes / logstash_heap_limit_bytes)`, "heap"})),
				series("Processor by pod", units.Short, third, "Processors in use, in namespace "+names.ELKNamespace,
					Query{fmt.Sprintf(`sum by (pod) (rate(container_cpu_usage_seconds_total{%s}[$__rate_interval]))`, elk), "{{pod}}"}),
				series("Memory by pod", units.BytesIEC, third, "Working sets, in namespace "+names.ELKNamespace,
					Query{fmt.Sprintf(`sum by (pod) (container_memory_working_set_bytes{%s})`, elk), "{{pod}}"}),
			}},
		},
	}
}
