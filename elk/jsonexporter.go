package elk

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/monitoring"
)

// Directories of the JSON exporter's Secrets in its container.
const (
	jsonExporterAuthority = "/authority"
	jsonExporterLogin     = "/login"
)

// jsonExporter makes metrics of what Logstash and Kibana say of themselves in
// JSON: neither answers Prometheus (docs/decisions/logstash-metrics.md).
func jsonExporter(in inputs) (kube.Release, error) {
	return kube.Release{
		Name:   names.JSONExporterRelease,
		Chart:  in.Charts.JSONExporter,
		Values: jsonExporterValues(in),
		// Its ServiceMonitors need their definition.
		Options: []pulumi.ResourceOption{pulumi.DependsOn([]pulumi.Resource{in.Monitoring.CRDs})},
	}, nil
}

func jsonExporterValues(in inputs) kube.Values {
	// One key of each Secret: the private key of Kibana's is none of its business.
	file := func(volume, secret, key, directory string) (kube.Values, kube.Values) {
		return kube.Values{"name": volume, "secret": kube.Values{"secretName": secret, "items": []kube.Values{{"key": key, "path": key}}}},
			kube.Values{"name": volume, "mountPath": directory, "readOnly": true}
	}
	authority, authorityMount := file("authority", tlsSecret(names.KibanaRelease), certs.AuthorityKey, jsonExporterAuthority)
	login, loginMount := file("login", names.ExporterLogin.Secret, names.PasswordKey, jsonExporterLogin)
	values := kube.Values{
		"fullnameOverride": names.JSONExporterRelease,
		"configuration": kube.Values{"structuredConfig": kube.Values{"modules": kube.Values{
			names.LogstashTarget: kube.Values{"metrics": logstashMetrics()},
			names.KibanaTarget: kube.Values{
				"metrics": kibanaMetrics(),
				"http_client_config": kube.Values{
					"tls_config": kube.Values{"ca_file": jsonExporterAuthority + "/" + certs.AuthorityKey},
					// Without a login Kibana says its level and nothing more
					// (elastic/kibana core status routes/status.ts).
					"basic_auth": kube.Values{
						"username":      names.ExporterLogin.User,
						"password_file": jsonExporterLogin + "/" + names.PasswordKey,
					},
				},
			},
		}}},
		"additionalVolumes":      []kube.Values{authority, login},
		"additionalVolumeMounts": []kube.Values{authorityMount, loginMount},
		"podAnnotations":         kube.Checksums{"tls": tlsSecret(names.KibanaRelease), "credentials": names.ExporterLogin.Secret},
		"podSecurityContext":     kube.Values{"seccompProfile": kube.Values{"type": "RuntimeDefault"}},
		"securityContext": kube.Values{
			"allowPrivilegeEscalation": false,
			"capabilities":             kube.Values{"drop": []string{"ALL"}},
			"readOnlyRootFilesystem":   true,
			"runAsNonRoot":             true,
			"runAsUser":                65534, // the image says nobody, which a kubelet takes for no number
		},
		"serviceAccount": kube.Values{"create": false},
		"resources":      kube.FixedResources("10m", "24Mi", "64Mi"),
		"serviceMonitor": kube.Values{
			"enabled":  true,
			"defaults": kube.Values{"interval": monitoring.ScrapeInterval, "scrapeTimeout": "10s"},
			"targets": []kube.Values{
				{"name": names.LogstashTarget, "module": names.LogstashTarget, "url": names.LogstashAPI.URL() + "/_node/stats"},
				{"name": names.KibanaTarget, "module": names.KibanaTarget, "url": names.Kibana.URL() + "/api/status"},
			},
		},
	}
	if registry := in.Charts.ImageRegistry; registry != "" {
		values["image"] = kube.Values{"repository": registry + "/prometheuscommunity/json-exporter"}
	}
	return values
}

// value is a metric of the JSON exporter: a number at a path, as JSONPath.
func value(kind, name, path, help string) kube.Values {
	return kube.Values{"name": name, "path": fmt.Sprintf("{ %s }", path), "valuetype": kind, "help": help}
}

// logstashMetrics are of the only pipeline, whose name is main
// (logstash-core/lib/logstash/api/commands/stats.rb, PluginsStats.report). The
// counters begin anew when Logstash does.
func logstashMetrics() []kube.Values {
	const counter, gauge = "counter", "gauge"
	return []kube.Values{
		value(counter, "logstash_events_in_total", ".pipelines.main.events.in", "Events that inputs gave to the pipeline"),
		value(counter, "logstash_events_filtered_total", ".pipelines.main.events.filtered", "Events that went through the filters"),
		value(counter, "logstash_events_out_total", ".pipelines.main.events.out", "Events that outputs took"),
		value(counter, "logstash_events_duration_milliseconds_total", ".pipelines.main.events.duration_in_millis", "Time that events spent in filters and outputs"),
		value(counter, "logstash_queue_push_wait_milliseconds_total", ".pipelines.main.events.queue_push_duration_in_millis", "Time that inputs waited for room in the queue"),
		value(gauge, "logstash_queue_events", ".pipelines.main.queue.events_count", "Events in the persisted queue"),
		value(gauge, "logstash_queue_bytes", ".pipelines.main.queue.queue_size_in_bytes", "Size of the persisted queue"),
		value(gauge, "logstash_queue_limit_bytes", ".pipelines.main.queue.max_queue_size_in_bytes", "Size at which inputs wait"),
		value(gauge, "logstash_dead_letter_bytes", ".pipelines.main.dead_letter_queue.queue_size_in_bytes", "Size of what Elasticsearch refused"),
		value(gauge, "logstash_dead_letter_limit_bytes", ".pipelines.main.dead_letter_queue.max_queue_size_in_bytes", "Size at which the oldest of it is dropped"),
		value(counter, "logstash_dead_letter_dropped_total", ".pipelines.main.dead_letter_queue.dropped_events", "Refused events that had no room and are lost"),
		value(gauge, "logstash_heap_used_bytes", ".jvm.mem.heap_used_in_bytes", "Heap in use"),
		value(gauge, "logstash_heap_limit_bytes", ".jvm.mem.heap_max_in_bytes", "Largest heap"),
		value(counter, "logstash_gc_old_milliseconds_total", ".jvm.gc.collectors.old.collection_time_in_millis", "Time in collections of the old generation"),
		value(gauge, "logstash_uptime_milliseconds", ".jvm.uptime_in_millis", "Time since Logstash started"),
		{
			"name": "logstash_output_events", "type": "object", "path": "{ .pipelines.main.plugins.outputs[*] }", "valuetype": counter,
			"help":   "Events of an output",
			"labels": kube.Values{"output": "{ .id }", "plugin": "{ .name }"},
			"values": kube.Values{"in_total": "{ .events.in }", "out_total": "{ .events.out }"},
		},
	}
}

// kibanaMetrics are of the last five seconds, except for the heap
// (elastic/kibana core status routes/status.ts, core metrics-collectors).
func kibanaMetrics() []kube.Values {
	const gauge = "gauge"
	return []kube.Values{
		{
			"name": "kibana_status", "type": "object", "path": "{ .status.overall }", "valuetype": gauge,
			"help":   "1 for the level that Kibana has: available, degraded, unavailable or critical",
			"labels": kube.Values{"level": "{ .level }"},
			"values": kube.Values{"level": "1"},
		},
		value(gauge, "kibana_heap_used_bytes", ".metrics.process.memory.heap.used_in_bytes", "Heap in use"),
		value(gauge, "kibana_heap_limit_bytes", ".metrics.process.memory.heap.size_limit", "Largest heap"),
		value(gauge, "kibana_resident_bytes", ".metrics.process.memory.resident_set_size_in_bytes", "Memory of the process"),
		value(gauge, "kibana_event_loop_delay_milliseconds", ".metrics.process.event_loop_delay", "Delay of the event loop"),
		value(gauge, "kibana_requests", ".metrics.requests.total", "Requests of the last interval"),
		value(gauge, "kibana_requests_cut_off", ".metrics.requests.disconnects", "Requests of the last interval whose client went away"),
		value(gauge, "kibana_response_milliseconds", ".metrics.response_times.avg_in_millis", "Average time of an answer in the last interval"),
		value(gauge, "kibana_response_longest_milliseconds", ".metrics.response_times.max_in_millis", "Longest time of an answer in the last interval"),
		value(gauge, "kibana_connections", ".metrics.concurrent_connections", "Open connections"),
	}
}
