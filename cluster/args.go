package cluster

import (
	"maps"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/network"
	"eks-elk/settings"
)

// Args is what a new EKS cluster is made from.
type Args struct {
	Settings   settings.Cluster     // required
	NodeGroups []settings.NodeGroup // required, at least one; names are unique
	Region     string               // required
	Profile    string               // aws:profile of the stack; empty: the CLI's credential chain
	RoleARN    string               // aws:assumeRole.roleArn of the stack; empty: none
	Project    string               // required; tag on instances and volumes
	Stack      string               // required; tag on instances and volumes
	Tags       map[string]string    // further tags on instances and volumes

	AWS     *aws.Provider      // required
	VPCID   pulumi.StringInput // required
	Public  []network.Subnet   // subnets for load balancers; may be empty
	Private []network.Subnet   // required: nodes live here; sorted by zone
	// NATAddresses are what nodes have on the internet.
	NATAddresses []pulumi.StringOutput
}

// ownershipTags go where the AWS provider's default tags do not reach: what
// Auto Scaling and the EBS CSI driver make for us.
func (a *Args) ownershipTags() map[string]string {
	tags := map[string]string{"project": a.Project, "stack": a.Stack}
	maps.Copy(tags, a.Tags)
	return tags
}

func nameTag(name string) pulumi.StringMap {
	return pulumi.StringMap{"Name": pulumi.String(name)}
}
