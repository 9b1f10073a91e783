package kubernetes

import "eks-elk/rehearsal/world"

// ebsAddon is the EBS CSI driver's name among EKS's add-ons.
const ebsAddon = "aws-ebs-csi-driver"

// eksNodes answers the nodes of an EKS cluster's groups.
func eksNodes(op *world.Op, cluster *world.Object) []Node {
	var out []Node
	for _, g := range op.Where(EKSNodeGroup, "clusterName", cluster.Str("name")) {
		_ = g
	}
	return out
}

// driver answers what keeps the EBS CSI driver on the operation's cluster
// running, or nil when nothing does.
func driver(op *world.Op) *world.Object {
	cluster := clusterOf(op)
	if cluster == nil || len(Nodes(op)) == 0 {
		return nil
	}
	return addon(op, cluster, ebsAddon)
}

func addon(op *world.Op, cluster *world.Object, name string) *world.Object {
	for _, a := range op.Where(EKSAddon, "clusterName", cluster.Str("name")) {
		if a.Str("addonName") == name {
			return a
		}
	}
	return nil
}
