package monitoring

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"eks-elk/elk"
	"eks-elk/internal/names"
	"eks-elk/release"
)

// authorityFile is where the exporter finds the certificate it trusts.
const authorityFile = "/ssl/ca.crt"

// exporterRepository is the exporter's image. The chart's own name for it holds
// the registry, which a mirror's would be put in front of.
const exporterRepository = "prometheuscommunity/elasticsearch-exporter"

// exporterValues are the values for chart prometheus-elasticsearch-exporter
// 7.4.0, released into Elasticsearch's namespace, where its Secrets are.
func exporterValues(from elk.Metrics, imageRegistry string) release.Values {
	values := release.Values{
		"fullnameOverride": names.ExporterRelease,
		"es": release.Values{
			"uri":              from.URL,
			"all":              true,
			"indices":          true,
			"indices_settings": true,
			"indices_mappings": true,
			"shards":           true,
			"snapshots":        false, // there is no repository for them
			"ssl": release.Values{
				"enabled":            true,
				"useExistingSecrets": true,
				"ca":                 release.Values{"path": authorityFile},
				"client":             release.Values{"enabled": false}, // it logs in by password
			},
		},
		"extraEnvSecrets": release.Values{
			"ES_USERNAME": release.Values{"secret": from.CredentialsSecret, "key": from.UsernameKey},
			"ES_PASSWORD": release.Values{"secret": from.CredentialsSecret, "key": from.PasswordKey},
		},
		"secretMounts": []release.Values{
			{"name": "ca", "secretName": from.AuthoritySecret, "path": authorityFile, "subPath": from.AuthorityKey},
		},
		"podAnnotations": from.Checksums,
		"serviceMonitor": release.Values{"enabled": true, "interval": scrapeInterval, "scrapeTimeout": "10s"},
		"prometheusRule": release.Values{"enabled": true, "rules": elasticsearchRules(from)},
		"resources":      sidecarResources("10m", "48Mi", "128Mi"),
	}
	if imageRegistry != "" {
		values["global"] = release.Values{"imageRegistry": imageRegistry}
		values["image"] = release.Values{"repository": exporterRepository}
	}
	return values
}

// elasticsearchRules are the alerts about Elasticsearch, what Logstash writes
// to it, and the certificates between them. The chart renders them as a
// template, so they hold no braces of Prometheus's.
func elasticsearchRules(from elk.Metrics) []release.Values {
	alert := func(name string, expr any, wait, severity, summary string) release.Values {
		return release.Values{
			"alert":       name,
			"expr":        expr,
			"for":         wait,
			"labels":      release.Values{"severity": severity},
			"annotations": release.Values{"summary": summary},
		}
	}
	rules := []release.Values{
		alert("ElasticsearchUnreachable",
			`absent(elasticsearch_cluster_health_status)`,
			"10m", "critical", "The exporter gets no answer from Elasticsearch"),
		alert("ElasticsearchClusterRed",
			`elasticsearch_cluster_health_status{color="red"} == 1`,
			"5m", "critical", "Elasticsearch cluster status is red"),
		alert("ElasticsearchHeapTooHigh",
			`elasticsearch_jvm_memory_used_bytes{area="heap"} / elasticsearch_jvm_memory_max_bytes{area="heap"} > 0.9`,
			"15m", "warning", "Elasticsearch heap above 90 percent for 15 minutes"),
		alert("ElasticsearchDiskLow",
			`elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes < 0.15`,
			"15m", "warning", "Elasticsearch data volume has less than 15 percent free"),
		alert("LogstashSilent",
			fmt.Sprintf(`sum(increase(elasticsearch_index_stats_indexing_index_total{index=%q}[15m])) == 0`, from.UptimeIndex),
			"5m", "warning", "Logstash has written nothing for 15 minutes, though it should every 30 seconds"),
	}
	for _, component := range slices.Sorted(maps.Keys(from.Certificates)) {
		leaf := from.Certificates[component]
		renewBefore := leaf.RenewBefore
		rules = append(rules, alert(
			strings.ToUpper(component[:1])+component[1:]+"CertificateExpires",
			leaf.Expiry.ApplyT(func(expiry string) (string, error) { return expires(expiry, renewBefore) }),
			"1h", "warning", fmt.Sprintf("The certificate of %s ends soon; pulumi up renews it", component)))
	}
	return rules
}

// expires is true from the moment at which an up renews the certificate.
func expires(expiry string, renewBefore time.Duration) (string, error) {
	end, err := time.Parse(time.RFC3339, expiry)
	if err != nil {
		return "", fmt.Errorf("end of a certificate: %w", err)
	}
	return fmt.Sprintf("vector(%d) - time() < %d", end.Unix(), int(renewBefore.Seconds())), nil
}
