package kubernetes

import (
	"cmp"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// resourceType is one type of the API: enough to make the kind of most of them.
type resourceType struct {
	token      string
	apiVersion string
	object     string
	plural     string // with its group, as messages say it: "deployments.apps"
	global     bool   // belongs to no namespace
	replace    []string
	computed   []string
}

// service has no rules of its own. The immutable property is
// pulumi-kubernetes v3.30.2's provider/pkg/provider/diff.go.
var service = resourceType{
	token: Service, apiVersion: "v1", object: "Service", plural: "services",
	replace: []string{"spec.clusterIP"}, computed: []string{"status"},
}

// kind makes what every object on a cluster has in common.
func (r resourceType) kind() *world.ResourceType {
	k := &world.ResourceType{
		Token: r.token, Title: r.object, Service: "Kubernetes",
		NameProperty: "metadata.name", MaxName: 253,
		Defaults: resource.NewPropertyMapFromMap(map[string]any{
			"apiVersion": r.apiVersion, "kind": r.object,
		}),
		Replace:  append([]string{"metadata.name", "metadata.namespace"}, r.replace...),
		Computed: append([]string{"metadata"}, r.computed...),
		ID:       func(op *world.Op) string { return join(r.namespace(op), op.Str("metadata.name")) },
		Check:    []world.Check{validName(r.token), validLabels},
		Needs:    []world.Need{NeedsCluster},
		OnCreate: []world.Rule{r.untaken()},
		OnRead:   []world.Rule{Reached},
		Outputs:  r.outputs,
		Made:     r.settle,
	}
	if !r.global {
		k.Needs = append(k.Needs, needsNamespace)
	}
	return k
}

// namespace returns the namespace of the object: "default" where none is said,
// "" for a type without.
func (r resourceType) namespace(op *world.Op) string {
	if r.global {
		return ""
	}
	return namespaceOf(op)
}

// namespaceOf returns the namespace of an object that belongs to one.
func namespaceOf(op *world.Op) string { return cmp.Or(op.Str("metadata.namespace"), "default") }

// born is when everything on a simulated cluster was made: the world keeps no clock.
const born = "2026-11-23T08:00:00Z"

// outputs returns the metadata the API server keeps.
func (r resourceType) outputs(op *world.Op) error {
	meta := resource.PropertyMap{}
	if v := op.Object.Get("metadata"); v.IsObject() {
		meta = v.ObjectValue().Copy()
	}
	set := func(key resource.PropertyKey, value string) { meta[key] = resource.NewProperty(value) }
	if !r.global {
		set("namespace", r.namespace(op))
	}
	set("creationTimestamp", born)
	set("resourceVersion", decimal(op.Hex(6)))
	if op.Old != nil {
		set("uid", op.Old.Str("metadata.uid"))
	} else {
		h := op.Hex(32)
		set("uid", h[:8]+"-"+h[8:12]+"-4"+h[13:16]+"-8"+h[17:20]+"-"+h[20:])
	}
	op.Object.Outputs["metadata"] = resource.NewProperty(meta)
	op.Default("apiVersion", r.apiVersion)
	op.Default("kind", r.object)
	return nil
}

// settle ties the object to what it goes away with: its namespace and cluster.
func (r resourceType) settle(op *world.Op) error {
	if c := ClusterOf(op); c != nil {
		op.Object.Parents = append(op.Object.Parents, c.Key())
	}
	if !r.global {
		if ns := Get(op, Namespace, "", r.namespace(op)); ns != nil {
			op.Object.Parents = append(op.Object.Parents, ns.Key())
		}
	}
	return nil
}

func decimal(hex string) string {
	n := 0
	for _, c := range hex {
		n = n*7 + int(c)
	}
	return strconv.Itoa(n)
}
