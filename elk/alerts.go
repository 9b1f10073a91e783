package elk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// elasticsearchRules returns the alerts about Elasticsearch, what Logstash writes
// to it, and the certificates between them. The chart renders them as a
// template, so they hold no braces of Prometheus's.
func elasticsearchRules(certificates map[string]*certs.Leaf) []kube.Values {
	alert := func(name string, expr any, wait, severity, summary string) kube.Values {
		return kube.Values{
			"alert": name,
			"expr":  expr,
			"for":   wait,
			// A route of an AlertmanagerConfig matches the alerts of its namespace
			// alone, and what absent, sum and vector return has none.
			"labels":      kube.Values{"severity": severity, "namespace": names.ELKNamespace},
			"annotations": kube.Values{"summary": summary},
		}
	}
	rules := []kube.Values{
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
		// Before the first document there is no index and no series. While the
		// exporter gets no answer, ElasticsearchUnreachable says so.
		alert("LogstashSilent",
			fmt.Sprintf(`(sum(increase(elasticsearch_index_stats_indexing_index_total{index=%q}[15m])) or vector(0)) == 0`+
				` unless on() absent(elasticsearch_cluster_health_status)`, names.UptimeIndex),
			"10m", "warning", "Logstash has written nothing for 15 minutes, though it should every 30 seconds"),
	}
	for _, server := range slices.Sorted(maps.Keys(certificates)) {
		leaf := certificates[server]
		renewBefore := leaf.RenewBefore
		rules = append(rules, alert(
			strings.ToUpper(server[:1])+server[1:]+"CertificateExpires",
			leaf.Expiry.ApplyT(func(expiry string) (string, error) { return expires(expiry, renewBefore) }),
			"1h", "warning", fmt.Sprintf("The certificate of %s ends soon; pulumi up renews it", server)))
	}
	return rules
}

// expires returns an expression that is true from the moment at which an up renews the certificate.
func expires(expiry string, renewBefore time.Duration) (string, error) {
	end, err := time.Parse(time.RFC3339, expiry)
	if err != nil {
		return "", fmt.Errorf("end of a certificate: %w", err)
	}
	return fmt.Sprintf("vector(%d) - time() < %d", end.Unix(), int(renewBefore.Seconds())), nil
}
