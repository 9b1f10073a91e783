package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/kube"
)

// stsAudience is what EKS writes into the tokens it gives to pods.
// https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
const stsAudience = "sts.amazonaws.com"

// issuerThumbprint is that of the root certificate AWS documented for EKS's
// issuers. IAM trusts them by its own store of authorities and reads no
// thumbprint, but the provider of this major requires one; asking the network
// for it would make a preview depend on the network.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
const issuerThumbprint = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"

// newOIDCProvider lets IAM trust the tokens of the cluster's service accounts.
func newOIDCProvider(ctx *pulumi.Context, name string, issuer pulumi.StringInput, opts ...pulumi.ResourceOption) (*iam.OpenIdConnectProvider, error) {
	provider, err := iam.NewOpenIdConnectProvider(ctx, name, &iam.OpenIdConnectProviderArgs{
		Url:             issuer,
		ClientIdLists:   pulumi.ToStringArray([]string{stsAudience}),
		ThumbprintLists: pulumi.ToStringArray([]string{issuerThumbprint}),
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("create OIDC provider: %w", err)
	}
	return provider, nil
}

// irsaRoleArgs is what an IAM role of a service account is made from.
type irsaRoleArgs struct {
	RoleName       string             // required, at most 64 characters
	ProviderARN    pulumi.StringInput // required: the OIDC provider's ARN
	Issuer         pulumi.StringInput // required: its URL, with or without https://
	Namespace      string             // required
	ServiceAccount string             // required
	Partition      string             // required: aws, aws-cn or aws-us-gov
	Policies       []string           // AWS managed policies with their path
	// May is the policy that says what the role may besides them.
	May pulumi.StringInput
}

// IRSARole is an IAM role that one Kubernetes service account may assume.
type IRSARole struct {
	pulumi.ResourceState

	// ARN goes into the service account's annotation.
	ARN pulumi.StringOutput
	// Ready is what the role's user depends on: the attached policies.
	Ready []pulumi.Resource
}

// newIRSARole makes the role and attaches its policies.
func newIRSARole(ctx *pulumi.Context, name string, args *irsaRoleArgs, opts ...pulumi.ResourceOption) (*IRSARole, error) {
	r := &IRSARole{}
	if err := ctx.RegisterComponentResource("eks-elk:cluster:IRSARole", name, r, opts...); err != nil {
		return nil, fmt.Errorf("create IRSA role %s: %w", name, err)
	}
	trust := pulumi.All(args.ProviderARN, args.Issuer).ApplyT(func(known []any) (string, error) {
		return serviceAccountTrust(known[0].(string), known[1].(string), args.Namespace, args.ServiceAccount).JSON()
	}).(pulumi.StringOutput)
	made, err := newRole(ctx, name, args.RoleName, trust, args.Partition, args.Policies, pulumi.Parent(r))
	if err != nil {
		return nil, err
	}
	r.ARN = made.Arn
	r.Ready = made.attachments
	if args.May != nil {
		inline, err := iam.NewRolePolicy(ctx, name, &iam.RolePolicyArgs{Role: made.Name, Policy: args.May}, pulumi.Parent(made))
		if err != nil {
			return nil, fmt.Errorf("create policy of role %s: %w", name, err)
		}
		r.Ready = append(r.Ready, inline)
	}
	if err := ctx.RegisterResourceOutputs(r, pulumi.Map{"arn": r.ARN}); err != nil {
		return nil, fmt.Errorf("create IRSA role %s: %w", name, err)
	}
	return r, nil
}

// ServiceAccountRole makes a role that one service account of the cluster may
// assume, and that may do what the policy says.
func (c *Cluster) ServiceAccountRole(ctx *pulumi.Context, name, namespace, serviceAccount string, may pulumi.StringInput) (*kube.Role, error) {
	made, err := newIRSARole(ctx, name, &irsaRoleArgs{
		RoleName: names.Role(c.args.Settings.Name, c.args.Region, name), ProviderARN: c.plane.oidc.Arn, Issuer: c.plane.oidc.Url,
		Namespace: namespace, ServiceAccount: serviceAccount, Partition: c.Partition, May: may,
	}, pulumi.Parent(c))
	if err != nil {
		return nil, err
	}
	return &kube.Role{ARN: made.ARN, Ready: made.Ready}, nil
}
