package cluster

import (
	"fmt"
	"path"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
)

// role is an IAM role with its attachments. Who uses the role depends on the
// attachments: a role answers before its policies are attached, and on destroy
// it would otherwise lose them while still in use.
type role struct {
	*iam.Role
	attachments []pulumi.Resource
}

// controlPlaneRole is what EKS acts as in the account.
// https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html
func controlPlaneRole(ctx *pulumi.Context, a *Args, partition *aws.GetPartitionResult, opts ...pulumi.ResourceOption) (*role, error) {
	return newServiceRole(ctx, "control-plane", serviceRoleArgs{
		name:      names.Role(a.Settings.Name, a.Region, names.ControlPlaneRole),
		service:   "eks.amazonaws.com",
		partition: partition.Partition,
		policies:  []string{"AmazonEKSClusterPolicy"},
	}, opts...)
}

// nodeRole is what nodes act as: the kubelet, the image puller and, as EKS asks
// of every node group unless its CNI has a role of its own, the CNI. Ours has
// one; the CNI's policy stays here too, so that a node whose CNI has lost that
// role still gets addresses. Pods cannot use it: see the launch template's hop
// limit.
// https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
func nodeRole(ctx *pulumi.Context, a *Args, partition *aws.GetPartitionResult, opts ...pulumi.ResourceOption) (*role, error) {
	return newServiceRole(ctx, "node", serviceRoleArgs{
		name:      names.Role(a.Settings.Name, a.Region, names.NodeRole),
		service:   "ec2." + partition.DnsSuffix,
		partition: partition.Partition,
		policies: []string{
			"AmazonEKSWorkerNodePolicy",
			"AmazonEKS_CNI_Policy",
			"AmazonEC2ContainerRegistryReadOnly",
		},
	}, opts...)
}

type serviceRoleArgs struct {
	name      string
	service   string // the principal that may assume the role
	partition string
	policies  []string // AWS managed policies, with their path
}

func newServiceRole(ctx *pulumi.Context, logicalName string, args serviceRoleArgs, opts ...pulumi.ResourceOption) (*role, error) {
	trust, err := serviceTrust(args.service).JSON()
	if err != nil {
		return nil, fmt.Errorf("create role %s: %w", logicalName, err)
	}
	return newRole(ctx, logicalName, args.name, pulumi.String(trust), args.partition, args.policies, opts...)
}

func newRole(ctx *pulumi.Context, logicalName, name string, trust pulumi.StringInput, partition string, policies []string,
	opts ...pulumi.ResourceOption,
) (*role, error) {
	made, err := iam.NewRole(ctx, logicalName, &iam.RoleArgs{
		Name:             pulumi.String(name),
		AssumeRolePolicy: trust,
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("create role %s: %w", logicalName, err)
	}
	result := &role{Role: made}
	for _, policy := range policies {
		attachment, err := iam.NewRolePolicyAttachment(ctx, logicalName+"-"+path.Base(policy), &iam.RolePolicyAttachmentArgs{
			Role:      made.Name,
			PolicyArn: pulumi.String(managedPolicyARN(partition, policy)),
		}, pulumi.Parent(made))
		if err != nil {
			return nil, fmt.Errorf("attach %s to role %s: %w", policy, logicalName, err)
		}
		result.attachments = append(result.attachments, attachment)
	}
	return result, nil
}
