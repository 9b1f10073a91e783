package eks

import (
	"strings"

	"eks-elk/rehearsal/world"
)

// keptPublicCIDRs returns the blocks that EKS keeps in an update that names
// none: the provider sends no empty list.
func keptPublicCIDRs(op *world.Op) []string {
	if len(world.Strs(mustLookup(op.Object.Inputs, "vpcConfig.publicAccessCidrs"))) > 0 {
		return nil
	}
	return op.Old.Strs("vpcConfig.publicAccessCidrs")
}

// publicCIDRsKept: an empty list differs from the blocks that EKS keeps in every
// later up, and EKS refuses each of them, as there is nothing to change.
var publicCIDRsKept = world.Rule{
	ID: "eks/public-access-cidrs-are-kept",
	Source: "https://github.com/aws/containers-roadmap/issues/2002; provider aws_eks_cluster 4.67, expandVPCConfigRequestForUpdate, " +
		"public_access_cidrs: Optional and Computed",
	Test: func(op *world.Op) error {
		kept := keptPublicCIDRs(op)
		given, isGiven := world.Lookup(op.Object.Inputs, "vpcConfig.publicAccessCidrs")
		if len(kept) == 0 || !isGiven || !given.IsArray() {
			return nil
		}
		public, private := endpointAccess(op.Object)
		op.Violate("eks/public-access-cidrs-are-kept", "EKS keeps publicAccessCidrs [%s] of %s where an update gives an empty list, and every "+
			"later up fails: InvalidParameterException: Cluster is already at the desired configuration with endpointPrivateAccess: %t , "+
			"endpointPublicAccess: %t, and Public Endpoint Restrictions: [%[1]s]",
			strings.Join(kept, ", "), op.Object, private, public)
		return nil
	},
}
