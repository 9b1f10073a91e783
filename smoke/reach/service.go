package reach

import "fmt"

// Service is a port of a Service in the cluster.
type Service struct {
	Namespace string
	Name      string
	Port      int // the Service's own, not the pod's
}

// Host is the Service's name inside the cluster, from any namespace
// (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/).
func (s Service) Host() string { return fmt.Sprintf("%s.%s.svc", s.Name, s.Namespace) }

func (s Service) String() string { return fmt.Sprintf("service %s/%s", s.Namespace, s.Name) }
