package cluster

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	awseks "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// addonRoles are the IAM roles of the add-ons that call AWS.
type addonRoles struct {
	vpcCNI, ebsCSI *IRSARole
}

func newAddonRoles(ctx *pulumi.Context, a *Args, partition *aws.GetPartitionResult, plane *controlPlane,
	opts ...pulumi.ResourceOption,
) (*addonRoles, error) {
	newRole := func(name, serviceAccount, policy string) (*IRSARole, error) {
		return NewIRSARole(ctx, name, &IRSARoleArgs{
			RoleName:       iamRoleName(a.Settings.Name, a.Region, name),
			ProviderARN:    plane.oidc.Arn,
			Issuer:         plane.oidc.Url,
			Namespace:      "kube-system",
			ServiceAccount: serviceAccount,
			Partition:      partition.Partition,
			Policies:       []string{policy},
		}, opts...)
	}
	cni, err := newRole("vpc-cni", "aws-node", "AmazonEKS_CNI_Policy")
	if err != nil {
		return nil, err
	}
	csi, err := newRole("ebs-csi", "ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy")
	if err != nil {
		return nil, err
	}
	return &addonRoles{vpcCNI: cni, ebsCSI: csi}, nil
}

// addonsBeforeNodes makes what a node needs to become ready: an address for
// each pod and the routes to Services.
func addonsBeforeNodes(ctx *pulumi.Context, a *Args, plane *controlPlane, roles *addonRoles, opts ...pulumi.ResourceOption) ([]pulumi.Resource, error) {
	cni, err := newAddon(ctx, a, plane, addon{
		name: "vpc-cni", addon: "vpc-cni", role: roles.vpcCNI, preserve: true,
	}, append(slices.Clip(opts),
		// Its pods start with the first node, and a pod without an address stays
		// ContainerCreating while AWS denies the plugin.
		pulumi.DependsOn(roles.vpcCNI.Ready),
	)...)
	if err != nil {
		return nil, err
	}
	proxy, err := newAddon(ctx, a, plane, addon{name: "kube-proxy", addon: "kube-proxy"}, opts...)
	if err != nil {
		return nil, err
	}
	return []pulumi.Resource{cni, proxy}, nil
}

// lateAddons are those whose pods need a node to run on.
type lateAddons struct {
	coreDNS, ebsCSI pulumi.Resource
}

func addonsAfterNodes(ctx *pulumi.Context, a *Args, plane *controlPlane, roles *addonRoles, groups nodeGroups,
	opts ...pulumi.ResourceOption,
) (*lateAddons, error) {
	// EKS calls an add-on DEGRADED while its Deployment has no running pod, and
	// the provider gives up after 20 minutes. The driver's policy is there before
	// the nodes are (newNodeGroups says why).
	opts = append(slices.Clip(opts), pulumi.DependsOn(groups.resources()))
	dns, err := newAddon(ctx, a, plane, addon{name: "coredns", addon: "coredns"}, opts...)
	if err != nil {
		return nil, err
	}
	configuration, err := json.Marshal(ebsCSIConfiguration{
		Controller: ebsCSIController{ExtraVolumeTags: a.ownershipTags()},
	})
	if err != nil {
		return nil, fmt.Errorf("marshal configuration of add-on ebs-csi: %w", err)
	}
	csi, err := newAddon(ctx, a, plane, addon{
		name: "ebs-csi", addon: "aws-ebs-csi-driver", role: roles.ebsCSI, preserve: true,
		configuration: string(configuration),
	}, opts...)
	if err != nil {
		return nil, err
	}
	return &lateAddons{coreDNS: dns, ebsCSI: csi}, nil
}

// ebsCSIConfiguration is the part we set of the add-on's schema
// (aws eks describe-addon-configuration --addon-name aws-ebs-csi-driver).
type ebsCSIConfiguration struct {
	Controller ebsCSIController `json:"controller"`
}

type ebsCSIController struct {
	ExtraVolumeTags map[string]string `json:"extraVolumeTags"`
}

type addon struct {
	name          string    // logical name
	addon         string    // EKS's name
	role          *IRSARole // nil: the add-on calls no AWS API
	configuration string    // JSON; empty: the add-on's defaults

	// preserve leaves the pods running when the record is deleted; they go with
	// the nodes. A claim is gone some seconds before its volume, and a node
	// before its network interfaces.
	preserve bool
}

func newAddon(ctx *pulumi.Context, a *Args, plane *controlPlane, spec addon, opts ...pulumi.ResourceOption) (*awseks.Addon, error) {
	args := &awseks.AddonArgs{
		// Taken from the cluster, not from the settings: a replaced cluster
		// replaces its add-ons.
		ClusterName:  plane.eks.EksCluster.Name(),
		AddonName:    pulumi.String(spec.addon),
		AddonVersion: addonVersion(ctx, a, spec.addon),
		// EKS starts a cluster with its own vpc-cni, kube-proxy and coredns, and
		// refuses to adopt them with NONE.
		ResolveConflicts: pulumi.String("OVERWRITE"),
	}
	if spec.preserve {
		args.Preserve = pulumi.Bool(true)
	}
	if spec.configuration != "" {
		args.ConfigurationValues = pulumi.String(spec.configuration)
	}
	if spec.role != nil {
		args.ServiceAccountRoleArn = spec.role.ARN
	}
	made, err := awseks.NewAddon(ctx, spec.name, args, opts...)
	if err != nil {
		return nil, fmt.Errorf("create add-on %s: %w", spec.addon, err)
	}
	return made, nil
}
