package helm

import "strings"

// logstashSettings are those of logstash.yml in the parts that the stack uses:
// elastic.co/guide/en/logstash/8.19/logstash-settings-file.html.
var logstashSettings = []namespace{
	{"api.", strings.Fields(`auth.basic.password auth.basic.password_policy. auth.basic.username auth.type enabled environment
		http.host http.port ssl.enabled ssl.keystore.password ssl.keystore.path ssl.supported_protocols`)},
	{"queue.", strings.Fields(`checkpoint.acks checkpoint.interval checkpoint.retry checkpoint.writes compression drain max_bytes
		max_events page_capacity type`)},
	{"pipeline.", strings.Fields(`batch.delay batch.size batch.output_chunking. batch.metrics. buffer.type ecs_compatibility id lazy ordered plugin_classloaders
		reloadable separate_logs system unsafe_shutdown workers`)},
	{"xpack.monitoring.", strings.Fields(`allow_legacy_collection cluster_uuid collection. elasticsearch. enabled proxy`)},
}
