package kube_test

import (
	"testing"

	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
	"eks-elk/kube"
	"eks-elk/settings"
)

var chart = settings.Chart{Name: "logstash", Repository: "https://charts.example.com", Version: "8.5.1"}

const (
	releaseType   = "kubernetes:helm.sh/v3:Release"
	secretType    = "kubernetes:core/v1:Secret"
	namespaceType = "kubernetes:core/v1:Namespace"
)

// component is what a tenant belongs to.
type component struct{ pulumi.ResourceState }

// record makes a tenant and what the test puts into it.
func record(t *testing.T, fill func(ctx *pulumi.Context, tenant *kube.Tenant) error) *recorder.Recording {
	t.Helper()
	return recorder.Run(t, func(ctx *pulumi.Context) error {
		provider, err := kubernetes.NewProvider(ctx, "cluster", nil)
		if err != nil {
			return err
		}
		parent := &component{}
		if err := ctx.RegisterComponentResource("test:index:Component", "parent", parent); err != nil {
			return err
		}
		tenant, err := kube.NewTenant(ctx, parent, kube.Cluster{Provider: provider}, "elk", kube.Restricted)
		if err != nil {
			return err
		}
		return fill(ctx, tenant)
	})
}

// install makes one release, by name logstash unless it has one.
func install(t *testing.T, r kube.Release) (*recorder.Resource, error) {
	t.Helper()
	r.Name = "logstash"
	recording := record(t, func(ctx *pulumi.Context, tenant *kube.Tenant) error {
		return tenant.Install(ctx, r)
	})
	return recording.Find(releaseType, "logstash"), recording.Err
}
