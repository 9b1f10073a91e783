package elk

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/monitoring"
)

// authorityFile is where the exporter finds the certificate it trusts.
const authorityFile = "/ssl/ca.crt"

// exporterRepository is the exporter's image. The chart's own name for it holds
// the registry, which a mirror's would be put in front of.
const exporterRepository = "prometheuscommunity/elasticsearch-exporter"

// exporter reads Elasticsearch for Prometheus. It is in Elasticsearch's
// namespace, where its Secrets are.
func exporter(in inputs) (kube.Release, error) {
	return kube.Release{
		Name:   names.ExporterRelease,
		Chart:  in.Charts.ElasticsearchExporter,
		Values: exporterValues(in),
		// Without Elasticsearch there is nothing to read.
		After: []string{names.ElasticsearchRelease},
		Options: []pulumi.ResourceOption{
			// Its ServiceMonitor needs its definition.
			pulumi.DependsOn([]pulumi.Resource{in.Monitoring.CRDs}),
			formerlyBelow(in.Monitoring),
		},
	}, nil
}

func exporterValues(in inputs) kube.Values {
	values := kube.Values{
		"fullnameOverride": names.ExporterRelease,
		"es": kube.Values{
			"uri":              elasticsearchURL,
			"all":              true,
			"indices":          true,
			"indices_settings": true,
			"indices_mappings": true,
			"shards":           true,
			"ilm":              true,
			"data_stream":      true,
			// It would read every snapshot's description from the store with every scrape.
			"snapshots": false,
			"ssl": kube.Values{
				"enabled":            true,
				"useExistingSecrets": true,
				"ca":                 kube.Values{"path": authorityFile},
				"client":             kube.Values{"enabled": false}, // it logs in by password
			},
		},
		"extraEnvSecrets": kube.Values{
			"ES_USERNAME": kube.Values{"secret": names.ExporterLogin.Secret, "key": names.UsernameKey},
			"ES_PASSWORD": kube.Values{"secret": names.ExporterLogin.Secret, "key": names.PasswordKey},
		},
		"secretMounts": []kube.Values{
			{"name": "ca", "secretName": tlsSecret(names.ElasticsearchRelease), "path": authorityFile, "subPath": certs.AuthorityKey},
		},
		"podAnnotations": kube.Checksums{"tls": tlsSecret(names.ElasticsearchRelease), "credentials": names.ExporterLogin.Secret},
		"serviceMonitor": kube.Values{"enabled": true, "interval": monitoring.ScrapeInterval, "scrapeTimeout": "10s"},
		"resources":      kube.FixedResources("10m", "48Mi", "128Mi"),
	}
	if in.Backups != nil {
		values["es"].(kube.Values)["slm"] = true
	}
	if registry := in.Charts.ImageRegistry; registry != "" {
		values["global"] = kube.Values{"imageRegistry": registry}
		values["image"] = kube.Values{"repository": exporterRepository}
	}
	return values
}
