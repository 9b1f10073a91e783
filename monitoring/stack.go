package monitoring

import (
	"eks-elk/release"
	"eks-elk/settings"
)

// sidecarResources are the resources of what a person has no reason to size; an
// empty limit is not set.
func sidecarResources(cpu, memory, memoryLimit string) release.Values {
	out := release.Values{"requests": release.Values{"cpu": cpu, "memory": memory}}
	if memoryLimit != "" {
		out["limits"] = release.Values{"memory": memoryLimit}
	}
	return out
}

// stackValues are the values for chart kube-prometheus-stack 88.5.3.
func stackValues(s settings.Monitoring, storageClass, imageRegistry string) release.Values {
	off := release.Values{"enabled": false}
	values := release.Values{
		"crds":                               off, // a release of their own
		"cleanPrometheusOperatorObjectNames": true,

		// EKS runs the control plane and shows it to nobody, and its kube-proxy
		// listens on the loopback address alone
		// (https://github.com/aws/containers-roadmap/issues/657).
		"kubeControllerManager": off,
		"kubeScheduler":         off,
		"kubeEtcd":              off,
		"kubeProxy":             off,
		"defaultRules": release.Values{
			"create": true,
			"rules": release.Values{
				"etcd":                   false,
				"kubeControllerManager":  false,
				"kubeProxy":              false,
				"kubeSchedulerAlerting":  false,
				"kubeSchedulerRecording": false,
				"windows":                false,
			},
		},
		// Scraped through nodes instead of a Service: see kubelet.go.
		"kubelet":                      release.Values{"serviceMonitor": off},
		"additionalPrometheusRulesMap": release.Values{"kubelet": kubeletRules()},

		"prometheusOperator": release.Values{
			"kubeletService": off,
			"resources":      sidecarResources("50m", "128Mi", "256Mi"),
			"prometheusConfigReloader": release.Values{
				"resources": sidecarResources("10m", "32Mi", "64Mi"),
			},
			"admissionWebhooks": release.Values{
				// A rule must be deletable while the operator is not there.
				"failurePolicy": "Ignore",
				"patch":         release.Values{"resources": sidecarResources("10m", "32Mi", "")},
			},
		},
		"prometheus":   release.Values{"prometheusSpec": prometheusSpec(s, storageClass)},
		"alertmanager": release.Values{"alertmanagerSpec": alertmanagerSpec(s, storageClass)},
		"grafana":      grafana(s, storageClass),

		"kube-state-metrics":       release.Values{"resources": sidecarResources("10m", "96Mi", "192Mi")},
		"prometheus-node-exporter": release.Values{"resources": sidecarResources("20m", "32Mi", "96Mi")},
	}
	if imageRegistry != "" {
		values["global"] = release.Values{"imageRegistry": imageRegistry}
	}
	return values
}

func prometheusSpec(s settings.Monitoring, storageClass string) release.Values {
	return release.Values{
		// Whatever its labels, in whatever namespace: Helm's own label would
		// leave the exporter out.
		"serviceMonitorSelectorNilUsesHelmValues": false,
		"podMonitorSelectorNilUsesHelmValues":     false,
		"probeSelectorNilUsesHelmValues":          false,
		"ruleSelectorNilUsesHelmValues":           false,
		"scrapeConfigSelectorNilUsesHelmValues":   false,

		"scrapeInterval":          scrapeInterval,
		"evaluationInterval":      scrapeInterval,
		"retention":               s.Retention,
		"retentionSize":           s.RetentionSize, // the write-ahead log and compaction need room besides
		"walCompression":          true,
		"additionalScrapeConfigs": kubeletScrapeConfigs(),
		"resources":               release.Resources(s.Prometheus.Resources),
		"storageSpec":             claimTemplate(storageClass, s.Prometheus.Storage),
	}
}

// alertmanagerSpec keeps the chart's routes: all of them end in a receiver that
// tells nobody, until a person writes one that does.
func alertmanagerSpec(s settings.Monitoring, storageClass string) release.Values {
	return release.Values{
		"resources": release.Resources(s.Alertmanager.Resources),
		"storage":   claimTemplate(storageClass, s.Alertmanager.Storage),
	}
}

func claimTemplate(storageClass string, size settings.Quantity) release.Values {
	return release.Values{"volumeClaimTemplate": release.Values{"spec": release.Claim(storageClass, size)}}
}

func grafana(s settings.Monitoring, storageClass string) release.Values {
	persistence := release.Values{
		"enabled":     true,
		"type":        "pvc",
		"accessModes": []string{"ReadWriteOnce"},
		"size":        s.Grafana.Storage.String(),
	}
	if storageClass != "" {
		persistence["storageClassName"] = storageClass
	}
	return release.Values{
		"admin": release.Values{
			"existingSecret": grafanaAdmin,
			"userKey":        grafanaUserKey,
			"passwordKey":    grafanaPasswordKey,
		},
		"testFramework": release.Values{"enabled": false},
		"initChownData": release.Values{"enabled": false}, // fsGroup does it
		// The volume attaches to one node at a time: a second pod on another
		// node would wait for the first for ever.
		"deploymentStrategy": release.Values{"type": "Recreate"},
		"persistence":        persistence,
		"resources":          release.Resources(s.Grafana.Resources),
		"sidecar": release.Values{
			"resources": sidecarResources("10m", "96Mi", "192Mi"),
			"dashboards": release.Values{
				"enabled":         true,
				"label":           dashboardLabel,
				"labelValue":      dashboardLabelValue,
				"searchNamespace": "ALL",
			},
		},
		"grafana.ini": release.Values{
			"analytics": release.Values{"reporting_enabled": false, "check_for_updates": false},
		},
	}
}
