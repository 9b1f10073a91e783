package monitoring

import (
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/alerts"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// prometheusStack is Prometheus, Alertmanager, Grafana and the operator.
func prometheusStack(args *Args) kube.Release {
	release := kube.Release{
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
	if !args.Settings.Alerts.None() {
		// The operator gives Alertmanager a configuration of its own in place of
		// one that is not there, in which nobody hears, and says so in its log alone
		// (prometheus-operator pkg/alertmanager/operator.go, loadConfigurationFromSecret).
		release.After = append(release.After, alertmanagerSecret)
	}
	if args.Role != nil {
		// Without its rights, Alertmanager is refused by the topic.
		release.Options = append(release.Options, pulumi.DependsOn(args.Role.Ready))
	}
	return release
}

func stackValues(args *Args) kube.Values {
	s, storageClass, imageRegistry := args.Settings, args.Kubernetes.StorageClass, args.Charts.ImageRegistry
	off := kube.Values{"enabled": false}
	disabled := kube.Values{}
	for _, alert := range alerts.Replaced() {
		disabled[alert] = true
	}
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
			"disabled": disabled,
		},
		// Scraped through nodes instead of a Service: see kubelet.go.
		"kubelet": kube.Values{"serviceMonitor": off},

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
		"alertmanager": alertmanagerValues(args),
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

func claimTemplate(storageClass string, size settings.Quantity) kube.Values {
	return kube.Values{"volumeClaimTemplate": kube.Values{"spec": kube.Claim(storageClass, size)}}
}
