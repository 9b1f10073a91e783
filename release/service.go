package release

import (
	"fmt"
	"strings"
)

// Service is a Service that a release makes and a person may want to open.
type Service struct {
	Namespace string
	Name      string
	Port      int    // the Service's port
	LocalPort int    // the port on the laptop
	Scheme    string // http or https
}

// PortForward is the command that opens the service on the laptop. The flags
// are those by which kubectl finds the cluster, quoted for a shell.
func (s Service) PortForward(flags ...string) string {
	kubectl := strings.Join(append([]string{"kubectl"}, flags...), " ")
	return fmt.Sprintf("%s --namespace %s port-forward service/%s %d:%d", kubectl, s.Namespace, s.Name, s.LocalPort, s.Port)
}

// LocalURL is where the service answers while that command runs.
func (s Service) LocalURL() string {
	return fmt.Sprintf("%s://localhost:%d", s.Scheme, s.LocalPort)
}

// URL is where the service answers inside the cluster, from any namespace.
func (s Service) URL() string {
	return fmt.Sprintf("%s://%s.%s.svc:%d", s.Scheme, s.Name, s.Namespace, s.Port)
}
