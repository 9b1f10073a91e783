package monitoring

import "eks-elk/release"

// Namespace holds Prometheus, Alertmanager, Grafana and their operator.
const Namespace = "monitoring"

// Names of the releases; the chart builds its Services' names from them.
const (
	crdsName     = "prometheus-operator-crds"
	stackName    = "kube-prometheus-stack"
	exporterName = "elasticsearch-exporter"
)

// Grafana's login: a Secret and its keys.
const (
	grafanaAdmin       = "grafana-admin"
	grafanaUserKey     = "admin-user"
	grafanaPasswordKey = "admin-password"
)

// GrafanaUser is who logs in to Grafana.
const GrafanaUser = "admin"

// The label by which Grafana's sidecar finds dashboards, in any namespace.
const (
	dashboardLabel      = "grafana_dashboard"
	dashboardLabelValue = "1"
)

// Services that a person may want to open.
var (
	grafanaPage      = release.Service{Namespace: Namespace, Name: stackName + "-grafana", Port: 80, LocalPort: 3000, Scheme: "http"}
	prometheusPage   = release.Service{Namespace: Namespace, Name: stackName + "-prometheus", Port: 9090, LocalPort: 9090, Scheme: "http"}
	alertmanagerPage = release.Service{Namespace: Namespace, Name: stackName + "-alertmanager", Port: 9093, LocalPort: 9093, Scheme: "http"}
)
