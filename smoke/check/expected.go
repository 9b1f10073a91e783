package check

import (
	"time"

	"eks-elk/smoke/reach"
)

// What the program puts on a cluster, by the names in elk/names.go,
// elk/users.go and monitoring/names.go. A test holds these against those.

const (
	elkNamespace        = "elk"
	monitoringNamespace = "monitoring"
	stackRelease        = "kube-prometheus-stack"
)

var (
	elasticsearch = reach.Service{Namespace: elkNamespace, Name: "security-master", Port: 9200}
	kibana        = reach.Service{Namespace: elkNamespace, Name: "kibana", Port: 5601}
	beats         = reach.Service{Namespace: elkNamespace, Name: "logstash", Port: 5044}
	grafana       = reach.Service{Namespace: monitoringNamespace, Name: stackRelease + "-grafana", Port: 80}
	prometheus    = reach.Service{Namespace: monitoringNamespace, Name: stackRelease + "-prometheus", Port: 9090}
	alertmanager  = reach.Service{Namespace: monitoringNamespace, Name: stackRelease + "-alertmanager", Port: 9093}
)

// login is a user of Elasticsearch, the Secret a program reads its password
// from, and the role it must have. A Secret has the keys username and password.
type login struct{ user, secret, role string }

// serviceLogins are the programs' users; a person's is in the stack's outputs.
var serviceLogins = []login{
	{"kibana_server", "kibana-credentials", "kibana_system"},
	{"logstash_writer", "logstash-credentials", "logstash_writer"},
	{"es_exporter", "es-exporter-credentials", "es_exporter"},
}

const superuserRole = "superuser"

// uptimeIndex gets a document every 30 seconds; after four that did not come,
// none comes.
const (
	uptimeIndex = "logstash"
	uptimeFresh = 2 * time.Minute
)

// expectedPools are the scrape pools that Prometheus must have, each with a
// target and all of them up. The operator calls a pool of a ServiceMonitor
// serviceMonitor/<namespace>/<name>/<endpoint>; the kubelets' are jobs of
// monitoring/kubelet.go.
var expectedPools = []string{
	"kubelet",
	"kubelet-cadvisor",
	"kubelet-probes",
	serviceMonitor(elkNamespace, "elasticsearch-exporter"),
	serviceMonitor(monitoringNamespace, stackRelease+"-alertmanager"),
	serviceMonitor(monitoringNamespace, stackRelease+"-apiserver"),
	serviceMonitor(monitoringNamespace, stackRelease+"-coredns"),
	serviceMonitor(monitoringNamespace, stackRelease+"-grafana"),
	serviceMonitor(monitoringNamespace, stackRelease+"-kube-state-metrics"),
	serviceMonitor(monitoringNamespace, stackRelease+"-operator"),
	serviceMonitor(monitoringNamespace, stackRelease+"-prometheus"),
	serviceMonitor(monitoringNamespace, stackRelease+"-prometheus-node-exporter"),
}

func serviceMonitor(namespace, name string) string {
	return "serviceMonitor/" + namespace + "/" + name
}
