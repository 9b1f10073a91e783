package monitoring

import (
	"time"

	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// prometheusStack is Prometheus, Alertmanager, Grafana and the operator.
func prometheusStack(args *Args) kube.Release {
	return kube.Release{
		Name:   names.StackRelease,
		Chart:  args.Charts.KubePrometheusStack,
		Values: stackValues(args),
		// It pulls a dozen images, and Grafana waits for a volume.
		Timeout: 15 * time.Minute,
		After: []string{
			// The API server refuses a Prometheus or ServiceMonitor before its
			// definition, and deleting the definition deletes every one of them.
			names.CRDsRelease,
			// Grafana's container reads its login from it.
			grafanaAdmin,
		},
	}
}

func stackValues(args *Args) kube.Values {
	s, storageClass, imageRegistry := args.Settings, args.Kubernetes.StorageClass, args.Charts.ImageRegistry
	off := kube.Values{"enabled": false}
	values := kube.Values{
		"crds":                               off, // a release of their own
		"cleanPrometheusOperatorObjectNames": true,

		// EKS runs the control plane and shows it to nobody, and its kube-proxy
		// listens on the loopback address alone
		// (https://github.com/aws/containers-roadmap/issues/657).
		"kubeControllerManager": off,
		"kubeScheduler":         off,
		"kubeEtcd":              off,
		"kubeProxy":             off,
		"defaultRules": kube.Values{
			"create": true,
			"rules": kube.Values{
				"etcd":                   false,
				"kubeControllerManager":  false,
				"kubeProxy":              false,
				"kubeSchedulerAlerting":  false,
				"kubeSchedulerRecording": false,
				"windows":                false,
			},
		},
		// Scraped through nodes instead of a Service: see kubelet.go.
		"kubelet":                      kube.Values{"serviceMonitor": off},
		"additionalPrometheusRulesMap": kube.Values{"kubelet": kubeletRules()},

		"prometheusOperator": kube.Values{
			"kubeletService": off,
			"resources":      kube.FixedResources("50m", "128Mi", "256Mi"),
			"prometheusConfigReloader": kube.Values{
				"resources": kube.FixedResources("10m", "32Mi", "64Mi"),
			},
			"admissionWebhooks": kube.Values{
				// A rule must be deletable while the operator is not there.
				"failurePolicy": "Ignore",
				"patch":         kube.Values{"resources": kube.FixedResources("10m", "32Mi", "")},
			},
		},
		"prometheus":   kube.Values{"prometheusSpec": prometheusSpec(s, storageClass)},
		"alertmanager": kube.Values{"alertmanagerSpec": alertmanagerSpec(s, storageClass)},
		"grafana":      grafanaValues(s, storageClass, args.DataSources),

		"kube-state-metrics": kube.Values{
			"resources": kube.FixedResources("10m", "96Mi", "192Mi"),
			// A node's type has a price; no other of its metrics names it.
			"metricLabelsAllowlist": []string{"nodes=[node.kubernetes.io/instance-type]"},
		},
		"prometheus-node-exporter": kube.Values{"resources": kube.FixedResources("20m", "32Mi", "96Mi")},
	}
	if imageRegistry != "" {
		values["global"] = kube.Values{"imageRegistry": imageRegistry}
	}
	return values
}

func prometheusSpec(s settings.Monitoring, storageClass string) kube.Values {
	return kube.Values{
		// Whatever its labels, in whatever namespace: Helm's own label would
		// leave the exporter out.
		"serviceMonitorSelectorNilUsesHelmValues": false,
		"podMonitorSelectorNilUsesHelmValues":     false,
		"probeSelectorNilUsesHelmValues":          false,
		"ruleSelectorNilUsesHelmValues":           false,
		"scrapeConfigSelectorNilUsesHelmValues":   false,

		"scrapeInterval":          ScrapeInterval,
		"evaluationInterval":      ScrapeInterval,
		"retention":               s.Retention,
		"retentionSize":           s.RetentionSize.String(), // the write-ahead log and compaction need room besides
		"walCompression":          true,
		"additionalScrapeConfigs": kubeletScrapeConfigs(),
		"resources":               kube.Resources(s.Prometheus.Resources),
		"storageSpec":             claimTemplate(storageClass, s.Prometheus.Storage),
	}
}

// alertmanagerSpec keeps the chart's routes: all of them end in a receiver that
// tells nobody, until a person writes one that does.
func alertmanagerSpec(s settings.Monitoring, storageClass string) kube.Values {
	return kube.Values{
		"resources": kube.Resources(s.Alertmanager.Resources),
		"storage":   claimTemplate(storageClass, s.Alertmanager.Storage),
	}
}

func claimTemplate(storageClass string, size settings.Quantity) kube.Values {
	return kube.Values{"volumeClaimTemplate": kube.Values{"spec": kube.Claim(storageClass, size)}}
}
