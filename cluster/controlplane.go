package cluster

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/kms"
	"github.com/pulumi/pulumi-eks/sdk/go/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/network"
)

// secretsKeyDeletionDays is how long a scheduled deletion of the key can be
// called back; 30 is the most KMS offers. A key that waits costs nothing.
// https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
const secretsKeyDeletionDays = 30

// controlPlane is the EKS cluster and its identity provider.
type controlPlane struct {
	eks   *eks.Cluster
	oidc  *iam.OpenIdConnectProvider
	first *firstAuthority
}

func newControlPlane(ctx *pulumi.Context, name string, a *Args, partition *aws.GetPartitionResult, nodes *role,
	opts ...pulumi.ResourceOption,
) (*controlPlane, error) {
	key, err := newSecretsKey(ctx, a, opts...)
	if err != nil {
		return nil, err
	}
	logs, err := cloudwatch.NewLogGroup(ctx, "control-plane", &cloudwatch.LogGroupArgs{
		Name:            pulumi.String(names.ControlPlaneLogs(a.Settings.Name)),
		RetentionInDays: pulumi.Int(a.Settings.LogRetentionDays),
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("create log group of the control plane: %w", err)
	}
	service, err := controlPlaneRole(ctx, a, partition, opts...)
	if err != nil {
		return nil, err
	}
	first := &firstAuthority{ctx: ctx, name: name, opts: opts}
	cluster, err := eks.NewCluster(ctx, name, &eks.ClusterArgs{
		Name:    pulumi.String(a.Settings.Name),
		Version: pulumi.String(a.Settings.Version),

		VpcId:                           a.VPCID.ToStringOutput(),
		PublicSubnetIds:                 subnetIDs(a.Public),
		PrivateSubnetIds:                subnetIDs(a.Private),
		KubernetesServiceIpAddressRange: pulumi.String(a.Settings.ServiceCIDR.String()),
		EndpointPrivateAccess:           pulumi.Bool(a.Settings.EndpointPrivateAccess),
		EndpointPublicAccess:            pulumi.Bool(a.Settings.EndpointPublicAccess),
		PublicAccessCidrs:               publicAccess(a),

		EncryptionConfigKeyArn: key.Arn,
		EnabledClusterLogTypes: pulumi.ToStringArray(a.Settings.Logs),
		ServiceRole:            service.Role,
		InstanceRoles:          iam.RoleArray{nodes.Role},
		RoleMappings:           roleMappings(a.Settings),

		// Node groups, CNI and OIDC provider are made by this package: the
		// component's own are a launch configuration, a CNI older than every
		// version of Kubernetes on sale, and a network call in preview.
		SkipDefaultNodeGroup: pulumi.BoolRef(true),
		UseDefaultVpcCni:     pulumi.BoolRef(true),
		CreateOidcProvider:   pulumi.Bool(false),

		ClusterTags:              nameTag(a.Settings.Name),
		ClusterSecurityGroupTags: nameTag(a.Settings.Name + "-control-plane"),
		NodeSecurityGroupTags:    nameTag(a.Settings.Name + "-node"),
	}, append(slices.Clip(opts),
		pulumi.Providers(a.AWS),
		pulumi.Transforms([]pulumi.ResourceTransform{patchProviderKubeconfig(a.access(), first)}),
		// EKS refuses a role without its policies, and cannot remove its network
		// interfaces once they are gone:
		// https://github.com/hashicorp/terraform-provider-aws/issues/9495
		pulumi.DependsOn(service.attachments),
		// EKS makes the log group itself, without retention, when it is missing, and
		// again when it is deleted before the cluster.
		pulumi.DependsOn([]pulumi.Resource{logs}),
	)...)
	if err != nil {
		return nil, fmt.Errorf("create EKS cluster %s: %w", a.Settings.Name, err)
	}
	issuer := cluster.EksCluster.Identities().Index(pulumi.Int(0)).Oidcs().Index(pulumi.Int(0)).Issuer().Elem()
	oidc, err := newOIDCProvider(ctx, name, issuer, opts...)
	if err != nil {
		return nil, err
	}
	return &controlPlane{eks: cluster, oidc: oidc, first: first}, nil
}

// newSecretsKey is the key that envelopes the data keys of Kubernetes Secrets; from
// 1.28 on, of all that the API stores (EKS API EncryptionConfig: resources, which
// the provider requires, is ignored). Its description and its alias, which speak of
// Secrets alone, are from before 1.28.
// Its default policy leaves access to IAM; EKS uses it by a grant of the
// principal that makes the cluster.
// https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html
func newSecretsKey(ctx *pulumi.Context, a *Args, opts ...pulumi.ResourceOption) (*kms.Key, error) {
	key, err := kms.NewKey(ctx, "secrets", &kms.KeyArgs{
		Description:          pulumi.String("Kubernetes Secrets of EKS cluster " + a.Settings.Name),
		EnableKeyRotation:    pulumi.Bool(true),
		DeletionWindowInDays: pulumi.Int(secretsKeyDeletionDays),
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("create KMS key for Kubernetes Secrets: %w", err)
	}
	if _, err := kms.NewAlias(ctx, "secrets", &kms.AliasArgs{
		Name:        pulumi.String(names.SecretsKey(a.Settings.Name)),
		TargetKeyId: key.KeyId,
	}, pulumi.Parent(key)); err != nil {
		return nil, fmt.Errorf("create alias of the KMS key for Kubernetes Secrets: %w", err)
	}
	return key, nil
}

func subnetIDs(subnets []network.Subnet) pulumi.StringArray {
	ids := make(pulumi.StringArray, len(subnets))
	for i, subnet := range subnets {
		ids[i] = subnet.Subnet.ID()
	}
	return ids
}
