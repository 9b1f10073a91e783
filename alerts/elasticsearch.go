package alerts

import (
	"eks-elk/internal/names"
)

// elasticsearch are the alerts on metrics of elasticsearch_exporter.
var elasticsearch = []Alert{
	{
		Name: "ElasticsearchUnreachable", Severity: Critical, Namespace: names.ELKNamespace,
		Expr: `absent(elasticsearch_cluster_health_status)`, For: "10m",
		Summary:     "The exporter gets no answer from Elasticsearch",
		Description: "Nobody can search, and Logstash keeps what arrives in its queue until that is full.",
	},
	{
		Name: "ElasticsearchClusterRed", Severity: Critical, Namespace: names.ELKNamespace,
		Expr: `elasticsearch_cluster_health_status{color="red"} == 1`, For: "5m",
		Summary:     "Elasticsearch cluster status is red",
		Description: "A primary shard is not there: its index can be neither read nor written.",
	},
	{
		Name: "ElasticsearchUnassignedShards", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `elasticsearch_cluster_health_unassigned_shards > 0`, For: "30m",
		Summary:     "Elasticsearch has had shards without a node for half an hour",
		Description: "One node holds no copies of its own shards: an index that asks for some stays yellow.",
	},
	{
		Name: "ElasticsearchTooManyShards", Severity: Warning, Namespace: names.ELKNamespace,
		// cluster.max_shards_per_node is 1000: a new index is refused above it.
		Expr: `elasticsearch_cluster_health_active_shards / elasticsearch_cluster_health_number_of_data_nodes > 800`, For: "15m",
		Summary:     "Elasticsearch has more than 800 of the 1000 shards that a node may have",
		Description: "At 1000 no new index can be created, and what should go into it is lost.",
	},
	{
		Name: "ElasticsearchHeapTooHigh", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `elasticsearch_jvm_memory_used_bytes{area="heap"} / elasticsearch_jvm_memory_max_bytes > 0.9`, For: "15m",
		Summary:     "Elasticsearch heap above 90 percent for 15 minutes",
		Description: "Requests become slow and are refused; the node may end with an OutOfMemoryError.",
	},
	{
		Name: "ElasticsearchRequestsBroken", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `increase(elasticsearch_breakers_tripped[15m]) > 0`, For: "5m",
		Summary:     "Elasticsearch refuses requests for which it has no memory (breaker {{ $labels.breaker }})",
		Description: "A circuit breaker ended requests before the heap was full.",
	},
	{
		Name: "ElasticsearchDiskLow", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes < 0.15`, For: "15m",
		Summary:     "Elasticsearch data volume has less than 15 percent free",
		Description: "With less than 10 percent, or 3 GiB of a larger volume, no new index is placed on it.",
	},
	{
		Name: "ElasticsearchDiskLow", Severity: Critical, Namespace: names.ELKNamespace,
		Expr: `elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes < 0.08`, For: "5m",
		Summary:     "Elasticsearch data volume has less than 8 percent free",
		Description: "With less than 5 percent, or 2 GiB of a larger volume, every index becomes read-only; Logstash then fills its queue, and Beats wait.",
	},
	{
		Name: "ElasticsearchDiskFillsUp", Severity: Warning, Namespace: names.ELKNamespace,
		// Half of the volume may fill in a day and be deleted again: that is retention at work.
		// With 5 percent free every index becomes read-only; the value is the days until then.
		Expr: `(0.05 * elasticsearch_filesystem_data_size_bytes - elasticsearch_filesystem_data_available_bytes)` +
			` / (deriv(elasticsearch_filesystem_data_available_bytes[6h]) < 0) / 86400 < 3` +
			` and elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes < 0.4`, For: "1h",
		Summary:     "Elasticsearch data volume will be full within three days",
		Description: "It is more than 60 percent full and grows: at the pace of the last six hours every index becomes read-only in {{ printf \"%.1f\" $value }} days.",
	},
	{
		Name: "ElasticsearchIndexingFails", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `sum by (index) (increase(elasticsearch_index_stats_indexing_index_failed_total[15m])) > 0`, For: "5m",
		Summary:     "Elasticsearch refuses documents for index {{ $labels.index }}",
		Description: "They do not fit the index's mapping or limits. Logstash keeps them in its dead letter queue.",
	},
	{
		Name: "ElasticsearchLifecycleFails", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `elasticsearch_ilm_index_status{step="ERROR"} == 1`, For: "1h",
		Summary:     "Elasticsearch cannot roll over or delete index {{ $labels.index }}",
		Description: "A step of its lifecycle fails each time that it is tried. Until then the index grows, or stays on the volume.",
	},
	{
		Name: "ElasticsearchWritesRejected", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `increase(elasticsearch_thread_pool_rejected_count{type="write"}[15m]) > 0`, For: "5m",
		Summary:     "Elasticsearch rejects writes: its queue for them is full",
		Description: "Logstash repeats them and slows down. Other clients may lose what they send.",
	},
}
