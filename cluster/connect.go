package cluster

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// Connect uses a cluster that exists already. It makes nothing but a provider,
// and nothing of AWS: the cluster brings its nodes, its DNS and its storage.
func Connect(ctx *pulumi.Context, name string, cluster settings.Cluster, opts ...pulumi.ResourceOption) (*Kubernetes, error) {
	args := &kubernetes.ProviderArgs{Kubeconfig: existingKubeconfig(cluster.Kubeconfig)}
	if cluster.Context != "" {
		args.Context = pulumi.String(cluster.Context)
	}
	provider, err := kubernetes.NewProvider(ctx, name, args, opts...)
	if err != nil {
		return nil, fmt.Errorf("connect to the cluster of eks-elk:cluster: %w", err)
	}
	return &Kubernetes{Provider: provider, StorageClass: cluster.StorageClass}, nil
}

// existingKubeconfig keeps content secret, as it may hold a token or a key. The
// provider takes a path or content and tells them apart in the same way.
func existingKubeconfig(pathOrContent string) pulumi.StringInput {
	if strings.ContainsAny(pathOrContent, "\n{") {
		return pulumi.ToSecret(pulumi.String(pathOrContent)).(pulumi.StringOutput)
	}
	return pulumi.String(pathOrContent)
}
