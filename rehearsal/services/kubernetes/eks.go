package kubernetes

import (
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// Types of EKS that a cluster's objects stand on.
const (
	EKSCluster = eks.ClusterType
	NodeGroup  = eks.NodeGroupType
	// Pod is made by controllers, never by the program; EKS drains it.
	Pod = "world:kubernetes/pod"
)

// driver returns what keeps the EBS CSI driver on the operation's cluster
// working: the add-on or what was preserved of it, its rights, its nodes. The
// problem says why it does not work.
func driver(op *world.Op) (needed []*world.Object, problem string) {
	cluster := ClusterOf(op)
	if cluster == nil {
		return nil, "the cluster is not there"
	}
	if cluster.Type.Token == ExistingCluster {
		return nil, "" // its owner's business
	}
	return eks.CSIDriver(op, cluster)
}
