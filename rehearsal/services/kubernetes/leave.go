package kubernetes

import (
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// Home returns the keys of what a thing in a namespace goes away with.
func Home(op *world.Op, namespace string) []string {
	var out []string
	for _, p := range parents(op, namespace, nil) {
		out = append(out, p.Key())
	}
	return out
}

// Leave makes an object that nothing deletes but its namespace or its cluster.
// One that is there already is taken as it is.
func Leave(op *world.Op, typ, namespace, name, owner string) error {
	if Get(op, typ, namespace, name) != nil {
		return nil
	}
	_, err := op.CreateManaged(typ, join(namespace, name), owner, map[string]any{
		"metadata": map[string]any{"name": name, "namespace": namespace},
	}, parents(op, namespace, nil)...)
	return err
}

// Driver returns what makes volumes for a provisioner on the operation's
// cluster, or why nothing does.
func Driver(op *world.Op, provisioner string) (needed []*world.Object, problem string) {
	c := ClusterOf(op)
	// The in-tree provisioner's volumes are made by the driver as well.
	if c != nil && c.Type.Token == EKSCluster && provisioner != EBSDriver && provisioner != "kubernetes.io/aws-ebs" {
		return nil, "nothing on the cluster is the provisioner " + provisioner
	}
	return driver(op)
}

// DNS returns what answers for the names of Services on the operation's
// cluster, and false when nothing does.
func DNS(op *world.Op) ([]*world.Object, bool) {
	c := ClusterOf(op)
	if c == nil {
		return nil, false
	}
	if c.Type.Token == ExistingCluster {
		return nil, true
	}
	// Stricter than EKS, whose clusters are born with a coredns of their own:
	// the stack's is the one that counts.
	for _, a := range op.Where(eks.AddonType, "clusterName", c.Str("name")) {
		if a.Str("addonName") == eks.CoreDNS {
			return []*world.Object{a}, true
		}
	}
	return nil, false
}
