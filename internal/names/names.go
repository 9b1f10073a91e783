// Package names holds what the components and the tools call the same things, in
// the AWS account and on the cluster. It imports nothing of Pulumi, so that a tool
// need not compile a provider's SDK to know a name.
package names

// Namespaces.
const (
	ELKNamespace        = "elk"
	MonitoringNamespace = "monitoring"
	ProbesNamespace     = "probes"
	LogsNamespace       = "logs"
)

// Helm releases: the names of the resources and of the releases in the cluster.
const (
	ElasticsearchRelease = "elasticsearch"
	LogstashRelease      = "logstash"
	KibanaRelease        = "kibana"
	ExporterRelease      = "elasticsearch-exporter"
	JSONExporterRelease  = "json-exporter"
	CRDsRelease          = "prometheus-operator-crds"
	StackRelease         = "kube-prometheus-stack"
	ProbesRelease        = "blackbox-exporter"
	FilebeatRelease      = "filebeat"
)

// Alerts is the PrometheusRule with the stack's own alerts.
const Alerts = "alerts"

// AlertmanagerAccount is Alertmanager's service account, which
// kube-prometheus-stack makes, in MonitoringNamespace.
const AlertmanagerAccount = StackRelease + "-alertmanager"

// Targets of the blackbox exporter, the label target of its metrics.
const (
	ElasticsearchProbe = "elasticsearch"
	KibanaProbe        = "kibana"
	GrafanaProbe       = "grafana"
)

// Probes returns all of them.
func Probes() []string { return []string{ElasticsearchProbe, KibanaProbe, GrafanaProbe} }

// Targets of the JSON exporter, the label target of its metrics.
const (
	LogstashTarget = "logstash"
	KibanaTarget   = "kibana"
)

// JSONTargets returns all of them.
func JSONTargets() []string { return []string{LogstashTarget, KibanaTarget} }

// Elasticsearch's chart names its Service, its StatefulSet and its pods after
// these two.
const (
	ElasticsearchCluster   = "security"
	ElasticsearchNodeGroup = "master"
)

// Superuser is for emergencies, and for the readiness probe of Elasticsearch. People
// and programs have users of their own: Kibana 8 refuses to log in as this one. It is
// a user of the file realm: nobody can change its password in Kibana or through the API.
const Superuser = "elastic"

// GrafanaUser logs in to Grafana.
const GrafanaUser = "admin"

// Keys of every Secret with a login of Elasticsearch.
const (
	UsernameKey = "username"
	PasswordKey = "password"
)

// Login is a user of Elasticsearch in the file realm.
type Login struct {
	User   string
	Role   string
	Secret string // in ELKNamespace; its keys are UsernameKey and PasswordKey
}

// Logins of the programs. kibana_system is a built-in role.
var (
	KibanaLogin   = Login{User: "kibana_server", Role: "kibana_system", Secret: "kibana-credentials"}
	LogstashLogin = Login{User: "logstash_writer", Role: "logstash_writer", Secret: "logstash-credentials"}
	ExporterLogin = Login{User: "es_exporter", Role: "es_exporter", Secret: "es-exporter-credentials"}
)

// Logins returns all of them.
func Logins() []Login { return []Login{KibanaLogin, LogstashLogin, ExporterLogin} }

// Logins of people. viewer is a built-in role as well: it reads.
var (
	ViewerLogin   = Login{User: "viewer", Role: "viewer", Secret: "viewer-credentials"}
	OperatorLogin = Login{User: "operator", Role: "operator", Secret: "operator-credentials"}
)

// People returns all of them.
func People() []Login { return []Login{ViewerLogin, OperatorLogin} }

// KibanaSetupLogin puts saved objects into Kibana and may do nothing else.
var KibanaSetupLogin = Login{User: "kibana_setup", Role: "kibana_setup", Secret: "kibana-setup-credentials"}

// KibanaSetup is the Job that does it.
const KibanaSetup = "kibana-setup"

// Data views that it makes, by their ids in Kibana.
const (
	LogsView   = "eks-elk-logs"
	UptimeView = "eks-elk-uptime"
)

// LogsDashboard is the id in Kibana of the dashboard that it makes.
const LogsDashboard = "eks-elk-overview"

// GrafanaLogs is the uid of Grafana's data source that it reads them with.
const GrafanaLogs = "logs"

// GrafanaLogin reads logs for Grafana. Its Secret is in MonitoringNamespace.
var GrafanaLogin = Login{User: "grafana_reader", Role: "grafana_reader", Secret: "grafana-elasticsearch"}

// What Logstash writes to.
const (
	UptimeIndex = "logstash"                // gets a document every 30 seconds
	LogsStream  = "logs-kubernetes-default" // a data stream of everything that Beats send
)

// LogsPolicy is the lifecycle policy that ends the logs.
const LogsPolicy = "logs-kubernetes"

// Backups is the snapshot repository of Elasticsearch, and the policy that fills it.
const Backups = "backups"

// RestorerLogin brings snapshots back and may do nothing else.
var RestorerLogin = Login{User: "backup_restorer", Role: "backup_restorer", Secret: "backup-restorer-credentials"}

// Restore is the Job that does it.
const Restore = "restore"

// ElasticsearchAccount is the service account of Elasticsearch where it has a role.
const ElasticsearchAccount = "elasticsearch"

// FilebeatTLS is the Secret with the certificate that lets a Beat into Logstash,
// in LogsNamespace.
const FilebeatTLS = "filebeat-tls"

// Prometheus jobs that scrape the kubelets.
const (
	KubeletJob         = "kubelet"
	KubeletCAdvisorJob = "kubelet-cadvisor"
	KubeletProbesJob   = "kubelet-probes"
)
