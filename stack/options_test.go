package stack

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/recorder"
)

// expectedOptions are the options of the resources that have some. One more
// hides changes from an up, leaves things behind after a destroy, or takes away
// what is in use.
var expectedOptions = map[string][]string{
	// A group keeps the zones that it was made in, unless its settings name some.
	"aws:eks/nodeGroup:NodeGroup default": {"ignoreChanges subnetIds"},
	"aws:eks/nodeGroup:NodeGroup big":     {"ignoreChanges subnetIds"},
	// The first authority is kept, not the one of today.
	"pulumi:index:Stash cluster-authority": {"ignoreChanges input"},
	// pulumi up --replace restores what was changed by hand and has a fixed name. It
	// must fail for a namespace, which holds data.
	"kubernetes:core/v1:Secret":                          {"deleteBeforeReplace"},
	"kubernetes:core/v1:ConfigMap":                       {"deleteBeforeReplace"},
	"kubernetes:monitoring.coreos.com/v1:PrometheusRule": {"deleteBeforeReplace"},
	"kubernetes:batch/v1:Job":                            {"deleteBeforeReplace"},
}

// providerInputs are each provider's. deleteUnreachable, for one, lets an up
// forget what stands on a cluster that does not answer.
var providerInputs = map[string][]string{
	"aws":              {"defaultTags", "region", "skipCredentialsValidation", "skipMetadataApiCheck", "skipRegionValidation"},
	"cluster":          {"cluster", "enableConfigMapMutable", "kubeconfig"},
	"cluster-eks-k8s":  {"cluster", "enableConfigMapMutable", "kubeconfig"}, // this and the next: of the eks component
	"cluster-provider": {"cluster", "enableConfigMapMutable", "kubeconfig"},
}

func TestNoOtherResourceHasOptionsOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range []*recorder.Recording{defaultStack(t), fullStack(t), localStack(t)} {
		for _, res := range r.Resources {
			name := res.Type + " " + res.Name
			if expectedOptions[res.Type] != nil && res.Parent != "" && !ofRemoteComponent(res.URN) {
				name = res.Type
			}
			if got := res.Options(); !slices.Equal(got, expectedOptions[name]) {
				t.Errorf("%s has %q, want %q", name, got, expectedOptions[name])
			}
			seen[name] = true
		}
	}
	for name := range expectedOptions {
		if !seen[name] {
			t.Errorf("nothing makes %s", name)
		}
	}
}

func TestProvidersHaveNoOtherInputs(t *testing.T) {
	for stack, r := range map[string]*recorder.Recording{"dev": defaultStack(t), "local": localStack(t)} {
		for _, res := range r.Resources {
			if !strings.HasPrefix(res.Type, "pulumi:providers:") {
				continue
			}
			want := providerInputs[res.Name]
			if stack == "local" { // which of the kubeconfig's clusters it is
				want = []string{"context", "enableConfigMapMutable", "kubeconfig"}
			}
			var got []string
			for _, key := range slices.Sorted(maps.Keys(res.Inputs)) {
				got = append(got, string(key))
			}
			if !slices.Equal(got, want) {
				t.Errorf("provider %s of %s has inputs %q, want %q", res.Name, stack, got, want)
			}
		}
	}
}
