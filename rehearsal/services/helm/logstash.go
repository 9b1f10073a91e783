package helm

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// logstashChart is elastic/helm-charts logstash at v8.5.1.
var logstashChart = chart{
	name: "logstash", version: "8.5.1", appVersion: "8.5.1",
	releases: elasticReleases, model: logstashModel,
	defaults: values{
		"replicas": 1, "imageTag": "8.5.1", "maxUnavailable": 1, "antiAffinity": "hard", "logstashJavaOpts": "-Xmx1g -Xms1g",
		"podSecurityContext": values{"fsGroup": 1000, "runAsUser": 1000}, "securityContext": unprivileged(),
		"resources": values{
			"requests": values{"cpu": "100m", "memory": "1536Mi"},
			"limits":   values{"cpu": "1000m", "memory": "1536Mi"},
		},
		"persistence":         values{"enabled": false},
		"volumeClaimTemplate": values{"resources": values{"requests": values{"storage": "1Gi"}}},
	},
	rules: []world.Rule{
		{ID: "helm/logstash-api-answers", Source: "elastic/helm-charts v8.5.1 logstash/values.yaml: the probes ask the pod's address, port 9600"},
		{ID: "helm/logstash-settings", Source: "elastic.co/guide/en/logstash/8.19/logstash-settings-file.html"},
		{ID: "helm/logstash-pipeline", Source: "elastic.co/guide/en/logstash/8.19/configuration-file-structure.html and the options of each " +
			"plugin"},
		{ID: "helm/logstash-key-is-pkcs8", Source: "elastic.co/guide/en/logstash/8.19/plugins-inputs-beats.html: ssl_key"},
		{ID: "helm/logstash-queue-kept", Source: "elastic.co/guide/en/logstash/8.19/persistent-queues.html"},
		{ID: "helm/logstash-queue-fits", Source: "elastic.co/guide/en/logstash/8.19/persistent-queues.html: PersistedQueueConfigValidator"},
		{ID: "helm/logstash-queues-fit", Source: "elastic.co/guide/en/logstash/8.19/dead-letter-queues.html: in path.data, where the queue is, 1024mb " +
			"for each pipeline unless said"},
		{ID: "helm/documents-with-many-fields", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/mapping-settings-limit.html: " +
			"index.mapping.total_fields.limit is 1000"},
		{ID: "helm/documents-agree", Source: "logstash-input-exec lib/logstash/inputs/exec.rb: host is a text without the Elastic Common Schema, and an " +
			"object with it, as with Beats; elasticsearch DocumentParser.java"},
		{ID: "helm/logstash-creates-in-data-stream",
			Source: "elastic.co/guide/en/elasticsearch/reference/8.19/use-a-data-stream.html: action create alone"},
		{ID: "helm/logstash-json-below-one-field", Source: "elastic.co/guide/en/logstash/8.19/plugins-filters-json.html: target"},
		{ID: "helm/logstash-index-known", Source: "elastic.co/guide/en/logstash/8.19/event-dependent-configuration.html: sprintf of a field " +
			"that is not there leaves its name"},
		{ID: "helm/logstash-buffers-fit",
			Source: "elastic.co/guide/en/logstash/8.19/config-details.html: pipeline.buffer.type; " +
				"-XX:MaxDirectMemorySize is the heap's size unless given"},
		{ID: "helm/logstash-refused-documents-kept", Source: "elastic.co/guide/en/logstash/8.19/dead-letter-queues.html: off by default"},
		{ID: "helm/logstash-replaces-image-pipeline",
			Source: "elastic/helm-charts v8.5.1 logstash/templates/statefulset.yaml: each file of logstashPipeline is mounted by itself"},
		{ID: "helm/service-reaches-pods", Source: "kubernetes.io/docs/concepts/services-networking/service: targetPort"},
	},
}

func logstashModel(p *plan, r rel, v values) {
	name := v.str("fullnameOverride")
	if name == "" {
		name = r.name + "-logstash"
		if o := v.str("nameOverride"); o != "" {
			name = r.name + "-" + o
		}
	}
	p.services = []string{name + "-headless"}
	if v.at("service", "ports") != nil {
		p.services = append(p.services, name)
	}
	var pods []pod
	for i := range v.number("replicas") {
		each := p.elasticPod(fmt.Sprintf("%s-%d", name, i), "logstash", v)
		each.configs = append(configTexts(v, "logstashConfig"), configTexts(v, "logstashPipeline")...)
		pods = append(pods, each)
	}
	templatedBudget(pods, name, v)
	if v.is("persistence", "enabled") {
		p.templated(pods, name, name, v.sub("volumeClaimTemplate"))
	}
	p.pods = append(p.pods, pods...)
	logstashStarts(p, v)
	if len(pods) > 0 {
		pipelines(p, v, pods[0])
	}
}

func logstashStarts(p *plan, v values) {
	config := v.str("logstashConfig", "logstash.yml")
	switch host := setting(config, "api.http.host") + setting(config, "http.host"); {
	case strings.HasPrefix(host, "127.") || host == "localhost" || host == "::1":
		p.breaks("helm/logstash-api-answers",
			"Readiness probe failed: Get \"http://:9600/\": connection refused: the kubelet asks the pod's address, api.http.host is %s", host)
	case config != "" && host == "":
		p.breaks("helm/logstash-api-answers",
			"Readiness probe failed: Get \"http://:9600/\": connection refused: logstash.yml replaces the image's and says no api.http.host")
	}
	if set, err := flat(config); err != nil {
		p.breaks("helm/logstash-settings",
			"Failed to parse YAML file \"/usr/share/logstash/config/logstash.yml\". Please confirm if the YAML structure is valid (%s)", err)
	} else if key, _ := unknown(set, logstashSettings); key != "" {
		p.breaks("helm/logstash-settings", "Setting %q doesn't exist. Please check if you haven't made a typo.", key)
	}
	if err := heapFits(v.str("logstashJavaOpts"), v); err != nil {
		p.breaks("helm/heap-fits", "%s", err)
	}
	persisted := setting(config, "queue.type") == "persisted"
	if persisted && !v.is("persistence", "enabled") {
		p.warns("helm/logstash-queue-kept", "queue.type is persisted but persistence is not enabled: the queue goes with the pod")
	}
	if config != "" && !persisted && v.is("persistence", "enabled") {
		p.warns("helm/logstash-queue-kept", "queue.type is not persisted although there is a volume: events are lost with the pod")
	}
	logstashVolume(p, v)
	logstashBuffers(p, v)
	if config != "" && setting(config, "dead_letter_queue.enable") != "true" {
		p.warns("helm/logstash-refused-documents-kept",
			"dead_letter_queue.enable is not true: a document that Elasticsearch refuses is gone, with one line in the log")
	}
	if pipelines := v.sub("logstashPipeline"); pipelines != nil && pipelines["logstash.conf"] == nil {
		p.warns("helm/logstash-replaces-image-pipeline", "logstashPipeline has no logstash.conf: the image's own (beats in, stdout out) runs too")
	}
}

// logstashBuffers: the Beats input's buffers are in direct memory, which may grow to its own limit
// beside the heap.
func logstashBuffers(p *plan, v values) {
	heap := heapMi(v.str("logstashJavaOpts"))
	direct := heap
	if m := directFlag.FindStringSubmatch(v.str("logstashJavaOpts")); m != nil {
		direct = heapMi("-Xmx" + m[1])
	}
	if setting(v.str("logstashConfig", "logstash.yml"), "pipeline.buffer.type") == "heap" {
		direct = 0
	}
	limit, err := kubernetes.MemoryMi(v.str("resources", "limits", "memory"))
	if err == nil && limit > 0 && direct > 0 && heap < limit && heap+direct >= limit {
		p.warns("helm/logstash-buffers-fit",
			"OOMKilled under load: a heap of %d MiB and up to %d MiB of direct memory in a container of %d MiB", heap, direct, limit)
	}
}

// directFlag is the limit of the JVM's direct memory.
var directFlag = regexp.MustCompile(`-XX:MaxDirectMemorySize=(\S+)`)

// pipelines reads the plugins of every pipeline: what keeps Logstash from
// running them, where it connects to, and where it listens.
func pipelines(p *plan, v values, first pod) {
	listens := []int{9600}
	for _, name := range slices.Sorted(maps.Keys(v.sub("logstashPipeline"))) {
		text := v.str("logstashPipeline", name)
		plugins, err := readPipeline(text)
		if err != nil {
			p.breaks("helm/logstash-pipeline",
				"Failed to execute action {:action=>LogStash::PipelineAction::Create/pipeline_id:main, "+
					":exception=>\"LogStash::ConfigurationError\", :message=>\"%s\"}", err)
			continue
		}
		for _, each := range plugins {
			if problem := wrongIn(each); problem != "" {
				p.breaks("helm/logstash-pipeline",
					"Failed to execute action {:action=>LogStash::PipelineAction::Create/pipeline_id:main, :message=>%q}", problem)
			}
			if k, ok := resolve(first.mounts, each.one("ssl_key")); ok {
				p.pkcs8 = append(p.pkcs8, k)
			}
			if n, err := strconv.Atoi(each.one("port")); err == nil && each.section == "input" {
				listens = append(listens, n)
				if each.name == "beats" {
					p.beats = append(p.beats, beatsInput(first, each, n, p.services[len(p.services)-1]))
				}
				p.serverCerts = append(p.serverCerts,
					serverCert{"Logstash", trusted(first.mounts, each.one("ssl_certificate")), p.services[len(p.services)-1]})
			}
			if each.section == "filter" && each.name == "json" && each.one("target") == "" {
				p.warns("helm/logstash-json-below-one-field", "the JSON of a message is put at the root of its event: whatever program writes it "+
					"replaces fields such as host and kubernetes, and each of its keys is a field of the index")
			}
			if problem := noTemplate(v, each); problem != "" {
				p.breaks("helm/logstash-pipeline", "Failed to bootstrap. Pipeline \"main\" is going to shut down {:message=>%q}", problem)
			}
			if each.section == "output" && each.name == "elasticsearch" {
				if name := unset(plugins, each.one("index")); name != "" {
					p.warns("helm/logstash-index-known", "index %s: no input sets the field %s, so every document goes to an index of that literal name",
						each.one("index"), name)
				}
				p.clients = append(p.clients, outputClient(v.str("imageTag"), first, plugins, each))
			}
		}
		arrives(p, v, plugins)
	}
	servicePorts(p, v, listens)
}

// noTemplate returns why an output has no index template to put: its file is
// one of the chart's ConfigMap, and holds JSON (template_manager.rb).
func noTemplate(v values, output plugin) string {
	file := output.one("template")
	if file == "" || output.one("manage_template") == "false" {
		return ""
	}
	text, there := v.at("logstashConfig", path.Base(file)).(string)
	switch {
	case !there || path.Dir(file) != "/usr/share/logstash/config":
		return "No such file or directory @ rb_sysopen - " + file
	case !json.Valid([]byte(text)):
		return "unexpected token in " + file + ": it is no JSON"
	}
	return ""
}

// outputClient is an elasticsearch output: what it does is in
// logstash-output-elasticsearch lib/logstash/outputs/elasticsearch.rb. It needs
// an answer to "/", and puts its template before the first event; a document
// that is refused is logged, and the pipeline goes on.
func outputClient(version string, first pod, plugins []plugin, output plugin) client {
	authority := output.one("ssl_certificate_authorities") + output.one("cacert")
	c := client{
		what: "Logstash", version: version, hosts: output.settings["hosts"],
		username: from(first.env, output.one("user")),
		password: from(first.env, output.one("password")),
		trusts:   trusted(first.mounts, authority),
		anyone:   output.one("ssl_verification_mode") == "none" || output.one("ssl_certificate_verification") == "false",
		requests: []request{monitorRequest("cluster:monitor/main", true)},
		waits:    true,
	}
	if output.one("manage_template") != "false" && output.one("data_stream") != "true" {
		c.requests = append(c.requests, templateRequest())
		c.puts = output.one("template_name")
	}
	c.creates = output.one("action") == "create" || output.one("data_stream") == "true"
	if written, known := indices(plugins, output); known {
		c.writes, c.every = written, longestInterval(plugins)
		for _, index := range written {
			c.requests = append(c.requests,
				indexRequest("indices:admin/auto_create", index, "auto_configure", "create_index", "manage"),
				indexRequest("indices:data/write/bulk[s]", index, "create_doc", "create", "delete", "index", "write"))
		}
	}
	return c
}

// servicePorts: a Service sends to a port of the pods whether a container
// declares it or not; what counts is that something listens there.
func servicePorts(p *plan, v values, listens []int) {
	for _, port := range v.items("service", "ports") {
		to := port.number("targetPort")
		if name := port.str("targetPort"); to == 0 && name != "" {
			for _, declared := range v.items("extraPorts") {
				if declared.str("name") == name {
					to = declared.number("containerPort")
				}
			}
		}
		if port.at("targetPort") == nil {
			to = port.number("port")
		}
		if !slices.Contains(listens, to) {
			p.warns("helm/service-reaches-pods",
				"Service port %s leads to port %s of the pods, where Logstash does not listen (it does on %v): connection refused", port.str("port"),
				port.str("targetPort"), listens)
		}
	}
}

// logstashSettings are those of logstash.yml in the parts that the stack uses:
// elastic.co/guide/en/logstash/8.19/logstash-settings-file.html.
var logstashSettings = []namespace{
	{"api.", strings.Fields(`auth.basic.password auth.basic.password_policy. auth.basic.username auth.type enabled environment
		http.host http.port ssl.enabled ssl.keystore.password ssl.keystore.path ssl.supported_protocols`)},
	{"queue.", strings.Fields(`checkpoint.acks checkpoint.interval checkpoint.retry checkpoint.writes compression drain max_bytes
		max_events page_capacity type`)},
	{"dead_letter_queue.", strings.Fields("enable flush_interval max_bytes retain.age storage_policy")},
	{"pipeline.", strings.Fields(`batch.delay batch.size batch.output_chunking. batch.metrics. buffer.type ecs_compatibility id lazy ordered plugin_classloaders
		reloadable separate_logs system unsafe_shutdown workers`)},
	{"xpack.monitoring.", strings.Fields(`allow_legacy_collection cluster_uuid collection. elasticsearch. enabled proxy`)},
}
