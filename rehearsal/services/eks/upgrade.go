package eks

import (
	"fmt"
	"strconv"

	"eks-elk/rehearsal/world"
)

// upgradedType is EKS's record that a cluster was upgraded in place: the way back
// is to where it came from.
const upgradedType = "world:eks/upgraded-cluster"

func upgraded() *world.ResourceType {
	return &world.ResourceType{Token: upgradedType, Title: "record of an upgrade", Service: "EKS"}
}

// clusterUpgrade: a control plane goes up one minor version at a time, and back
// by one after an upgrade. The world has no calendar: it is always within the
// seven days in which there is a way back.
var clusterUpgrade = world.Rule{
	ID: "eks/cluster-upgrade-by-one-minor",
	Source: "EKS user guide, Update existing cluster to new Kubernetes version; Rollback cluster to previous Kubernetes version; EKS API " +
		"UpdateClusterVersion (aws-sdk-go-v2/service/eks v1.105.6)",
	Test: func(op *world.Op) error {
		was, is := op.Old.Str("version"), op.Str("version")
		switch {
		case was == is:
			return nil
		case !supported(is):
			return invalid("unsupported Kubernetes version %s", is)
		case minor(is) == minor(was)-1 && len(op.Where(upgradedType, "from", is)) > 0:
			return nil
		case minor(is) != minor(was)+1:
			return invalid("Unsupported Kubernetes minor version update from %s to %s", was, is)
		}
		return nil
	},
}

// nodesMatch: forward, every node group is where the cluster is; back, none may
// be newer than the control plane will be. The provider of this major cannot
// send force, which overrides either.
var nodesMatch = world.Rule{
	ID: "eks/nodes-match-before-an-upgrade",
	Source: "EKS API UpdateClusterVersion (aws-sdk-go-v2/service/eks v1.105.6): all node groups' Kubernetes versions must match the " +
		"cluster's; force overrides upgrade-blocking and rollback-blocking checks",
	Test: func(op *world.Op) error {
		was, is := op.Old.Str("version"), op.Str("version")
		for _, n := range op.Where(NodeGroupType, "clusterName", op.Object.ID) {
			switch v := n.Str("version"); {
			case minor(is) > minor(was) && v != was:
				return invalid("Nodegroup %s version %s must match the cluster's version %s before the cluster is updated to %s",
					n.Str("nodeGroupName"), v, was, is)
			case minor(is) < minor(was) && minor(v) > minor(is):
				return invalid("Nodegroup %s version %s is newer than %s: roll the nodes back before the control plane", n.Str("nodeGroupName"), v, is)
			}
		}
		return nil
	},
}

// recordUpgrade keeps the way back open, once.
func recordUpgrade(op *world.Op) error {
	was, is := op.Old.Str("version"), op.Str("version")
	if was == is {
		return nil
	}
	for _, o := range op.Where(upgradedType, "clusterName", op.Object.ID) {
		op.Remove(o)
	}
	if minor(is) < minor(was) {
		return nil
	}
	_, err := op.CreateManaged(upgradedType, op.Object.ID, Owner, map[string]any{"clusterName": op.Object.ID, "from": was}, op.Object)
	return err
}

// Advance is what EKS does with a control plane whose version has left support:
// up by one, and nothing else (EKS user guide, Understand the Kubernetes version
// lifecycle: add-ons and nodes are not updated; such an upgrade is not rolled back).
func Advance(op *world.Op) error {
	next := "1." + strconv.Itoa(minor(op.Str("version"))+1)
	if !supported(next) {
		return fmt.Errorf("EKS has no version after %s", op.Str("version"))
	}
	op.Set("version", next)
	return nil
}

// nodeUpgrade: nodes follow their cluster.
var nodeUpgrade = world.Rule{
	ID: "eks/nodes-follow-their-cluster",
	Source: "EKS API UpdateNodegroupVersion (aws-sdk-go-v2/service/eks v1.105.6): up to the cluster's version; a node group cannot be rolled " +
		"back to an earlier Kubernetes version",
	Test: func(op *world.Op) error {
		was, is, cluster := op.Old.Str("version"), op.Str("version"), clusterOf(op)
		switch {
		case minor(is) > minor(cluster.Str("version")):
			return invalid("Nodegroup Kubernetes version %s must not be greater than the cluster version %s", is, cluster.Str("version"))
		case minor(is) < minor(was):
			return invalid("Requested Nodegroup version %s is not supported: nodes are at %s and do not go down", is, was)
		}
		return nil
	},
}
