package cluster

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// Connect uses a cluster that exists already. It makes nothing but a provider,
// and nothing of AWS: the cluster brings its nodes, its DNS and its storage. The
// error is a *Moved if it is another cluster than that of the last up.
func Connect(ctx *pulumi.Context, name string, cluster settings.Cluster, opts ...pulumi.ResourceOption) (*Kubernetes, error) {
	if err := stays(ctx, cluster.Identity); err != nil {
		return nil, err
	}
	args := &kubernetes.ProviderArgs{
		Kubeconfig:             existingKubeconfig(cluster),
		EnableConfigMapMutable: configMapsInPlace,
	}
	if cluster.Context != "" {
		args.Context = pulumi.String(cluster.Context)
	}
	provider, err := kubernetes.NewProvider(ctx, name, args, opts...)
	if err != nil {
		return nil, fmt.Errorf("connect to the cluster of eks-elk:cluster: %w", err)
	}
	return &Kubernetes{Provider: provider, StorageClass: cluster.StorageClass, Kubectl: kubectlFlags(cluster)}, nil
}

// existingKubeconfig keeps content secret, as it may hold a token or a key. A
// path is handed on as it is written, so that the state holds neither the
// content nor where somebody's home is.
func existingKubeconfig(cluster settings.Cluster) pulumi.StringInput {
	if cluster.KubeconfigIsPath() {
		return pulumi.String(cluster.Kubeconfig)
	}
	return pulumi.ToSecret(pulumi.String(cluster.Kubeconfig)).(pulumi.StringOutput)
}

// kubectlFlags lead kubectl to the same cluster as the provider. Content has no
// path: there kubectl has to find the context in a file of its own.
func kubectlFlags(cluster settings.Cluster) []string {
	var flags []string
	if cluster.KubeconfigIsPath() {
		flags = append(flags, "--kubeconfig", shellWord(cluster.Kubeconfig))
	}
	if cluster.Context != "" {
		flags = append(flags, "--context", shellWord(cluster.Context))
	}
	return flags
}

// plainWord is what no shell reads as anything but itself, a ~ at the beginning
// apart, which it reads as the provider does.
var plainWord = regexp.MustCompile(`^(~/)?[A-Za-z0-9_@%+=:,./-]*$`)

func shellWord(text string) string {
	if text != "" && plainWord.MatchString(text) {
		return text
	}
	home := ""
	if rest, ok := strings.CutPrefix(text, "~/"); ok {
		home, text = "~/", rest
	}
	return home + "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
