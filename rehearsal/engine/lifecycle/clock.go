package lifecycle

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/order"
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

// durations is how long an operation on each resource takes. What the program's
// own components wait for is no resource: the eks component hands out no
// kubeconfig before the new endpoint answers, so that step stands with the provider
// that it makes of it.
func (r *Rehearsal) durations(graph *order.Graph, what string, objects map[string]*world.Object) order.Durations {
	d := order.Durations{}
	for _, urn := range graph.URNs {
		if o := objects[urn]; o != nil {
			d[urn] = r.World.Takes(what, o)
		} else if what == "create" && ofComponent(urn) {
			d[urn] = latency.Steps{latency.Part("health check", "answer endpoint")}
		}
	}
	return d
}

// ofComponent says that a URN is a Kubernetes provider of the eks component.
func ofComponent(urn string) bool {
	typ := string(resource.URN(urn).QualifiedType())
	return strings.Contains(typ, "eks:index:Cluster$") && strings.HasSuffix(typ, "$pulumi:providers:kubernetes")
}

// named is a step as a person reads it.
func named(s order.Span) string {
	name := resource.URN(s.URN).Name()
	if s.Step != "" {
		name += " (" + s.Step + ")"
	}
	return name
}
