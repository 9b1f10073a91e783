package check

import (
	"strings"

	"eks-elk/internal/needs"
)

// right is what has to be allowed on a resource.
type right struct {
	resource string
	actions  []string
}

// anything is the resource of actions that are not held to names.
const anything = "*"

// onAnything are the calls of AWS's provider (terraform-provider-aws 4.67) that
// make, read, change and delete a stack, and those that EKS makes with the
// caller's rights: it starts an instance of a launch template to try it
// (https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html), and
// takes a grant on the key of the Secrets
// (https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html).
const onAnything = `
ec2:AllocateAddress ec2:AssociateRouteTable ec2:AttachInternetGateway ec2:AuthorizeSecurityGroupEgress
ec2:AuthorizeSecurityGroupIngress ec2:CreateInternetGateway ec2:CreateLaunchTemplate ec2:CreateLaunchTemplateVersion
ec2:CreateNatGateway ec2:CreateRoute ec2:CreateRouteTable ec2:CreateSecurityGroup ec2:CreateSubnet ec2:CreateTags
ec2:CreateVpc ec2:DeleteInternetGateway ec2:DeleteLaunchTemplate ec2:DeleteNatGateway ec2:DeleteRoute
ec2:DeleteRouteTable ec2:DeleteSecurityGroup ec2:DeleteSubnet ec2:DeleteTags ec2:DeleteVpc
ec2:DescribeAccountAttributes ec2:DescribeAddresses ec2:DescribeAvailabilityZones ec2:DescribeInternetGateways
ec2:DescribeLaunchTemplateVersions ec2:DescribeLaunchTemplates ec2:DescribeNatGateways ec2:DescribeNetworkAcls
ec2:DescribeNetworkInterfaces ec2:DescribeRouteTables ec2:DescribeSecurityGroups ec2:DescribeSubnets
ec2:DescribeVpcAttribute ec2:DescribeVpcClassicLink ec2:DescribeVpcClassicLinkDnsSupport ec2:DescribeVpcs
ec2:DetachInternetGateway ec2:DisassociateRouteTable ec2:ModifyLaunchTemplate ec2:ModifySubnetAttribute
ec2:ModifyVpcAttribute ec2:ReleaseAddress ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:RunInstances
eks:CreateAddon eks:CreateCluster eks:CreateNodegroup eks:DeleteAddon eks:DeleteCluster eks:DeleteNodegroup
eks:DescribeAddon eks:DescribeAddonVersions eks:DescribeCluster eks:DescribeNodegroup eks:DescribeUpdate
eks:TagResource eks:UpdateAddon eks:UpdateClusterConfig eks:UpdateClusterVersion eks:UpdateNodegroupConfig
eks:UpdateNodegroupVersion
kms:CreateAlias kms:CreateGrant kms:CreateKey kms:DeleteAlias kms:DescribeKey kms:EnableKeyRotation kms:GetKeyPolicy
kms:GetKeyRotationStatus kms:ListAliases kms:ListResourceTags kms:ScheduleKeyDeletion kms:TagResource
logs:CreateLogGroup logs:DeleteLogGroup logs:DescribeLogGroups logs:PutRetentionPolicy logs:TagLogGroup
ssm:GetParameter`

const forFlowLogs = `ec2:CreateFlowLogs ec2:DeleteFlowLogs ec2:DescribeFlowLogs`

const onRoles = `
iam:AttachRolePolicy iam:CreateRole iam:DeleteRole iam:DetachRolePolicy iam:GetRole iam:ListAttachedRolePolicies
iam:ListInstanceProfilesForRole iam:ListRolePolicies iam:PassRole iam:TagRole`

const onIssuers = `
iam:CreateOpenIDConnectProvider iam:DeleteOpenIDConnectProvider iam:GetOpenIDConnectProvider
iam:TagOpenIDConnectProvider`

// rightsNeeded are those of the stack, by resource. Roles and issuers have the
// names that they will have, as policies are held to them.
func (e *Examination) rightsNeeded() []right {
	iam := "arn:" + e.Account.Caller.Partition() + ":iam::" + e.Account.Caller.Account + ":"
	all := []right{{anything, strings.Fields(onAnything)}}
	for _, name := range needs.Names(e.Settings) {
		if name.Kind == needs.Role {
			all = append(all, right{iam + "role/" + name.Name, strings.Fields(onRoles)})
		}
	}
	if e.Settings.Network.FlowLogs {
		all = append(all,
			right{anything, strings.Fields(forFlowLogs)},
			right{iam + "role/flow-logs-1234567", append(strings.Fields(onRoles), "iam:PutRolePolicy", "iam:GetRolePolicy", "iam:DeleteRolePolicy")})
	}
	return append(all,
		right{iam + "oidc-provider/oidc.eks." + e.Account.Region + ".amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF", strings.Fields(onIssuers)},
		right{iam + "role/aws-service-role/eks-nodegroup.amazonaws.com/AWSServiceRoleForAmazonEKSNodegroup", []string{"iam:GetRole"}})
}
