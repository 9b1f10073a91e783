package helm

import (
	"fmt"
	"slices"
	"strings"
)

// options are the settings of the plugins the stack uses, at the versions that
// Logstash 8.19 comes with: elastic.co/guide/en/logstash/8.19/
// plugins-inputs-exec.html, plugins-inputs-beats.html, plugins-filters-json.html,
// plugins-filters-mutate.html and plugins-outputs-elasticsearch.html. Other plugins
// are not looked at.
var options = map[string][]string{
	"input":       strings.Fields("add_field codec enable_metric id tags type"),
	"filter":      strings.Fields("add_field add_tag enable_metric id periodic_flush remove_field remove_tag"),
	"output":      strings.Fields("codec enable_metric id workers"),
	"filter/json": strings.Fields("ecs_compatibility skip_on_invalid_json source tag_on_failure target"),
	"filter/mutate": strings.Fields(`capitalize coerce convert copy gsub join lowercase merge rename replace split strip tag_on_failure
		update uppercase`),
	"input/exec": strings.Fields("command ecs_compatibility interval schedule target"),
	"input/beats": strings.Fields(`add_hostname cipher_suites client_inactivity_timeout ecs_compatibility enrich
		event_loop_threads executor_threads host include_codec_tag port ssl ssl_certificate
		ssl_certificate_authorities ssl_cipher_suites ssl_client_authentication ssl_enabled ssl_handshake_timeout ssl_key
		ssl_key_passphrase ssl_peer_metadata ssl_supported_protocols ssl_verify_mode tls_max_version tls_min_version`),
	"output/elasticsearch": strings.Fields(`action api_key bulk_path ca_trusted_fingerprint cacert cloud_auth cloud_id
		compression_level custom_headers data_stream data_stream_auto_routing data_stream_dataset data_stream_namespace
		data_stream_sync_fields data_stream_type dlq_custom_codes dlq_on_failed_indexname_interpolation doc_as_upsert
		document_id document_type drop_error_types ecs_compatibility failure_type_logging_whitelist healthcheck_path hosts
		http_compression ilm_enabled ilm_pattern ilm_policy ilm_rollover_alias include_source_on_error index join_field
		keystore keystore_password manage_template parameters parent password path pipeline pool_max
		pool_max_per_route proxy resurrect_delay retry_initial_interval retry_max_interval retry_on_conflict routing script
		script_lang script_type script_var_name scripted_upsert silence_errors_in_log sniffing sniffing_delay
		sniffing_path ssl ssl_certificate ssl_certificate_authorities ssl_certificate_verification ssl_cipher_suites
		ssl_enabled ssl_key ssl_keystore_password ssl_keystore_path ssl_keystore_type ssl_supported_protocols
		ssl_truststore_password ssl_truststore_path ssl_truststore_type ssl_verification_mode template template_api
		template_name template_overwrite timeout truststore truststore_password upsert user validate_after_inactivity
		version version_type`),
}

// notForDataStreams are settings of the elasticsearch output that exclude data
// streams (logstash-output-elasticsearch lib/logstash/outputs/elasticsearch/
// data_stream_support.rb).
var notForDataStreams = strings.Fields(`doc_as_upsert document_id document_type ilm_enabled ilm_pattern ilm_policy
	ilm_rollover_alias index join_field parent retry_on_conflict script script_lang script_type script_var_name
	scripted_upsert template template_api template_name template_overwrite upsert version version_type`)

// wrongIn returns why Logstash ends when it meets a plugin, or "".
func wrongIn(p plugin) string {
	kind := p.section + "/" + p.name
	if options[kind] == nil {
		return ""
	}
	for _, setting := range p.order {
		if !slices.Contains(options[p.section], setting) && !slices.Contains(options[kind], setting) {
			return fmt.Sprintf("Unknown setting '%s' for %s", setting, p.name)
		}
	}
	switch kind {
	case "input/exec":
		if p.one("command") == "" {
			return missingSetting(p, "command")
		}
		if p.one("interval") == "" && p.one("schedule") == "" {
			return "exec input: either 'interval' or 'schedule' option must be defined."
		}
	case "input/beats":
		if p.one("port") == "" {
			return missingSetting(p, "port")
		}
		if enabled := p.one("ssl_enabled") + p.one("ssl"); enabled == "true" && (p.one("ssl_certificate") == "" || p.one("ssl_key") == "") {
			return "Using `ssl_enabled` requires `ssl_certificate` and `ssl_key`"
		}
		if asked := p.one("ssl_client_authentication"); (asked == "required" || asked == "optional") && p.one("ssl_certificate_authorities") == "" {
			return fmt.Sprintf("ssl_certificate_authorities => is a required setting when `ssl_client_authentication => '%s'` is configured", asked)
		}
	case "filter/json":
		if p.one("source") == "" {
			return missingSetting(p, "source")
		}
	case "output/elasticsearch":
		if p.one("data_stream") == "true" {
			return notADataStream(p)
		}
	}
	return ""
}

func missingSetting(p plugin, setting string) string {
	return fmt.Sprintf("Missing a required setting for the %s %s plugin: %s", p.name, p.section, setting)
}

func notADataStream(p plugin) string {
	var wrong []string
	for _, setting := range p.order {
		if slices.Contains(notForDataStreams, setting) || setting == "manage_template" && p.one(setting) == "true" || setting == "action" &&
			p.one(setting) != "create" {
			wrong = append(wrong, fmt.Sprintf("%q", setting))
		}
	}
	if wrong == nil {
		return ""
	}
	return fmt.Sprintf("Invalid data stream configuration: [%s]", strings.Join(wrong, ", "))
}
