package kubernetes

import (
	"eks-elk/rehearsal/eks"
	"eks-elk/rehearsal/world"
)

// Types of EKS that a cluster's objects stand on.
const (
	EKSCluster   = eks.ClusterType
	eksAddon     = eks.AddonType
	eksNodeGroup = eks.NodeGroupType
)

// ebsAddon is the EBS CSI driver's name among EKS's add-ons.
const ebsAddon = "aws-ebs-csi-driver"

// eksNodes answers the nodes of an EKS cluster's groups.
func eksNodes(op *world.Op, cluster *world.Object) []Node {
	var out []Node
	for _, n := range eks.Nodes(op, cluster) {
		out = append(out, Node{
			Name: n.Name, Zone: n.Zone, CPUMilli: n.CPUMilli, MemoryMi: n.MemoryMi, Pods: n.Pods, Group: n.Group,
		})
	}
	return out
}

// driver answers what keeps the EBS CSI driver on the operation's cluster
// running, or nil when nothing does: its add-on, or what a preserving deletion
// left of it.
func driver(op *world.Op) *world.Object {
	cluster := clusterOf(op)
	if cluster == nil || len(Nodes(op)) == 0 {
		return nil
	}
	return addon(op, cluster, ebsAddon)
}

func addon(op *world.Op, cluster *world.Object, name string) *world.Object {
	for _, typ := range []string{eks.AddonType, eks.SelfManagedType} {
		for _, a := range op.Where(typ, "clusterName", cluster.Str("name")) {
			if a.Str("addonName") == name {
				return a
			}
		}
	}
	return nil
}
