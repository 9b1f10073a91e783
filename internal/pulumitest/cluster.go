// Package pulumitest holds what the components' tests share: a cluster to put
// them on, settings, golden files, and checks of Helm values and certificates.
package pulumitest

import (
	"testing"

	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	storagev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/storage/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
	"eks-elk/kube"
	"eks-elk/settings"
)

// Type tokens.
const (
	ClusterProvider = "pulumi:providers:kubernetes"
	ConfigMapType   = "kubernetes:core/v1:ConfigMap"
	NamespaceType   = "kubernetes:core/v1:Namespace"
	ReleaseType     = "kubernetes:helm.sh/v3:Release"
	SecretType      = "kubernetes:core/v1:Secret"
	PasswordType    = "random:index/randomPassword:RandomPassword"
)

// Record runs a program with default settings on a cluster whose only thing to
// wait for is a storage class.
func Record(t testing.TB, program func(*pulumi.Context, *settings.Settings, kube.Cluster) error, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	s := Settings(t)
	r := recorder.Run(t, func(ctx *pulumi.Context) error {
		on, err := newCluster(ctx)
		if err != nil {
			return err
		}
		return program(ctx, s, on)
	}, opts...)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

func newCluster(ctx *pulumi.Context) (kube.Cluster, error) {
	provider, err := kubernetes.NewProvider(ctx, "cluster", nil)
	if err != nil {
		return kube.Cluster{}, err
	}
	class, err := storagev1.NewStorageClass(ctx, "gp3", &storagev1.StorageClassArgs{Provisioner: pulumi.String("ebs.csi.aws.com")})
	if err != nil {
		return kube.Cluster{}, err
	}
	return kube.Cluster{Provider: provider, StorageClass: "gp3", Storage: []pulumi.Resource{class}}, nil
}

// Settings returns those of the smallest stack file.
func Settings(t testing.TB) *settings.Settings {
	t.Helper()
	s, err := settings.Parse(settings.Source{
		Stack: "dev", Config: map[string]string{"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"]}`},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Find returns a resource of a recording that ended well.
func Find(t testing.TB, r *recorder.Recording, kind, name string) *recorder.Resource {
	t.Helper()
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	found := r.Find(kind, name)
	if found == nil {
		t.Fatalf("no %s %s", kind, name)
	}
	return found
}
