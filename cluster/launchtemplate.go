package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/settings"
)

// rootDevice is the root volume of Amazon Linux 2023, which EKS picks for new
// node groups.
const rootDevice = "/dev/xvda"

// newLaunchTemplate says what EKS has no node group property for. It names
// neither image nor instance type: EKS brings the image for the cluster's
// version and the node group names the type.
// https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
func newLaunchTemplate(ctx *pulumi.Context, a *Args, group settings.NodeGroup, opts ...pulumi.ResourceOption) (*ec2.LaunchTemplate, error) {
	tags := a.ownershipTags()
	tags["Name"] = a.Settings.Name + "-" + group.Name
	var tagged ec2.LaunchTemplateTagSpecificationArray
	// The provider's default tags stop at the template; Auto Scaling makes these.
	kinds := []string{"instance", "volume"}
	// Organisations refuse an interface without their tags. Only then: another
	// version of the template replaces the nodes of every stack that runs.
	if len(a.Tags) > 0 {
		kinds = append(kinds, "network-interface")
	}
	for _, kind := range kinds {
		tagged = append(tagged, ec2.LaunchTemplateTagSpecificationArgs{
			ResourceType: pulumi.String(kind),
			Tags:         pulumi.ToStringMap(tags),
		})
	}
	template, err := ec2.NewLaunchTemplate(ctx, group.Name, &ec2.LaunchTemplateArgs{
		Name: pulumi.String(names.LaunchTemplate(a.Settings.Name, group.Name)),
		// One hop ends in the node's own network namespace: a pod cannot become
		// the node by asking for its credentials.
		// https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
		MetadataOptions: ec2.LaunchTemplateMetadataOptionsArgs{
			HttpEndpoint:            pulumi.String("enabled"),
			HttpTokens:              pulumi.String("required"),
			HttpPutResponseHopLimit: pulumi.Int(1),
		},
		BlockDeviceMappings: ec2.LaunchTemplateBlockDeviceMappingArray{
			ec2.LaunchTemplateBlockDeviceMappingArgs{
				DeviceName: pulumi.String(rootDevice),
				Ebs: ec2.LaunchTemplateBlockDeviceMappingEbsArgs{
					VolumeType:          pulumi.String("gp3"),
					VolumeSize:          pulumi.Int(group.DiskGiB),
					Encrypted:           pulumi.String("true"),
					DeleteOnTermination: pulumi.String("true"),
				},
			},
		},
		TagSpecifications: tagged,
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("create launch template of node group %s: %w", group.Name, err)
	}
	return template, nil
}
