package eks

import "eks-elk/rehearsal/world"

// clusterUpgrade: a control plane goes up one minor version at a time and
// never down.
var clusterUpgrade = world.Rule{
	ID:     "eks/cluster-upgrade-by-one-minor",
	Source: "EKS user guide, Update existing cluster to new Kubernetes version",
	Test: func(op *world.Op) error {
		was, is := op.Old.Str("version"), op.Str("version")
		switch {
		case was == is:
			return nil
		case !supported(is):
			return invalid("unsupported Kubernetes version %s", is)
		case minor(is) != minor(was)+1:
			return invalid("Unsupported Kubernetes minor version update from %s to %s", was, is)
		}
		return nil
	},
}

var nodesNotTooOld = world.Rule{
	ID:     "eks/nodes-within-version-skew",
	Source: "Kubernetes version skew policy: a kubelet is at most three minor versions older than the API server",
	Test: func(op *world.Op) error {
		for _, n := range op.Where(NodeGroupType, "clusterName", op.Object.ID) {
			if minor(n.Str("version")) < minor(op.Str("version"))-3 {
				return invalid("Nodegroup %s version %s must be updated before the cluster is updated to %s", n.Str("nodeGroupName"),
					n.Str("version"), op.Str("version"))
			}
		}
		return nil
	},
}

// nodeUpgrade: nodes follow their cluster, one minor version at a time.
var nodeUpgrade = world.Rule{
	ID:     "eks/nodes-upgrade-by-one-minor",
	Source: "EKS API UpdateNodegroupVersion: up to the cluster's version, never down",
	Test: func(op *world.Op) error {
		was, is := op.Old.Str("version"), op.Str("version")
		switch cluster := clusterOf(op); {
		case was == is:
			return nil
		case minor(is) > minor(cluster.Str("version")):
			return aboveCluster(op, cluster)
		case minor(is) != minor(was)+1:
			return invalid("Requested Nodegroup version %s is not supported: nodes are at %s and go up one minor version at a time", is, was)
		}
		return nil
	},
}

func aboveCluster(op *world.Op, cluster *world.Object) error {
	return invalid("Nodegroup Kubernetes version %s must not be greater than the cluster version %s", op.Str("version"),
		cluster.Str("version"))
}
