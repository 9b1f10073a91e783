package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestSettingsThatTheProgramsRefuse(t *testing.T) {
	es := func(old, new string) change { return text(t, old, new, "esConfig", "elasticsearch.yml") }
	kb := func(old, new string) change { return text(t, old, new, "kibanaConfig", "kibana.yml") }
	yml := func(old, new string) change { return text(t, old, new, "logstashConfig", "logstash.yml") }
	ls := func(old, new string) change { return text(t, old, new, "logstashPipeline", "logstash.conf") }
	refusals{
		"unknown setting": {"elasticsearch", es("http.ssl.certificate:", "http.ssl.cert:"), "helm/elasticsearch-settings",
			"unknown setting [xpack.security.http.ssl.cert]"},
		"nested as well": {"elasticsearch", es("xpack.ml.enabled: false", "xpack: { ml: { enable: false } }"),
			"helm/elasticsearch-settings", "unknown setting [xpack.ml.enable]"},
		"geoip": {"elasticsearch", es("geoip.downloader.enabled", "geoip.enabled"), "helm/elasticsearch-settings",
			"unknown setting [ingest.geoip.enabled]"},
		"not YAML": {"elasticsearch", es("xpack.ml.enabled: false", "\txpack.ml"), "helm/elasticsearch-settings",
			"Failed to load settings"},
		"verification": {"elasticsearch", es("verification_mode: certificate", "verification_mode: certificates"),
			"helm/elasticsearch-settings", "unknown value [certificates], recognised values are [none,certificate,full]"},
		"no trust file": {"elasticsearch", es("restrictions.path: trust.yml", "restrictions.path: trusted.yml"), "helm/elasticsearch-settings",
			"failed to initialize TrustManager"},
		"no transport TLS": {"elasticsearch", es("transport.ssl.enabled: true", "transport.ssl.enabled: false"),
			"helm/elasticsearch-settings", "Transport SSL must be enabled if security is enabled"},
		"no certificate": {"elasticsearch", es("xpack.security.http.ssl.certificate: /usr/share/elasticsearch/config/certs/tls.crt", ""),
			"helm/elasticsearch-settings", "server ssl configuration requires a key and certificate"},
		"no security": {"elasticsearch", es("security.enabled: true", "security.enabled: false"), "helm/probe-scheme",
			"Elasticsearch http: xpack.security.enabled is false"},
		"no master": {"elasticsearch", value([]any{"data"}, "roles"), "helm/elasticsearch-forms", "master not discovered yet"},
		"heap by Kubernetes": {"elasticsearch", value("-Xms2gi -Xmx2gi", "esJavaOpts"), "helm/heap-fits",
			"invalid initial heap size: -Xms2gi"},
		"Logstash's heap": {"logstash", value("-Xms512m -Xmx1Gi", "logstashJavaOpts"), "helm/heap-fits",
			"invalid maximum heap size: -Xmx1Gi"},
		"Kibana's key": {"kibana", kb("server.ssl.key:", "server.ssl.keys:"), "helm/kibana-settings",
			"[config validation of [server].ssl.keys]: definition for this key is missing"},
		"Kibana's telemetry": {"kibana", kb("telemetry.optIn", "telemetry.optin"), "helm/kibana-settings",
			"[config validation of [telemetry].optin]"},
		"Kibana's time": {"kibana", kb("server.shutdownTimeout", "server.shutdownTime"), "helm/kibana-settings",
			"[config validation of [server].shutdownTime]"},
		"Kibana's verification": {"kibana", kb("verificationMode: full", "verificationMode: strict"), "helm/kibana-settings",
			"[elasticsearch].ssl.verificationMode]"},
		"Kibana without a key": {"kibana", kb("server.ssl.key: /usr/share/kibana/config/certs/tls.key", ""), "helm/kibana-settings",
			"must specify [certificate] and [key]"},
		"Kibana's path": {"kibana", kb("server.name: kibana", "server.basePath: /kibana\nserver.rewriteBasePath: true"),
			"helm/kibana-settings", "Got HTTP code 404 but expected a 200"},
		"not Kibana's YAML": {"kibana", kb("server.name: kibana", "\tserver"), "helm/kibana-settings", "YAMLException"},
		"Logstash's setting": {"logstash", yml("\nqueue.max_bytes", "\nqueue.max_byte"), "helm/logstash-settings",
			`Setting "queue.max_byte" doesn't exist`},
		"Logstash's own host": {"logstash", yml("0.0.0.0", "127.0.0.1"), "helm/logstash-api-answers", "api.http.host is 127.0.0.1"},
		"an input's option": {"logstash", ls("ssl_certificate =>", "ssl_cert =>"), "helm/logstash-pipeline",
			"Unknown setting 'ssl_cert' for beats"},
		"an output's option": {"logstash", ls("manage_template =>", "overwrite => true\n    manage_template =>"), "helm/logstash-pipeline",
			"Unknown setting 'overwrite' for elasticsearch"},
		"no command": {"logstash", ls(`command => "uptime"`, ""), "helm/logstash-pipeline",
			"Missing a required setting for the exec input plugin: command"},
		"no interval": {"logstash", ls("interval => 30", ""), "helm/logstash-pipeline", "either 'interval' or 'schedule'"},
		"a data stream": {"logstash", ls("data_stream => false", "data_stream => true"), "helm/logstash-pipeline",
			`Invalid data stream configuration: [\"index\", \"ilm_enabled\"`},
		"no brace": {"logstash", ls("output {", "output"), "helm/logstash-pipeline",
			`expected one of [ \t\r\n], "#", "{" at line 37`},
		"no arrow":          {"logstash", ls("interval => 30", "interval 30"), "helm/logstash-pipeline", `"=>" at line 4`},
		"no such section":   {"logstash", ls("output {", "outputs {"), "helm/logstash-pipeline", "input, filter, output"},
		"a filter's option": {"logstash", ls("skip_on_invalid_json", "skip_invalid_json"), "helm/logstash-pipeline", "Unknown setting 'skip_invalid_json' for json"},
		"no source":         {"logstash", ls(`source => "message"`, ""), "helm/logstash-pipeline", "Missing a required setting for the json filter plugin: source"},
		"clients of nobody": {"logstash", ls(`    ssl_certificate_authorities => ["/usr/share/logstash/config/certs/ca.crt"]`+"\n    #", "    #"),
			"helm/logstash-pipeline", "ssl_certificate_authorities => is a required setting"},
	}.test(t)
}

func TestWithoutADataNodeNothingIsStored(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("elasticsearch", value([]any{"master", "ingest"}, "roles"))
	clustertest.Refused(t, s.try("kibana"), "helm/client-needs-elasticsearch", "no node of cluster security has the data role")
}

func TestSettingsThatEndBadly(t *testing.T) {
	violations{
		"nobody is verified": {"kibana", text(t, "verificationMode: full", "verificationMode: none", "kibanaConfig", "kibana.yml"),
			"helm/kibana-verifies"},
		"no security": {"elasticsearch",
			both(text(t, "security.enabled: true", "security.enabled: false", "esConfig", "elasticsearch.yml"), value("http", "protocol")),
			"helm/elasticsearch-secured"},
		"JSON at the root": {"logstash", text(t, `target => "app"`, "", "logstashPipeline", "logstash.conf"), "helm/logstash-json-below-one-field"},
		"nobody listens": {"logstash", text(t, "port => 5044", "port => 5045", "logstashPipeline", "logstash.conf"),
			"helm/service-reaches-pods"},
		"another's certificate": {"kibana", func(in map[string]any) {
			in["values"].(map[string]any)["secretMounts"].([]any)[0].(map[string]any)["secretName"] = "logstash-tls"
		}, "helm/certificate-names-service"},
	}.test(t)
}

func both(changes ...change) change {
	return func(in map[string]any) {
		for _, c := range changes {
			c(in)
		}
	}
}
