package monitoring

import (
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// ScrapeInterval is how often Prometheus scrapes what sets no interval of its own.
const ScrapeInterval = "30s"

// The token and the authority that every pod gets
// (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/).
const (
	podToken     = "/var/run/secrets/kubernetes.io/serviceaccount/token"
	podAuthority = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"
)

// kubeletScrapeConfigs returns jobs that find the kubelets through the nodes. The
// chart's own way has the operator keep a Service in kube-system, which no
// uninstall removes: on a cluster that outlives the stack it would stay.
//
// Job and labels are those of the chart's way, which its rules and dashboards
// ask for: job="kubelet" and metrics_path.
func kubeletScrapeConfigs() []kube.Values {
	scrape := func(name, path string, more kube.Values) kube.Values {
		out := kube.Values{
			"job_name":              name,
			"scheme":                "https",
			"metrics_path":          path,
			"honor_labels":          true, // of the pods that cAdvisor reports
			"kubernetes_sd_configs": []kube.Values{{"role": "node"}},
			"authorization":         kube.Values{"credentials_file": podToken},
			// A kubelet's certificate is signed by itself unless the cluster
			// rotates it, as in the chart's own way.
			"tls_config": kube.Values{"ca_file": podAuthority, "insecure_skip_verify": true},
			"relabel_configs": []kube.Values{
				{"target_label": "job", "replacement": "kubelet"},
				{"source_labels": []string{"__metrics_path__"}, "target_label": "metrics_path"},
				{"source_labels": []string{"__meta_kubernetes_node_name"}, "target_label": "node"},
			},
		}
		for key, value := range more {
			out[key] = value
		}
		return out
	}
	return []kube.Values{
		scrape(names.KubeletJob, "/metrics", nil),
		scrape(names.KubeletCAdvisorJob, "/metrics/cadvisor", kube.Values{
			// cAdvisor stamps its samples; without this a container that is gone
			// stays on the charts for five minutes.
			"track_timestamps_staleness": true,
			"metric_relabel_configs": []kube.Values{
				// Cgroups above the pods count what the pods count again.
				{"source_labels": []string{"id", "pod"}, "regex": ".+;", "action": "drop"},
				// Nothing the rules or dashboards ask for; a third of the series.
				{
					"source_labels": []string{"__name__"},
					"regex": "container_(blkio_device_usage_total|file_descriptors|memory_failures_total|spec_.+|" +
						"tasks_state|threads_max|ulimits_soft)",
					"action": "drop",
				},
			},
		}),
		scrape(names.KubeletProbesJob, "/metrics/probes", nil),
	}
}
