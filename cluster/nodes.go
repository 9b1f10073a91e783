package cluster

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	awseks "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/eks"
	"github.com/pulumi/pulumi-eks/sdk/go/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/settings"
)

type nodeGroups []*eks.ManagedNodeGroup

func (g nodeGroups) resources() []pulumi.Resource {
	resources := make([]pulumi.Resource, len(g))
	for i, group := range g {
		resources[i] = group
	}
	return resources
}

// newNodeGroups makes the node groups. That aws-auth names the node role before
// the first node does is ManagedNodeGroup's own doing (pulumi-eks, nodegroup.ts):
// EKS would write the ConfigMap itself, and the component's would find it taken.
func newNodeGroups(ctx *pulumi.Context, a *Args, plane *controlPlane, nodes *role, early map[string]pulumi.Resource, roles map[string]*IRSARole,
	opts ...pulumi.ResourceOption,
) (nodeGroups, error) {
	needs := []pulumi.ResourceOption{
		// A node is NotReady without a CNI, and EKS waits for ready nodes. On
		// destroy the CNI gives the nodes' network interfaces back; left behind,
		// they hold subnets and security groups.
		pulumi.DependsOn(slices.Collect(maps.Values(early))),
		// Nodes join and pull images with these, until the last of them is gone.
		pulumi.DependsOn(nodes.attachments),
		// The CSI driver lives on the nodes and deletes volumes to the end; without
		// its policy it would leave them behind, at a price.
		pulumi.DependsOn(roles[ebsCSI].Ready),
	}
	var groups nodeGroups
	for _, given := range a.NodeGroups {
		group, err := newNodeGroup(ctx, a, given, plane, nodes, needs, opts...)
		if err != nil {
			return nil, err
		}
		groups = append(groups, group)
	}
	return groups, nil
}

// newNodeGroup makes one managed node group. It names no AMI type: the
// provider of this major knows none newer than Amazon Linux 2, and EKS chooses
// Amazon Linux 2023.
func newNodeGroup(ctx *pulumi.Context, a *Args, group settings.NodeGroup, plane *controlPlane, nodes *role,
	needs []pulumi.ResourceOption, opts ...pulumi.ResourceOption,
) (*eks.ManagedNodeGroup, error) {
	template, err := newLaunchTemplate(ctx, a, group, opts...)
	if err != nil {
		return nil, err
	}
	opts = slices.Concat(opts, needs, []pulumi.ResourceOption{
		pulumi.Providers(a.AWS),
		pulumi.Transforms([]pulumi.ResourceTransform{completeNodeGroup(group)}),
	})
	subnets := a.Private[:group.Zones]
	// A group whose zones nobody chose keeps those that it was made with, of which
	// there may be more than desired nodes by now.
	within := subnets
	if !group.ZonesAreChosen {
		within = a.Private
	}
	for _, subnet := range within {
		// A node that reaches neither the EKS endpoint nor the image registry
		// never joins: NodeCreationFailure after 15 minutes.
		opts = append(opts, pulumi.DependsOn(subnet.Egress))
	}
	args := &eks.ManagedNodeGroupArgs{
		Cluster:       plane.eks,
		NodeRoleArn:   nodes.Arn,
		SubnetIds:     subnetIDs(subnets),
		CapacityType:  pulumi.String("ON_DEMAND"),
		InstanceTypes: pulumi.ToStringArray([]string{group.InstanceType}),
		// Named, so that an upgrade of the control plane is followed by its nodes.
		Version: pulumi.String(a.Settings.Version),
		ScalingConfig: awseks.NodeGroupScalingConfigArgs{
			MinSize:     pulumi.Int(group.Min),
			DesiredSize: pulumi.Int(group.Desired),
			MaxSize:     pulumi.Int(group.Max),
		},
		LaunchTemplate: awseks.NodeGroupLaunchTemplateArgs{
			Id: template.ID(),
			Version: template.LatestVersion.ApplyT(func(version int) string {
				return strconv.Itoa(version)
			}).(pulumi.StringOutput),
		},
	}
	if group.AMIRelease == settings.Follow {
		if args.ReleaseVersion, err = recommendedRelease(ctx, a); err != nil {
			return nil, err
		}
	}
	made, err := eks.NewManagedNodeGroup(ctx, names.NodeGroup(group.Name), args, opts...)
	if err != nil {
		return nil, fmt.Errorf("create node group %s: %w", group.Name, err)
	}
	if group.AMIRelease == settings.Hold {
		made.NodeGroup.ReleaseVersion().ApplyT(func(release string) error {
			if warning := oldRelease(group.Name, release, time.Now()); warning != "" {
				return ctx.Log.Warn(warning, nil)
			}
			return nil
		})
	}
	return made, nil
}
