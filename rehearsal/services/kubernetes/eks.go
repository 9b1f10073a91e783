package kubernetes

import (
	"slices"
	"strings"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// Types of EKS that a cluster's objects stand on.
const (
	EKSCluster = eks.ClusterType
	eksAddon   = eks.AddonType
	NodeGroup  = eks.NodeGroupType
)

// eksNodes returns the nodes of an EKS cluster's groups.
func eksNodes(op *world.Op, cluster *world.Object) []Node {
	var out []Node
	for _, n := range eks.Nodes(op, cluster) {
		out = append(out, Node{
			Name: n.Name, Zone: n.Zone, CPUMilli: n.CPUMilli, MemoryMi: n.MemoryMi, Pods: n.Pods, Group: n.Group, Taint: n.Taint, Subnet: n.Subnet,
		})
	}
	// Groups are made side by side: the oldest is another one each time.
	slices.SortFunc(out, func(a, b Node) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// driver returns what keeps the EBS CSI driver on the operation's cluster
// working: the add-on or what was preserved of it, its rights, its nodes. The
// problem says why it does not work.
func driver(op *world.Op) (needed []*world.Object, problem string) {
	cluster := clusterOf(op)
	if cluster == nil {
		return nil, "the cluster is not there"
	}
	if cluster.Type.Token == ExistingCluster {
		return nil, "" // its owner's business
	}
	return eks.CSIDriver(op, cluster)
}
