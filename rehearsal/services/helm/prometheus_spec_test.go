package helm_test

import (
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

func TestCustomResourcesThatTheAPIServerRefuses(t *testing.T) {
	spec := func(x any, key string) change { return value(x, "prometheus", "prometheusSpec", key) }
	for name, c := range map[string]struct {
		release string
		change  change
		wording string
	}{
		"retention": {"kube-prometheus-stack", spec("10 days", "retention"),
			`Prometheus.monitoring.coreos.com "kube-prometheus-stack" is invalid: spec.retention: Invalid value: "10 days"`},
		"size of volumes":       {"kube-prometheus-stack", spec("16Gi", "retentionSize"), `spec.retentionSize: Invalid value: "16Gi"`},
		"interval without unit": {"kube-prometheus-stack", spec("30", "scrapeInterval"), `spec.scrapeInterval: Invalid value: "30"`},
		"Alertmanager's": {"kube-prometheus-stack", value("5d", "alertmanager", "alertmanagerSpec", "retention"),
			`Alertmanager.monitoring.coreos.com "kube-prometheus-stack" is invalid: spec.retention`},
		"the exporter's interval": {"elasticsearch-exporter", value("30", "serviceMonitor", "interval"),
			`ServiceMonitor.monitoring.coreos.com "elasticsearch-exporter" is invalid`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before(c.release)
			clustertest.Refused(t, s.try(c.release, c.change), "helm/custom-resources-valid", c.wording)
		})
	}
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
	for name, c := range map[string]struct {
		release string
		change  change
		rules   []string
	}{
		"a job": {"kube-prometheus-stack", token("/var/run/secrets/kubernetes.io/serviceaccount/token"), nil},
		"a mounted Secret": {"kube-prometheus-stack",
			both(token("/etc/prometheus/secrets/login/token"), value([]any{"login"}, append(spec, "secrets")...)), nil},
		"no such token":   {"kube-prometheus-stack", token("/var/run/secrets/token"), []string{"helm/prometheus-scrapes"}},
		"Secret not said": {"kube-prometheus-stack", token("/etc/prometheus/secrets/login/token"), []string{"helm/prometheus-scrapes"}},
		"no such action": {"kube-prometheus-stack", job(map[string]any{"relabel_configs": []any{map[string]any{"action": "delete"}}}),
			[]string{"helm/prometheus-scrapes"}},
		"timeout of all": {"kube-prometheus-stack", value("60s", append(spec, "scrapeTimeout")...), []string{"helm/prometheus-scrapes"}},
		"misspelt claim": {"kube-prometheus-stack", func(in map[string]any) {
			storage := in["values"].(map[string]any)["prometheus"].(map[string]any)["prometheusSpec"].(map[string]any)["storageSpec"].(map[string]any)
			storage["volumeClaimTemplates"] = storage["volumeClaimTemplate"]
			delete(storage, "volumeClaimTemplate")
		}, []string{"helm/metrics-kept"}},
		"Alertmanager's storage": {"kube-prometheus-stack", remove("alertmanager", "alertmanagerSpec", "storage"), []string{"helm/metrics-kept"}},
		"exporter's timeout": {"elasticsearch-exporter", value("60s", "serviceMonitor", "scrapeTimeout"),
			[]string{"helm/prometheus-scrapes"}},
		"no monitor": {"elasticsearch-exporter", value(false, "serviceMonitor", "enabled"), []string{"helm/exporter-scraped"}},
		"another monitor": {"elasticsearch-exporter",
			both(value(false, "serviceMonitor", "enabled"), value(true, "podMonitor", "enabled")), nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before(c.release)
			s.install(c.release, c.change)
			s.Violated(c.rules...)
		})
	}
}
