package names

import (
	"fmt"
	"strings"
)

// Services that a person, a check or another component reaches.
var (
	Elasticsearch = Service{
		Namespace: ELKNamespace, Name: ElasticsearchCluster + "-" + ElasticsearchNodeGroup, Port: 9200, LocalPort: 9200, Scheme: "https",
	}
	Kibana      = Service{Namespace: ELKNamespace, Name: KibanaRelease, Port: 5601, LocalPort: 5601, Scheme: "https"}
	LogstashAPI = Service{Namespace: ELKNamespace, Name: LogstashRelease + "-headless", Port: 9600, LocalPort: 9600, Scheme: "http"}
	Beats       = Service{Namespace: ELKNamespace, Name: LogstashRelease, Port: 5044, LocalPort: 5044, Scheme: "tls"}

	Grafana      = Service{Namespace: MonitoringNamespace, Name: StackRelease + "-grafana", Port: 80, LocalPort: 3000, Scheme: "http"}
	Prometheus   = Service{Namespace: MonitoringNamespace, Name: StackRelease + "-prometheus", Port: 9090, LocalPort: 9090, Scheme: "http"}
	Alertmanager = Service{Namespace: MonitoringNamespace, Name: StackRelease + "-alertmanager", Port: 9093, LocalPort: 9093, Scheme: "http"}
)

// Service is a port of a Kubernetes Service.
type Service struct {
	Namespace string
	Name      string
	Port      int    // the Service's port, not the pod's
	LocalPort int    // the laptop's port of a port-forward
	Scheme    string // http, https, or tls where the protocol is not HTTP
}

// PortForward returns the command that opens the Service on the laptop. The
// flags are those by which kubectl finds the cluster, quoted for a shell.
func (s Service) PortForward(flags ...string) string {
	kubectl := strings.Join(append([]string{"kubectl"}, flags...), " ")
	return fmt.Sprintf("%s --namespace %s port-forward service/%s %d:%d", kubectl, s.Namespace, s.Name, s.LocalPort, s.Port)
}

// LocalURL returns the Service's address while that command runs.
func (s Service) LocalURL() string {
	return fmt.Sprintf("%s://localhost:%d", s.Scheme, s.LocalPort)
}

// Host returns the Service's name inside the cluster, from any namespace
// (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/).
func (s Service) Host() string { return s.Name + "." + s.Namespace + ".svc" }

// URL returns the Service's address inside the cluster, from any namespace.
func (s Service) URL() string {
	return fmt.Sprintf("%s://%s:%d", s.Scheme, s.Host(), s.Port)
}

func (s Service) String() string { return "service " + s.Namespace + "/" + s.Name }
