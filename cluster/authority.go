package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/kubeconfig"
)

// firstAuthority tells the Kubernetes provider which cluster a kubeconfig is for, and
// keeps saying so when EKS rotates the cluster's certificate authority.
//
// The provider has itself replaced, with all that is behind it, when the entry
// of the kubeconfig's cluster changes, its authority included. It reads that
// entry in two ways (pulumi-kubernetes v3.30.2, provider/pkg/provider):
// DiffConfig compares the cluster that its argument cluster names, also one named
// "" (util.go, getActiveClusterFromConfig); Configure connects to that of the
// current context where the argument is empty (provider.go; client-go v0.27.1
// getClusterName). So the argument is "", the cluster named "" has the server and
// the authority that it had first, and the current context's has the authority
// of today. Another server is another cluster still.
type firstAuthority struct {
	ctx  *pulumi.Context
	name string
	opts []pulumi.ResourceOption

	once   sync.Once
	failed error                        // of once
	known  atomic.Pointer[pulumi.Stash] // nil: not kept
}

// keep puts the first authority that it is given into the state. The eks component
// makes a cluster and what stands on it in one go, so the authority is known in a
// transform of the component's children, and earlier nowhere.
func (f *firstAuthority) keep(authority pulumi.Input) (*pulumi.Stash, error) {
	f.once.Do(func() {
		stash, err := pulumi.NewStash(f.ctx, f.name+"-authority", &pulumi.StashArgs{Input: authority},
			append(slices.Clip(f.opts), pulumi.IgnoreChanges([]string{"input"}))...)
		if err != nil {
			f.failed = fmt.Errorf("keep the cluster's first certificate authority: %w", err)
			return
		}
		f.known.Store(stash)
	})
	return f.known.Load(), f.failed
}

// namedByIdentity is the provider's argument cluster.
const namedByIdentity = pulumi.String("")

// kubeconfig is that of a provider inside the component: the given one, and the
// cluster named "".
func (f *firstAuthority) kubeconfig(given pulumi.StringOutput) pulumi.StringOutput {
	stash, err := f.keep(pulumi.Unsecret(given).ApplyT(func(text any) (string, error) {
		_, cluster, err := onlyCluster(text.(string))
		return cluster.CertificateAuthorityData, err
	}))
	if err != nil { // a transform returns no error, but its outputs can fail
		return given.ApplyT(func(string) (string, error) { return "", err }).(pulumi.StringOutput)
	}
	return pulumi.All(given, stash.Output).ApplyT(func(known []any) (string, error) {
		return withIdentity(known[0].(string), known[1])
	}).(pulumi.StringOutput)
}

// later is kubeconfig for a provider beside the component, whose outputs the
// given one comes from.
func (f *firstAuthority) later(given pulumi.StringOutput) pulumi.StringOutput {
	return given.ApplyT(func(text string) (pulumi.StringOutput, error) {
		stash := f.known.Load()
		if stash == nil {
			return pulumi.StringOutput{}, errors.New("the cluster's first certificate authority was not kept: eks.Cluster made no Kubernetes provider, or the Stash failed")
		}
		return stash.Output.ApplyT(func(first any) (string, error) { return withIdentity(text, first) }).(pulumi.StringOutput), nil
	}).(pulumi.StringOutput)
}

func withIdentity(text string, first any) (string, error) {
	authority, ok := first.(string)
	if !ok {
		return "", fmt.Errorf("the cluster's first certificate authority is a %T, not a string", first)
	}
	config, cluster, err := onlyCluster(text)
	if err != nil {
		return "", err
	}
	config.Clusters = append(config.Clusters, kubeconfig.NamedCluster{
		Cluster: kubeconfig.Cluster{Server: cluster.Server, CertificateAuthorityData: authority},
	})
	return marshalled(config)
}

func onlyCluster(text string) (*kubeconfig.Config, kubeconfig.Cluster, error) {
	var config kubeconfig.Config
	if err := json.Unmarshal([]byte(text), &config); err != nil {
		return nil, kubeconfig.Cluster{}, fmt.Errorf("read kubeconfig: %w", err)
	}
	if len(config.Clusters) != 1 {
		return nil, kubeconfig.Cluster{}, fmt.Errorf("kubeconfig names %d clusters, not one", len(config.Clusters))
	}
	return &config, config.Clusters[0].Cluster, nil
}

func marshalled(config *kubeconfig.Config) (string, error) {
	text, err := json.Marshal(config)
	if err != nil {
		return "", fmt.Errorf("marshal kubeconfig: %w", err)
	}
	return string(text), nil
}
