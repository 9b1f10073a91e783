package cluster

import (
	"errors"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

var here = settings.Identity{Server: "https://a", Authority: "01", Context: "kind-a"}

// connectAfter connects a stack whose state has those outputs by URN.
func connectAfter(t *testing.T, state map[string]any, is settings.Identity) (r *recorder.Recording, asked resource.PropertyMap) {
	t.Helper()
	r = recorder.Run(t, func(ctx *pulumi.Context) error {
		_, err := Connect(ctx, "cluster", settings.Cluster{Kubeconfig: "kubeconfig", Identity: is})
		return err
	}, recorder.WithCall("pulumi:pulumi:readStackResourceOutputs", func(args resource.PropertyMap) resource.PropertyMap {
		asked = args
		return resource.NewPropertyMapFromMap(map[string]any{"outputs": state})
	}))
	return r, asked
}

func TestTheStateKeepsWhichClusterAStackIsOn(t *testing.T) {
	before := map[string]any{"urn:pulumi:dev::eks-elk::pulumi:providers:kubernetes::cluster": map[string]any{
		"type": typeProvider, "outputs": map[string]any{"kubeconfig": "kubeconfig"},
	}}
	first, asked := connectAfter(t, before, here)
	if first.Err != nil || asked["stackName"].StringValue() != "organization/"+recorder.Project+"/dev" {
		t.Fatalf("%v, asked %v", first.Err, asked)
	}
	kept := find(t, first, identityType, identityName)
	want := map[string]any{"server": "https://a", "authority": "01", "context": "kind-a"}
	if got := kept.Outputs.Mappable(); len(got) != len(want) || got["server"] != "https://a" || got["authority"] != "01" || got["context"] != "kind-a" {
		t.Fatalf("kept %v", got)
	}
	state := map[string]any{kept.URN: map[string]any{"type": identityType, "outputs": want}}
	if again, _ := connectAfter(t, state, here); again.Err != nil {
		t.Error(again.Err)
	}
	other, _ := connectAfter(t, state, settings.Identity{Server: "https://b", Authority: "02", Context: "kind-b"})
	var moved *Moved
	if !errors.As(other.Err, &moved) || len(other.Resources) != 0 {
		t.Fatalf("%v, made %v", other.Err, other.Names())
	}
	for _, want := range []string{"the cluster at https://b (context kind-b)", "on the one at https://a (context kind-a)"} {
		if !strings.Contains(moved.Error(), want) {
			t.Errorf("%q does not say %q", moved, want)
		}
	}
}
