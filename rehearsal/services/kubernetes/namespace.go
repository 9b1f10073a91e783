package kubernetes

import (
	"slices"

	"eks-elk/rehearsal/world"
)

// bornWith are the namespaces every cluster comes with.
var bornWith = []string{"default", "kube-system", "kube-public", "kube-node-lease"}

func namespace() *world.ResourceType {
	k := resourceType{
		token: Namespace, apiVersion: "v1", object: "Namespace", plural: "namespaces", global: true,
		computed: []string{"status"},
		// Seen: 11 s to delete one with five claims in it.
	}.kind()
	k.Needs = append(k.Needs, volumesNeedDriver, volumesNeedNodes)
	k.OnCreate = append(k.OnCreate, notBorn)
	k.OnCreate, k.OnUpdate = append(k.OnCreate, levelKnown), append(k.OnUpdate, levelKnown)
	outputs := k.Outputs
	k.Outputs = func(op *world.Op) error {
		op.Set("status", map[string]any{"phase": "Active"})
		return outputs(op)
	}
	k.Gone = func(op *world.Op) error {
		for _, c := range claimsIn(op, op.Object.ID) {
			if err := Abandon(op, c); err != nil {
				return err
			}
		}
		return nil
	}
	return k
}

var notBorn = world.Rule{
	ID: "kubernetes/namespace-born-with-cluster", Source: "kubernetes.io/docs/concepts/overview/working-with-objects/namespaces: initial namespaces",
	Test: func(op *world.Op) error {
		if name := op.Str("metadata.name"); slices.Contains(bornWith, name) {
			return taken("namespaces", "", name)
		}
		return nil
	},
}

func claimsIn(op *world.Op, namespace string) []*world.Object {
	return slices.DeleteFunc(On(op, PersistentVolumeClaim), func(c *world.Object) bool { return c.Str("metadata.namespace") != namespace })
}

const (
	volumesDriver = "kubernetes/volumes-need-csi-driver"
	volumesNodes  = "kubernetes/volumes-need-nodes"
)

// volumesNeedDriver: the claims in a namespace are deleted with it, their
// volumes by the driver. Which namespaces have claims is known only once there
// are some: HoldsVolumes says so.
var volumesNeedDriver = world.Need{
	ID:     volumesDriver,
	Source: "kubernetes-sigs/aws-ebs-csi-driver: volumes are deleted by the controller after their claim (seen: some seconds after)",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if len(claimsIn(op, op.Object.ID)) == 0 {
			return nil, nil
		}
		needed, _ := driver(op)
		return needed, nil
	},
	Lost: "%s, which the EBS CSI driver works with, is deleted while %s still holds claims: nothing will delete their volumes",
	Spared: func(op *world.Op, dependent *world.Object) bool { // the add-on's pods stay; nodes are the next need's business
		return op.Object.Bool("preserve") || op.Object.Type.Token == NodeGroup || !hasClaims(op, dependent)
	},
}

var volumesNeedNodes = world.Need{
	ID: volumesNodes, Source: "kubernetes-sigs/aws-ebs-csi-driver: the controller is a Deployment and runs on the cluster's nodes",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if len(claimsIn(op, op.Object.ID)) == 0 {
			return nil, nil
		}
		return groups(Nodes(op)), nil
	},
	Lost: "%s is deleted while %s still holds claims: no driver will run to delete their volumes",
	Spared: func(op *world.Op, dependent *world.Object) bool {
		left := slices.DeleteFunc(Nodes(op.As(dependent)), func(n Node) bool { return n.Group != nil && n.Group.Key() == op.Object.Key() })
		return !hasClaims(op, dependent) || len(left) > 0
	},
}

func hasClaims(op *world.Op, namespace *world.Object) bool {
	return slices.ContainsFunc(op.List(PersistentVolumeClaim), func(c *world.Object) bool {
		return c.Session.Server == namespace.Session.Server && c.Str("metadata.namespace") == namespace.ID
	})
}

// HoldsVolumes notes that the namespace has claims in it from now on, so that
// the driver and the nodes it runs on must outlive it.
func HoldsVolumes(op *world.Op, name string) {
	ns := Get(op, Namespace, "", name)
	if ns == nil {
		return
	}
	needed, _ := driver(op)
	for _, d := range needed {
		op.Require(ns, d, volumesDriver)
	}
	for _, g := range groups(Nodes(op)) {
		op.Require(ns, g, volumesNodes)
	}
}

// groups returns what the stack made the nodes with, each once.
func groups(nodes []Node) []*world.Object {
	var out []*world.Object
	for _, n := range nodes {
		if n.Group != nil && !slices.Contains(out, n.Group) {
			out = append(out, n.Group)
		}
	}
	return out
}

var needsNamespace = world.Need{
	ID:     "kubernetes/namespace-exists",
	Source: "kubernetes.io/docs/concepts/overview/working-with-objects/namespaces; apiserver NamespaceLifecycle admission",
	Find: func(op *world.Op) ([]*world.Object, error) {
		return FindNamespace(op, namespaceOf(op))
	},
	Lost: "%s is deleted with %s in it, which the stack still counts on",
}

// FindNamespace returns the namespace as a need: none where it comes with the
// cluster, the API server's refusal where it is missing.
func FindNamespace(op *world.Op, name string) ([]*world.Object, error) {
	if ns := Get(op, Namespace, "", name); ns != nil {
		return []*world.Object{ns}, nil
	}
	if slices.Contains(bornWith, name) {
		return nil, nil
	}
	return nil, refuse("NotFound", "namespaces %q not found", name)
}

// untaken refuses a name that is taken.
func (r resourceType) untaken() world.Rule {
	return world.Rule{
		ID:     "kubernetes/name-untaken",
		Source: "kubernetes.io/docs/concepts/overview/working-with-objects/names: one object of a kind has a name at a time",
		Test: func(op *world.Op) error {
			if op.Existing() == nil {
				return nil
			}
			return taken(r.plural, r.namespace(op), op.Str("metadata.name"))
		},
	}
}

// taken words what the API server says of a name that is taken, and the
// provider around it (pulumi-kubernetes v3.30.2 provider.go, Create).
func taken(plural, namespace, name string) error {
	return refuse("", "resource %s was not successfully created by the Kubernetes API server : %s %q already exists", join(namespace, name),
		plural, name)
}
