package alerts

import (
	"eks-elk/internal/names"
	"fmt"
)

// logstash are the alerts on what Logstash says of itself, and on what it writes, as
// Elasticsearch sees it.
var logstash = []Alert{
	{
		Name: "LogstashUnreachable", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `absent(logstash_uptime_milliseconds)`, For: "15m",
		Summary:     "Logstash does not say how it is",
		Description: "It is down, or the JSON exporter is. What Beats send stays with them.",
	},
	{
		Name: "LogstashQueueFills", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `logstash_queue_bytes / logstash_queue_limit_bytes > 0.75`, For: "10m",
		Summary:     "Logstash's queue is more than three quarters full",
		Description: "More arrives than Elasticsearch takes. When the queue is full, Beats wait.",
	},
	{
		Name: "LogstashDeadLetters", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `delta(logstash_dead_letter_bytes[15m]) > 0`, For: "5m",
		Summary:     "Elasticsearch refuses documents, which Logstash puts into its dead letter queue",
		Description: "They do not fit their index. The queue keeps them until it is full, and then drops the oldest.",
	},
	{
		Name: "LogstashLosesDeadLetters", Severity: Critical, Namespace: names.ELKNamespace,
		Expr:        `increase(logstash_dead_letter_dropped_total[30m]) > 0`,
		Summary:     "Logstash's dead letter queue is full: refused documents are lost",
		Description: "Each further document that Elasticsearch refuses pushes an older one out.",
	},
	{
		Name: "LogstashSilent", Severity: Warning, Namespace: names.ELKNamespace,
		// Before the first document there is no index and no series. While the
		// exporter gets no answer, ElasticsearchUnreachable says so.
		Expr: fmt.Sprintf(`(sum(increase(elasticsearch_index_stats_indexing_index_total{index=%q}[15m])) or vector(0)) == 0`+
			` unless on() absent(elasticsearch_cluster_health_status)`, names.UptimeIndex), For: "10m",
		Summary:     "Logstash has written nothing for 15 minutes, though it should every 30 seconds",
		Description: "What Beats send is in Logstash's queue until that is full, or Logstash is not there.",
	},
}
