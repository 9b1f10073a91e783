package cluster

import (
	"errors"
	"fmt"

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
	Project    string               // required; tag on instances and volumes
	Stack      string               // required; tag on instances and volumes

	AWS     *aws.Provider      // required
	VPCID   pulumi.StringInput // required
	Public  []network.Subnet   // subnets for load balancers; may be empty
	Private []network.Subnet   // required: nodes live here; sorted by zone
}

func (a *Args) validate() error {
	if a == nil {
		return errors.New("cluster: no arguments")
	}
	var problems []error
	require := func(given bool, field string) {
		if !given {
			problems = append(problems, fmt.Errorf("cluster: %s is required", field))
		}
	}
	require(a.Settings.Name != "", "Settings.Name")
	require(a.Settings.Version != "", "Settings.Version")
	require(len(a.NodeGroups) > 0, "NodeGroups")
	require(a.Region != "", "Region")
	require(a.Project != "", "Project")
	require(a.Stack != "", "Stack")
	require(a.AWS != nil, "AWS")
	require(a.VPCID != nil, "VPCID")
	require(len(a.Private) > 0, "Private")
	for _, group := range a.NodeGroups {
		if group.Zones < 1 || group.Zones > len(a.Private) {
			problems = append(problems, fmt.Errorf(
				"cluster: node group %s asks for %d zones, there are private subnets in %d",
				group.Name, group.Zones, len(a.Private)))
		}
	}
	return errors.Join(problems...)
}

// ownershipTags go where the AWS provider's default tags do not reach: what
// Auto Scaling and the EBS CSI driver make for us.
func (a *Args) ownershipTags() map[string]string {
	return map[string]string{"project": a.Project, "stack": a.Stack}
}

func nameTag(name string) pulumi.StringMap {
	return pulumi.StringMap{"Name": pulumi.String(name)}
}
