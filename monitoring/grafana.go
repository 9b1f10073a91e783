package monitoring

import (
	"encoding/json"
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/dashboards"
	"eks-elk/internal/names"
	"eks-elk/kube"
	"eks-elk/settings"
)

// Grafana's login: a Secret and its keys.
const (
	grafanaAdmin       = "grafana-admin"
	grafanaUserKey     = "admin-user"
	grafanaPasswordKey = "admin-password"
)

// The label by which Grafana's sidecar finds dashboards in its own namespace.
const (
	dashboardLabel      = "grafana_dashboard"
	dashboardLabelValue = "1"
)

// newLogin makes Grafana's password. Grafana copies it to its database on its
// first start and never reads it again
// (https://grafana.com/docs/grafana/latest/administration/cli/#reset-admin-password).
func (m *Monitoring) newLogin(ctx *pulumi.Context) error {
	password, err := m.tenant.Password(ctx, grafanaAdmin)
	if err != nil {
		return err
	}
	m.GrafanaPassword = pulumi.ToSecret(password.Result).(pulumi.StringOutput)
	return m.tenant.Secret(ctx, grafanaAdmin, kube.Opaque, pulumi.StringMap{
		grafanaUserKey:     pulumi.String(names.GrafanaUser),
		grafanaPasswordKey: password.Result,
	})
}

// NewDashboard registers a ConfigMap with a dashboard as a JSON file, which
// Grafana's sidecar picks up, unless the settings want none. The options say whose
// child it is.
func (m *Monitoring) NewDashboard(ctx *pulumi.Context, dashboard dashboards.Dashboard, opts ...pulumi.ResourceOption) error {
	if !m.dashboards {
		return nil
	}
	built, err := dashboard.Build()
	if err != nil {
		return err
	}
	text, err := json.Marshal(built)
	if err != nil {
		return fmt.Errorf("write dashboard %s: %w", dashboard.Name, err)
	}
	_, err = corev1.NewConfigMap(ctx, dashboard.Name, &corev1.ConfigMapArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:      pulumi.String(dashboard.Name),
			Namespace: pulumi.String(names.MonitoringNamespace),
			Labels:    pulumi.StringMap{dashboardLabel: pulumi.String(dashboardLabelValue)},
		},
		Data: pulumi.StringMap{dashboard.File: pulumi.String(text)},
	}, append(m.tenant.Options(), opts...)...)
	if err != nil {
		return fmt.Errorf("create ConfigMap %s: %w", dashboard.Name, err)
	}
	return nil
}

func grafanaValues(s settings.Monitoring, storageClass string, sources []DataSource) kube.Values {
	persistence := kube.Values{
		"enabled":     true,
		"type":        "pvc",
		"accessModes": []string{"ReadWriteOnce"},
		"size":        s.Grafana.Storage.String(),
	}
	if storageClass != "" {
		persistence["storageClassName"] = storageClass
	}
	values := kube.Values{
		"admin": kube.Values{
			"existingSecret": grafanaAdmin,
			"userKey":        grafanaUserKey,
			"passwordKey":    grafanaPasswordKey,
		},
		"testFramework": kube.Values{"enabled": false},
		"initChownData": kube.Values{"enabled": false}, // fsGroup does it
		// The volume attaches to one node at a time: a second pod on another
		// node would wait for the first for ever.
		"deploymentStrategy": kube.Values{"type": "Recreate"},
		"persistence":        persistence,
		"resources":          kube.Resources(s.Grafana.Resources),
		// The chart's ClusterRole may read every Secret of the cluster
		// (charts/grafana/templates/clusterrole.yaml).
		"rbac":        kube.Values{"namespaced": true},
		"datasources": kube.Values{"datasources.yaml": kube.Values{"apiVersion": 1, "datasources": dataSources(sources)}},
		"sidecar": kube.Values{
			"resources": kube.FixedResources("10m", "96Mi", "192Mi"),
			// It would log in with the Secret's password, too, to have Grafana read
			// what Grafana reads by itself when it starts.
			"datasources": kube.Values{"enabled": false},
			"dashboards": kube.Values{
				"enabled":         true,
				"label":           dashboardLabel,
				"labelValue":      dashboardLabelValue,
				"searchNamespace": names.MonitoringNamespace,
				// Grafana reads the files every 30 seconds itself. To have them
				// reloaded, the sidecar would log in with the Secret's password,
				// and Grafana locks a user out after five failed logins.
				"skipReload": true,
			},
		},
		"grafana.ini": kube.Values{
			"analytics": kube.Values{"reporting_enabled": false, "check_for_updates": false},
		},
	}
	readBy(values, sources)
	return values
}

// dataSources are what the chart's sidecar would put into Grafana
// (kube-prometheus-stack templates/grafana/configmaps-datasources.yaml), under
// the names by which the chart's dashboards ask for them, and the others.
func dataSources(others []DataSource) []kube.Values {
	out := []kube.Values{
		{
			"name": "Prometheus", "type": "prometheus", "uid": "prometheus", "access": "proxy", "isDefault": true,
			"url":      names.Prometheus.URL(),
			"jsonData": kube.Values{"httpMethod": "POST", "timeInterval": ScrapeInterval},
		},
		{
			"name": "Alertmanager", "type": "alertmanager", "uid": "alertmanager", "access": "proxy",
			"url":      names.Alertmanager.URL(),
			"jsonData": kube.Values{"handleGrafanaManagedAlerts": false, "implementation": "prometheus"},
		},
	}
	for _, other := range others {
		out = append(out, other.provisioned())
	}
	return out
}
