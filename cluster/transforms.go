package cluster

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// The components of pulumi-eks 1.0.4 have no argument for what is set here; the
// engine hands each of their children to these functions before it registers it.

// kubernetesPlugin is the plugin of this program's own Kubernetes provider. The
// released component was built with 3.23.0 and would ask for that one too
// (pulumi-eks v1.0.4, nodejs/eks/yarn.lock).
const kubernetesPlugin = "3.30.2"

// patchProviderKubeconfig mends the Kubernetes providers inside eks.Cluster
// (pulumi-eks, cluster.ts). Their kubeconfig names no region, so that a machine
// without a default one gets no token, and names the profile of whoever runs
// Pulumi, so that it differs between a laptop and CI. A changed role mapping has
// to change aws-auth in place: to replace it would cut the nodes off. And the
// cluster's authority, first known here, must not replace it either.
func patchProviderKubeconfig(who access, first *firstAuthority) pulumi.ResourceTransform {
	return func(_ context.Context, child *pulumi.ResourceTransformArgs) *pulumi.ResourceTransformResult {
		if child.Type != "pulumi:providers:kubernetes" {
			return nil
		}
		child.Opts.Version = kubernetesPlugin
		// Provider settings travel as JSON in strings.
		child.Props["enableConfigMapMutable"] = pulumi.String("true")
		child.Props["cluster"] = namedByIdentity
		child.Props["kubeconfig"] = first.kubeconfig(pulumi.ToOutput(child.Props["kubeconfig"]).ApplyT(
			func(given any) (string, error) { return rewriteKubeconfig(who, given) }).(pulumi.StringOutput))
		return &pulumi.ResourceTransformResult{Props: child.Props, Opts: child.Opts}
	}
}

func rewriteKubeconfig(who access, given any) (string, error) {
	text, ok := given.(string)
	if !ok {
		return "", fmt.Errorf("kubeconfig of eks.Cluster is a %T, not a string", given)
	}
	_, cluster, err := onlyCluster(text)
	if err != nil {
		return "", fmt.Errorf("eks.Cluster: %w", err)
	}
	return newKubeconfig(who, cluster.Server, cluster.CertificateAuthorityData)
}

// completeNodeGroup completes the node group inside eks.ManagedNodeGroup: an
// update replaces one node at a time, and up changes neither what others size
// nor the zones of a group that runs, as that would replace it with all its
// nodes.
//
// Of a scaling configuration that changes, the provider sends all three numbers.
// To ignore one of them would send the recorded one, which can be below a new
// minimum, or undo what an autoscaler did: so all three are ignored, or none
// (provider aws_eks_node_group 4.67, resourceNodeGroupUpdate).
func completeNodeGroup(group settings.NodeGroup) pulumi.ResourceTransform {
	return func(_ context.Context, child *pulumi.ResourceTransformArgs) *pulumi.ResourceTransformResult {
		if child.Type != "aws:eks/nodeGroup:NodeGroup" {
			return nil
		}
		child.Props["updateConfig"] = pulumi.Map{"maxUnavailable": pulumi.Int(1)}
		if group.Autoscaled {
			child.Opts.IgnoreChanges = append(child.Opts.IgnoreChanges, "scalingConfig")
		}
		if !group.ZonesAreChosen {
			child.Opts.IgnoreChanges = append(child.Opts.IgnoreChanges, "subnetIds")
		}
		return &pulumi.ResourceTransformResult{Props: child.Props, Opts: child.Opts}
	}
}
