package monitoring

// Grafana's login: a Secret and its keys.
const (
	grafanaAdmin       = "grafana-admin"
	grafanaUserKey     = "admin-user"
	grafanaPasswordKey = "admin-password"
)

// The label by which Grafana's sidecar finds dashboards, in any namespace.
const (
	dashboardLabel      = "grafana_dashboard"
	dashboardLabelValue = "1"
)
