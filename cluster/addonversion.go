package cluster

import (
	awseks "github.com/pulumi/pulumi-aws/sdk/v5/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// addonVersion is the version EKS itself would choose for an add-on on this
// version of Kubernetes.
//
// Left out, EKS chooses it once: after an upgrade of Kubernetes kube-proxy and
// the others would stay behind, in silence. Pinned, it would be a table of
// add-ons by Kubernetes versions that AWS outdates every few weeks, and an
// upgrade would mean knowing four numbers. Asked for, an upgrade of Kubernetes
// brings its add-ons in the same up, and a new default of AWS shows in a preview
// before it is applied.
func addonVersion(ctx *pulumi.Context, a *Args, addon string) pulumi.StringOutput {
	return awseks.GetAddonVersionOutput(ctx, awseks.GetAddonVersionOutputArgs{
		AddonName:         pulumi.String(addon),
		KubernetesVersion: pulumi.String(a.Settings.Version),
	}, pulumi.Provider(a.AWS)).Version()
}
