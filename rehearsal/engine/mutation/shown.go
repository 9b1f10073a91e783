package mutation

// Faults of what people are shown. The stack comes up with all of them.
var shown = sharing("shown", nil, []Mutation{
	wrong("dashboard that is no JSON", "ConfigMap", "node-dashboard", set(map[string]any{"nodes.json": "{"}, "data"),
		"nodes.json of ConfigMap node-dashboard: unexpected end of JSON input"),
	wrong("dashboard that asks for what nothing exports", "ConfigMap", "log-pipeline",
		replaceIn("logstash_queue_events", "logstash_queue_length", "data", "log-pipeline.json"), "nothing exports logstash_queue_length"),
	wrong("exporter without the collector that a dashboard asks", "Release", "elasticsearch-exporter", set(false, "values", "es", "ilm"),
		"asks for elasticsearch_ilm_index_status, and no release has the elasticsearch-exporter collect it"),
	wrong("data source that may not read", "Secret", "elasticsearch-file-realm",
		replaceIn("[ read, view_index_metadata ]", "[ view_index_metadata ]", "stringData", "roles.yml"), "action [indices:data/read/search] is unauthorized"),
})
