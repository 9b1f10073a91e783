package alerts

import (
	"eks-elk/internal/names"
	"fmt"
)

// own are the series of the stack's own monitoring: a cluster may have more.
var own = fmt.Sprintf("namespace=%q", names.MonitoringNamespace)

// monitoring are the alerts without which the others would be silent.
var monitoring = []Alert{
	{
		Name: "KubeletDown", Severity: Critical, Namespace: names.MonitoringNamespace,
		Expr: `absent(up{job="kubelet", metrics_path="/metrics"} == 1)`, For: "15m",
		Summary:     "Prometheus reaches no kubelet: nothing is known about pods and volumes",
		Description: "No alert on containers and volumes can fire.",
	},
	{
		Name: "KubeStateMetricsMissing", Severity: Critical, Namespace: names.MonitoringNamespace,
		Expr: `absent(kube_node_info)`, For: "15m",
		Summary:     "kube-state-metrics says nothing: nothing is known about nodes, pods and claims",
		Description: "No alert on nodes and pods can fire.",
	},
	{
		Name: "ElasticsearchExporterDown", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: fmt.Sprintf(`absent(up{job=%q} == 1)`, names.ExporterRelease), For: "10m",
		Summary:     "Prometheus does not reach the exporter of Elasticsearch",
		Description: "No alert on Elasticsearch's own metrics can fire.",
	},
	{
		Name: "PrometheusConfigRejected", Severity: Critical,
		Expr: `prometheus_config_last_reload_successful{` + own + `} == 0`, For: "10m",
		Summary:     "Prometheus refuses its configuration",
		Description: "It works with the one before: new targets are not scraped, new alerts do not fire.",
		Replaces:    []string{"PrometheusBadConfig"},
	},
	{
		Name: "PrometheusRulesFail", Severity: Warning,
		Expr: `increase(prometheus_rule_evaluation_failures_total{` + own + `}[15m]) > 0`, For: "15m",
		Summary:     "Prometheus cannot evaluate rules of {{ $labels.rule_group }}",
		Description: "The alerts of that group do not fire.",
		Replaces:    []string{"PrometheusRuleFailures"},
	},
	{
		Name: "AlertmanagerConfigRejected", Severity: Critical,
		Expr: `alertmanager_config_last_reload_successful{` + own + `} == 0`, For: "10m",
		Summary:     "Alertmanager refuses its configuration",
		Description: "It works with the one before: alerts go where they went then, or to nobody.",
		Replaces:    []string{"AlertmanagerFailedReload"},
	},
	{
		Name: "NotificationsFail", Severity: Critical,
		Expr: `increase(alertmanager_notifications_failed_total{` + own + `}[15m]) > 0`, For: "10m",
		Summary:     "Alertmanager cannot deliver by {{ $labels.integration }} ({{ $labels.reason }})",
		Description: "Whoever should hear of alerts this way does not.",
		Replaces:    []string{"AlertmanagerFailedToSendAlerts", "AlertmanagerClusterFailedToSendAlerts"},
	},
	{
		Name: "OperatorRejectsResources", Severity: Warning,
		Expr: `prometheus_operator_managed_resources{state="rejected", ` + own + `} > 0`, For: "10m",
		Summary:     "The Prometheus operator leaves out a {{ $labels.resource }} that is wrong",
		Description: "What it should scrape, evaluate or send is missing, and nothing else says so.",
		Replaces:    []string{"PrometheusOperatorRejectedResources"},
	},
	{
		Name: "OperatorSyncFails", Severity: Critical,
		Expr: `prometheus_operator_syncs{status="failed", ` + own + `} > 0`, For: "10m",
		Summary:     "The Prometheus operator cannot configure {{ $labels.controller }}",
		Description: "A configuration of Alertmanager that it refuses, for one, is never used: the one before stays.",
		Replaces:    []string{"PrometheusOperatorSyncFailed"},
	},
}
