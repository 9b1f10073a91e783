package eks

import (
	"net/netip"
	"strings"

	"eks-elk/rehearsal/services/ec2"
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

// publicCIDRsKept: an explicit empty list differs from the blocks that EKS keeps,
// so the provider asks again in every later up; EKS refuses, as there is nothing
// to change.
var publicCIDRsKept = world.Rule{
	ID: "eks/public-access-cidrs-are-kept",
	Source: "https://github.com/aws/containers-roadmap/issues/2002; provider aws_eks_cluster 4.67, expandVPCConfigRequestForUpdate, " +
		"public_access_cidrs: Optional and Computed",
	Test: func(op *world.Op) error {
		kept := keptPublicCIDRs(op)
		given, isGiven := world.Lookup(op.Object.Inputs, "vpcConfig.publicAccessCidrs")
		public, private := endpointAccess(op.Object)
		publicBefore, privateBefore := endpointAccess(op.Old)
		if len(kept) == 0 || !isGiven || !given.IsArray() || public != publicBefore || private != privateBefore {
			return nil
		}
		return alreadyThere(op, strings.Join(kept, ", "))
	},
}

// addressAllowed is judged where the account knows from which address the API is asked.
var addressAllowed = world.Rule{
	ID:     "eks/endpoint-allows-the-caller",
	Source: "EKS user guide, Cluster API server endpoint: publicAccessCidrs for the internet, private access for the VPC and what is connected to it",
}

// AllowsAddress refuses an address that may not reach the endpoint of a cluster, in the
// words of the Kubernetes provider.
func AllowsAddress(op *world.Op, cluster *world.Object, from netip.Addr) error {
	public, private := endpointAccess(cluster)
	vpc := op.Find("", cluster.Str("vpcConfig.vpcId"), ec2.VPC)
	if public && within(from.String(), cluster.Strs("vpcConfig.publicAccessCidrs")) ||
		private && vpc != nil && within(from.String(), vpc.Strs("cidrBlock")) {
		return nil
	}
	e := world.Refuse("Kubernetes", "", "configured Kubernetes cluster is unreachable: unable to load schema information from the API server: "+
		"Get %q: dial tcp: i/o timeout (the endpoint of %s does not allow %s: public access %t for %v, private access %t)",
		cluster.Str("endpoint")+"/openapi/v2?timeout=32s", cluster, from, public, cluster.Strs("vpcConfig.publicAccessCidrs"), private)
	e.Rule = addressAllowed.ID
	return e
}

func alreadyThere(op *world.Op, blocks string) error {
	public, private := endpointAccess(op.Object)
	return invalid("Cluster is already at the desired configuration with endpointPrivateAccess: %t , endpointPublicAccess: %t, and "+
		"Public Endpoint Restrictions: [%s]", private, public, blocks)
}
