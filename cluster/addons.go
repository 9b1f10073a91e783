package cluster

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	awseks "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/names"
	"eks-elk/settings"
)

// phase says when an add-on is made.
type phase int

const (
	// beforeNodes is for what a node needs to become ready.
	beforeNodes phase = iota
	// afterNodes is for Deployments: EKS calls an add-on DEGRADED while its
	// Deployment has no running pod, and the provider gives up after 20 minutes.
	afterNodes
)

// addon is an EKS add-on.
type addon struct {
	name  string // logical name, and that of its role
	addon string // EKS's name
	phase phase

	// preserve leaves the pods running when the record is deleted; they go with
	// the nodes. A claim is gone some seconds before its volume, and a node
	// before its network interfaces.
	preserve bool

	// serviceAccount in kube-system, and the AWS managed policy of its role;
	// empty: the add-on calls no AWS API.
	serviceAccount, policy string

	// configuration is marshalled for the add-on's schema (aws eks
	// describe-addon-configuration); nil: the add-on's defaults.
	configuration func(*Args) any
}

// The add-ons that others wait for.
const (
	coreDNS = "coredns"
	ebsCSI  = names.CSIRole
)

var addons = []addon{
	{name: names.CNIRole, addon: "vpc-cni", phase: beforeNodes, preserve: true, serviceAccount: "aws-node", policy: "AmazonEKS_CNI_Policy"},
	{name: "kube-proxy", addon: "kube-proxy", phase: beforeNodes},
	{name: coreDNS, addon: "coredns", phase: afterNodes},
	{
		name: ebsCSI, addon: "aws-ebs-csi-driver", phase: afterNodes, preserve: true,
		serviceAccount: "ebs-csi-controller-sa", policy: "service-role/AmazonEBSCSIDriverPolicy",
		configuration: func(a *Args) any {
			return map[string]any{"controller": map[string]any{"extraVolumeTags": a.ownershipTags()}}
		},
	},
	// kubectl top and autoscalers of pods read the use of CPU and memory from it.
	{name: "metrics-server", addon: "metrics-server", phase: afterNodes},
}

// newAddonRoles makes the IAM roles of the add-ons that call AWS, by name.
func newAddonRoles(ctx *pulumi.Context, a *Args, partition *aws.GetPartitionResult, plane *controlPlane,
	opts ...pulumi.ResourceOption,
) (map[string]*IRSARole, error) {
	roles := map[string]*IRSARole{}
	for _, spec := range addons {
		if spec.serviceAccount == "" {
			continue
		}
		made, err := newIRSARole(ctx, spec.name, &irsaRoleArgs{
			RoleName:       names.Role(a.Settings.Name, a.Region, spec.name),
			ProviderARN:    plane.oidc.Arn,
			Issuer:         plane.oidc.Url,
			Namespace:      "kube-system",
			ServiceAccount: spec.serviceAccount,
			Partition:      partition.Partition,
			Policies:       []string{spec.policy},
		}, opts...)
		if err != nil {
			return nil, err
		}
		roles[spec.name] = made
	}
	return roles, nil
}

// newAddons makes the add-ons of a phase, by name.
func newAddons(ctx *pulumi.Context, a *Args, when phase, plane *controlPlane, roles map[string]*IRSARole, opts ...pulumi.ResourceOption,
) (map[string]pulumi.Resource, error) {
	made := map[string]pulumi.Resource{}
	for _, spec := range addons {
		if spec.phase != when {
			continue
		}
		addon, err := newAddon(ctx, a, plane, spec, roles[spec.name], opts...)
		if err != nil {
			return nil, err
		}
		made[spec.name] = addon
	}
	return made, nil
}

func newAddon(ctx *pulumi.Context, a *Args, plane *controlPlane, spec addon, role *IRSARole, opts ...pulumi.ResourceOption) (*awseks.Addon, error) {
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
	if spec.configuration != nil {
		text, err := json.Marshal(spec.configuration(a))
		if err != nil {
			return nil, fmt.Errorf("marshal configuration of add-on %s: %w", spec.addon, err)
		}
		args.ConfigurationValues = pulumi.String(string(text))
	}
	if role != nil {
		args.ServiceAccountRoleArn = role.ARN
		if spec.phase == beforeNodes {
			// Its pods start with the first node, and a pod without an address stays
			// ContainerCreating while AWS denies the plugin. The roles of later
			// add-ons are there before the nodes are (newNodeGroups says why).
			opts = append(slices.Clip(opts), pulumi.DependsOn(role.Ready))
		}
	}
	if a.Settings.AddonVersions == settings.Hold {
		opts = append(slices.Clip(opts), pulumi.IgnoreChanges([]string{"addonVersion"}))
	}
	made, err := awseks.NewAddon(ctx, spec.name, args, opts...)
	if err != nil {
		return nil, fmt.Errorf("create add-on %s: %w", spec.addon, err)
	}
	return made, nil
}

// addonVersion is the version that EKS would choose for an add-on on this
// version of Kubernetes. Left out, EKS chooses it once, and after an upgrade of
// Kubernetes the add-on would stay behind; pinned, AWS outdates it every few
// weeks. Asked for, an upgrade brings its add-ons in the same up, and a new
// default of AWS shows in a preview before it is applied.
func addonVersion(ctx *pulumi.Context, a *Args, addon string) pulumi.StringOutput {
	return awseks.GetAddonVersionOutput(ctx, awseks.GetAddonVersionOutputArgs{
		AddonName:         pulumi.String(addon),
		KubernetesVersion: pulumi.String(a.Settings.Version),
	}, pulumi.Provider(a.AWS)).Version()
}
