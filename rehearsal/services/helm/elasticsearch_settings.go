package helm

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
)

// elasticsearchSettings are the settings of Elasticsearch 8.19 in the parts of
// elasticsearch.yml that the stack uses: elastic.co/guide/en/elasticsearch/
// reference/8.19/security-settings.html, ml-settings.html and geoip-processor.html.
var elasticsearchSettings = []namespace{
	{"xpack.security.", slices.Concat(
		strings.Fields(`enabled enrollment.enabled autoconfiguration.enabled hide_settings fips_mode.enabled
			fips_mode.required_providers dls_fls.enabled dls.bitset.cache.size dls.bitset.cache.ttl ssl.diagnose.trust
			reserved_realm.enabled authc. audit. authz. automata. crypto. operator_privileges.
			transport.filter. http.filter. remote_cluster_client.ssl. remote_cluster_server.ssl.`),
		each("http.ssl.", ssl), each("transport.ssl.", ssl),
	)},
	{"xpack.ml.", strings.Fields(`enabled max_anomaly_records max_inference_processors max_lazy_ml_nodes max_machine_memory_percent
		max_ml_node_size max_model_memory_limit max_open_jobs min_disk_space_off_heap nightly_maintenance_requests_per_second
		node_concurrent_job_allocations persist_results_max_retries process_connect_timeout use_auto_machine_memory_percent
		allocated_processors_scale delayed_data_check_freq enable_config_migration inference_model. model_repository
		trained_models. dummy_entity ml_standard_tokenizer`)},
	{watermark, strings.Fields(`low low.max_headroom high high.max_headroom flood_stage flood_stage.max_headroom flood_stage.frozen
		flood_stage.frozen.max_headroom enable_for_single_data_node`)},
	{"ingest.geoip.", strings.Fields("cache_size downloader.enabled downloader.eager.download downloader.endpoint downloader.poll.interval")},
}

const ssl = `enabled certificate certificate_authorities cipher_suites client_authentication handshake_timeout key
	key_passphrase keystore.algorithm keystore.key_password keystore.path keystore.secure_key_password
	keystore.secure_password keystore.password keystore.type secure_key_passphrase supported_protocols
	trust_restrictions.path trust_restrictions.x509_fields truststore.algorithm truststore.password truststore.path
	truststore.secure_password truststore.type verification_mode`

// elasticsearchConfigured are the ways in which elasticsearch.yml keeps a node
// from starting.
func elasticsearchConfigured(p *plan, v values) {
	set, err := flat(v.str("esConfig", "elasticsearch.yml"))
	if err != nil {
		p.breaks("helm/elasticsearch-settings",
			"Exception in thread \"main\" SettingsException[Failed to load settings from [elasticsearch.yml]]: %s", err)
		return
	}
	if key, _ := unknown(set, elasticsearchSettings); key != "" {
		p.breaks("helm/elasticsearch-settings",
			"java.lang.IllegalArgumentException: unknown setting [%s] please check that any required plugins are installed, or check the "+
				"breaking changes documentation for removed settings", key)
	}
	for _, layer := range []string{"http", "transport"} {
		at := "xpack.security." + layer + ".ssl."
		if mode := set[at+"verification_mode"]; mode != "" && !slices.Contains([]string{"none", "certificate", "full"}, strings.ToLower(mode)) {
			p.breaks("helm/elasticsearch-settings",
				"could not resolve ssl client verification mode, unknown value [%s], recognised values are [none,certificate,full]", mode)
		}
		if set[at+"enabled"] == "true" && set[at+"keystore.path"] == "" && (set[at+"key"] == "" || set[at+"certificate"] == "") {
			p.breaks("helm/elasticsearch-settings",
				"invalid SSL configuration for %s - server ssl configuration requires a key and certificate, but these have not been configured; "+
					"you must set either [%skeystore.path], or both [%skey] and [%scertificate]", strings.TrimSuffix(at, "."), at, at, at)
		}
	}
	elasticsearchSecured(p, v, set)
	elasticsearchDisk(p, v, set)
}

// sharedDisk is the size of a disk that is not Elasticsearch's alone, as a laptop's is.
const sharedDisk = 500 << 30

// sparedThere is how much of such a disk may have to be free.
const sparedThere = 10 << 30

// elasticsearchDisk are the ways in which its watermarks do not go with its volume.
func elasticsearchDisk(p *plan, v values, set map[string]string) {
	marks, err := marksOf(set)
	if err != nil {
		p.breaks("helm/elasticsearch-watermarks", "java.lang.IllegalArgumentException: %s", err)
		return
	}
	if !v.is("persistence", "enabled") {
		return
	}
	volume, _ := kubernetes.Bytes(v.str("volumeClaimTemplate", "resources", "requests", "storage"))
	p.serves.volume, p.serves.marks = volume, marks
	if high := marks[1].freeOf(volume); volume > 0 && high >= volume {
		p.warns("helm/elasticsearch-watermarks", "high disk watermark [%s] exceeded on an empty volume of %s: no index gets a shard", marks[1].text,
			inGiB(volume))
	}
	if high := marks[1].freeOf(sharedDisk); high > sparedThere {
		p.warnsOn[kubernetes.ExistingCluster] = append(p.warnsOn[kubernetes.ExistingCluster], finding{"helm/elasticsearch-shares-a-disk",
			fmt.Sprintf("high disk watermark: on a laptop's disk of %s, of which all volumes are a part, no index gets a shard while less than %s "+
				"are free, and Kibana is never ready", inGiB(sharedDisk), inGiB(high))})
	}
}

func inGiB(bytes int64) string { return fmt.Sprintf("%.3g GiB", float64(bytes)/(1<<30)) }

// elasticsearchSecured: security is on unless it is switched off, and then asks
// for TLS between nodes. The chart binds every node to 0.0.0.0, which makes the
// bootstrap checks count; only discovery.type single-node lifts them, and that
// does not go with the cluster.initial_master_nodes that the chart sets
// (x-pack core TransportTLSBootstrapCheck; bootstrap-checks.html).
func elasticsearchSecured(p *plan, v values, set map[string]string) {
	if set["xpack.security.enabled"] == "false" {
		p.warns("helm/elasticsearch-secured",
			"xpack.security.enabled is false: whoever reaches port 9200 reads and writes everything, without a password and without TLS")
		return
	}
	if set["xpack.security.transport.ssl.enabled"] != "true" && !v.is("createCert") && set["discovery.type"] != "single-node" {
		p.breaks("helm/elasticsearch-settings",
			"bootstrap check failure [1] of [1]: Transport SSL must be enabled if security is enabled. Please set "+
				"[xpack.security.transport.ssl.enabled] to [true] or disable security by setting [xpack.security.enabled] to [false]")
	}
}

// hasData: a node of one of these roles holds shards; without roles a node has
// all of them (elastic.co/guide/en/elasticsearch/reference/8.19/modules-node.html).
func hasData(roles []string) bool {
	return len(roles) == 0 || slices.ContainsFunc(roles, func(r string) bool { return r == "data" || strings.HasPrefix(r, "data_") })
}
