// Package eks is what the world knows of EKS: clusters, managed node groups and
// add-ons, and what EKS makes by itself for them.
package eks

import (
	"strings"

	"eks-elk/rehearsal/world"
)

// ResourceTypes returns every EKS type the world knows.
func ResourceTypes() []*world.ResourceType {
	return []*world.ResourceType{cluster(), upgraded(), nodeGroup(), addon(), selfManagedAddon()}
}

// Types of the things in EKS, as Pulumi names them.
const (
	ClusterType   = "aws:eks/cluster:Cluster"
	NodeGroupType = "aws:eks/nodeGroup:NodeGroup"
	AddonType     = "aws:eks/addon:Addon"
	// SelfManagedType is an add-on's software that runs in a cluster without
	// EKS managing it: what every new cluster has of the networking add-ons,
	// and what a preserving deletion leaves.
	SelfManagedType = "world:eks/self-managed-addon"
)

// Owner is who made what EKS makes by itself.
const Owner = "eks"

// clusterOf returns the cluster that a node group or an add-on names.
func clusterOf(op *world.Op) *world.Object {
	return op.Find("name", op.Str("clusterName"), ClusterType)
}

// inCluster is the reference to the cluster that something belongs to.
func inCluster() world.Ref {
	return world.Ref{
		Property: "clusterName", To: []string{ClusterType}, By: "name",
		Code: "ResourceNotFoundException", Message: "No cluster found for name: %s.",
	}
}

func invalid(format string, args ...any) error {
	return world.Refuse("EKS", "InvalidParameterException", format, args...)
}

// servicePrincipal is an AWS service's name in trust policies.
func servicePrincipal(op *world.Op, service string) string {
	if strings.HasPrefix(op.Region(), "cn-") && service == "ec2" {
		return "ec2.amazonaws.com.cn"
	}
	return service + ".amazonaws.com"
}
