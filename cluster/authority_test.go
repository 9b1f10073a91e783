package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/kubeconfig"
	"eks-elk/internal/recorder"
)

// The authority of the recorded cluster, and one that it had before.
const today, first = "LS0tLS1CRUdJTg==", "Rmlyc3Q="

// What DiffConfig compares has the first authority, what Configure connects to
// that of today: a rotation replaces no provider, and TLS is verified.
func TestARotatedAuthorityIsUsedAndChangesNoClustersIdentity(t *testing.T) {
	for name, remembered := range map[string]string{"new": today, "rotated": first} {
		rec := up(t, nil, recorder.WithOutputs("pulumi:index:Stash", func(_ string, _ resource.PropertyMap) resource.PropertyMap {
			return resource.PropertyMap{"output": resource.NewProperty(remembered)}
		}))
		providers := rec.OfType(typeProvider)
		if len(providers) < 3 {
			t.Fatalf("%d providers", len(providers))
		}
		for _, provider := range providers {
			if got := input(t, &provider, "cluster"); got != "" {
				t.Errorf("%s, %s: cluster is %v", name, provider.Name, got)
			}
			config := parsed(t, input(t, &provider, "kubeconfig"))
			used := config.Cluster(config.Context(config.CurrentContext).Cluster)
			compared := config.Cluster("")
			if compared == nil || used == nil || len(config.Clusters) != 2 {
				t.Fatalf("%s, %s: the clusters are %+v", name, provider.Name, config.Clusters)
			}
			if *used != (kubeconfig.Cluster{Server: compared.Server, CertificateAuthorityData: today}) || used.Server == "" {
				t.Errorf("%s, %s: connects to %+v", name, provider.Name, *used)
			}
			if compared.CertificateAuthorityData != remembered {
				t.Errorf("%s, %s: is known by %q, want %q", name, provider.Name, compared.CertificateAuthorityData, remembered)
			}
		}
		if got := parsed(t, rec.Exports["kubeconfig"].SecretValue().Element.StringValue()); len(got.Clusters) != 1 {
			t.Errorf("%s: a person's kubeconfig has the clusters %+v", name, got.Clusters)
		}
	}
}

func TestTheFirstAuthorityIsKept(t *testing.T) {
	rec := up(t, nil)
	stash := find(t, rec, "pulumi:index:Stash", "cluster-authority")
	wantInputs(t, stash, map[string]any{"input": today})
	if !slices.Equal(stash.IgnoreChanges, []string{"input"}) {
		t.Errorf("changes of %v are ignored: a later authority would take the first one's place", stash.IgnoreChanges)
	}
}

// The component's providers keep the authority; one that has none is no panic.
func TestAnAuthorityThatWasNotKeptIsAnError(t *testing.T) {
	r := recorder.Run(t, func(ctx *pulumi.Context) error {
		first := &firstAuthority{ctx: ctx, name: "cluster"}
		ctx.Export("kubeconfig", first.later(pulumi.String("{}").ToStringOutput()))
		return nil
	})
	if r.Err == nil || !strings.Contains(r.Err.Error(), "first certificate authority was not kept") {
		t.Errorf("the error is %v", r.Err)
	}
}
