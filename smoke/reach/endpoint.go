package reach

import (
	"context"
	"fmt"

	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"eks-elk/internal/names"
)

// endpoint is one ready pod behind a Service, and the port it listens on.
type endpoint struct {
	namespace, pod string
	port           int32
}

func (e endpoint) String() string {
	return fmt.Sprintf("port %d of pod %s/%s", e.port, e.namespace, e.pod)
}

// endpoint finds a ready pod as kube-proxy does: through the EndpointSlices, which
// know the pods' readiness and have resolved named ports
// (https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/).
func (c *Cluster) endpoint(ctx context.Context, s names.Service) (endpoint, error) {
	service, err := c.api.CoreV1().Services(s.Namespace).Get(ctx, s.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return endpoint{}, fmt.Errorf("%s does not exist", s)
	}
	if err != nil {
		return endpoint{}, fmt.Errorf("read %s: %w", s, innermost(err))
	}
	name, found := "", false
	for _, port := range service.Spec.Ports {
		if int(port.Port) == s.Port {
			name, found = port.Name, true
		}
	}
	if !found {
		return endpoint{}, fmt.Errorf("%s has no port %d", s, s.Port)
	}
	slices, err := c.api.DiscoveryV1().EndpointSlices(s.Namespace).List(ctx, metav1.ListOptions{
		LabelSelector: discoveryv1.LabelServiceName + "=" + s.Name,
	})
	if err != nil {
		return endpoint{}, fmt.Errorf("list the endpoints of %s: %w", s, innermost(err))
	}
	pods := 0
	for _, slice := range slices.Items {
		port, ok := portOf(slice, name)
		for _, e := range slice.Endpoints {
			if e.TargetRef == nil || e.TargetRef.Kind != "Pod" {
				continue
			}
			pods++
			// No condition means ready: Conditions.Ready in discovery/v1.
			if ok && (e.Conditions.Ready == nil || *e.Conditions.Ready) {
				return endpoint{s.Namespace, e.TargetRef.Name, port}, nil
			}
		}
	}
	if pods == 0 {
		return endpoint{}, fmt.Errorf("%s has no pod behind it", s)
	}
	return endpoint{}, fmt.Errorf("%s has no ready pod behind it: 0 of %d", s, pods)
}

func portOf(slice discoveryv1.EndpointSlice, name string) (int32, bool) {
	for _, port := range slice.Ports {
		if port.Port != nil && (port.Name == nil && name == "" || port.Name != nil && *port.Name == name) {
			return *port.Port, true
		}
	}
	return 0, false
}
