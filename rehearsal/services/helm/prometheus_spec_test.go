package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestCustomResourcesThatTheAPIServerRefuses(t *testing.T) {
	spec := func(x any, key string) change { return value(x, "prometheus", "prometheusSpec", key) }
	const rule = "helm/custom-resources-valid"
	refusals{
		"retention": {"kube-prometheus-stack", spec("10 days", "retention"), rule,
			`Prometheus.monitoring.coreos.com "kube-prometheus-stack" is invalid: spec.retention: Invalid value: "10 days"`},
		"size of volumes":       {"kube-prometheus-stack", spec("16Gi", "retentionSize"), rule, `spec.retentionSize: Invalid value: "16Gi"`},
		"interval without unit": {"kube-prometheus-stack", spec("30", "scrapeInterval"), rule, `spec.scrapeInterval: Invalid value: "30"`},
		"Alertmanager's": {"kube-prometheus-stack", value("5d", "alertmanager", "alertmanagerSpec", "retention"), rule,
			`Alertmanager.monitoring.coreos.com "kube-prometheus-stack" is invalid: spec.retention`},
		"the exporter's interval": {"elasticsearch-exporter", value("30", "serviceMonitor", "interval"), rule,
			`ServiceMonitor.monitoring.coreos.com "elasticsearch-exporter" is invalid`},
	}.test(t)
}

func TestPrometheusDropsMetricsBeforeItsVolumeIsFull(t *testing.T) {
	spec := []string{"prometheus", "prometheusSpec"}
	for _, c := range []struct {
		retained, volume string
		full             bool
	}{
		{"512MB", "1Gi", false}, {"700MB", "1Gi", false}, {"1024MB", "1Gi", true}, {"1GB", "1Gi", true},
		{"19500MB", "20Gi", false}, {"20480MB", "20Gi", true}, {"1GB", "1100Mi", false}, // a volume of 2 GiB
	} {
		t.Run(c.retained+" on "+c.volume, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before("kube-prometheus-stack")
			s.install("kube-prometheus-stack", both(value(c.retained, append(spec, "retentionSize")...),
				value(c.volume, append(spec, "storageSpec", "volumeClaimTemplate", "spec", "resources", "requests", "storage")...)))
			var want []string
			if c.full {
				want = []string{"helm/prometheus-retention-fits"}
			}
			s.Violated(want...)
		})
	}
}

func TestWhatPrometheusNeverScrapesOrKeeps(t *testing.T) {
	spec := []string{"prometheus", "prometheusSpec"}
	job := func(more map[string]any) change {
		more["job_name"] = "kubelet"
		return value([]any{more}, append(spec, "additionalScrapeConfigs")...)
	}
	token := func(file string) change {
		return job(map[string]any{"authorization": map[string]any{"credentials_file": file}})
	}
	violations{
		"a job": {"kube-prometheus-stack", token("/var/run/secrets/kubernetes.io/serviceaccount/token"), ""},
		"a mounted Secret": {"kube-prometheus-stack",
			both(token("/etc/prometheus/secrets/login/token"), value([]any{"login"}, append(spec, "secrets")...)), ""},
		"no such token":   {"kube-prometheus-stack", token("/var/run/secrets/token"), "helm/prometheus-scrapes"},
		"Secret not said": {"kube-prometheus-stack", token("/etc/prometheus/secrets/login/token"), "helm/prometheus-scrapes"},
		"no such action": {"kube-prometheus-stack", job(map[string]any{"relabel_configs": []any{map[string]any{"action": "delete"}}}),
			"helm/prometheus-scrapes"},
		"timeout of all": {"kube-prometheus-stack", value("60s", append(spec, "scrapeTimeout")...), "helm/prometheus-scrapes"},
		"misspelt claim": {"kube-prometheus-stack", func(in map[string]any) {
			storage := in["values"].(map[string]any)["prometheus"].(map[string]any)["prometheusSpec"].(map[string]any)["storageSpec"].(map[string]any)
			storage["volumeClaimTemplates"] = storage["volumeClaimTemplate"]
			delete(storage, "volumeClaimTemplate")
		}, "helm/metrics-kept"},
		"Alertmanager's storage": {"kube-prometheus-stack", remove("alertmanager", "alertmanagerSpec", "storage"), "helm/metrics-kept"},
		"exporter's timeout": {"elasticsearch-exporter", value("60s", "serviceMonitor", "scrapeTimeout"),
			"helm/prometheus-scrapes"},
		"no monitor": {"elasticsearch-exporter", value(false, "serviceMonitor", "enabled"), "helm/exporter-scraped"},
		"another monitor": {"elasticsearch-exporter",
			both(value(false, "serviceMonitor", "enabled"), value(true, "podMonitor", "enabled")), ""},
	}.test(t)
}
