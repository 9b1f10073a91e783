package cluster

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

func connect(t *testing.T, to settings.Cluster) (*recorder.Recording, *Kubernetes) {
	t.Helper()
	var found *Kubernetes
	rec := recorder.Run(t, func(ctx *pulumi.Context) (err error) {
		found, err = Connect(ctx, "cluster", to)
		return err
	})
	if rec.Err != nil {
		t.Fatal(rec.Err)
	}
	return rec, found
}

func TestExistingClusterGetsAProviderAndNothingElse(t *testing.T) {
	rec, found := connect(t, settings.Cluster{Kubeconfig: "~/.kube/config", Context: "kind-elk", StorageClass: "standard"})
	if len(rec.Resources) != 2 || rec.Find(identityType, identityName) == nil {
		t.Errorf("made %v", rec.Names())
	}
	wantInputs(t, find(t, rec, typeProvider, "cluster"), map[string]any{
		"kubeconfig": "~/.kube/config",
		"context":    "kind-elk",
	})
	if found.StorageClass != "standard" || len(found.Ready)+len(found.Storage) != 0 {
		t.Errorf("storage class %q, ready %v", found.StorageClass, found.Ready)
	}
}

func TestExistingClustersDefaultsAreKept(t *testing.T) {
	rec, found := connect(t, settings.Cluster{Kubeconfig: "kubeconfig"})
	wantInputs(t, find(t, rec, typeProvider, "cluster"), map[string]any{"context": nil})
	if found.StorageClass != "" {
		t.Errorf("storage class %q, want the cluster's default", found.StorageClass)
	}
}

func TestKubeconfigContentIsSecret(t *testing.T) {
	for given, secret := range map[string]bool{
		"apiVersion: v1\nkind: Config\nusers: []\n": true,
		`{"apiVersion":"v1","kind":"Config"}`:       true,
		"/home/someone/.kube/config":                false,
	} {
		rec, _ := connect(t, settings.Cluster{Kubeconfig: given})
		if got := find(t, rec, typeProvider, "cluster").Inputs["kubeconfig"]; got.IsSecret() != secret {
			t.Errorf("%q: secret is %v, want %v", given, got.IsSecret(), secret)
		}
	}
}

func TestKubectlGoesWhereTheProviderGoes(t *testing.T) {
	for _, c := range []struct {
		kubeconfig, context string
		want                string
	}{
		{"~/.kube/config", "kind-elk", "--kubeconfig ~/.kube/config --context kind-elk"},
		{"~/my clusters/config", "", "--kubeconfig ~/'my clusters/config'"},
		{"it's", "a$(b)", `--kubeconfig 'it'\''s' --context 'a$(b)'`},
		{"config", "arn:aws:eks:eu-central-1:123456789012:cluster/x", "--kubeconfig config --context arn:aws:eks:eu-central-1:123456789012:cluster/x"},
		{"apiVersion: v1\n", "kind-elk", "--context kind-elk"},
		{"apiVersion: v1\n", "", ""},
	} {
		got := kubectlFlags(settings.Cluster{Kubeconfig: c.kubeconfig, Context: c.context})
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q, %q: %q, want %q", c.kubeconfig, c.context, got, c.want)
		}
	}
}

func TestConfigMapsChangeInPlaceWhoeverRunsIt(t *testing.T) {
	for _, environment := range []string{"", "false"} {
		t.Setenv("PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE", environment)
		rec, _ := connect(t, settings.Cluster{Kubeconfig: "kubeconfig"})
		for _, made := range []*recorder.Recording{rec, up(t, func(*Args) {})} {
			wantInputs(t, find(t, made, typeProvider, "cluster"), map[string]any{"enableConfigMapMutable": true})
		}
	}
}
