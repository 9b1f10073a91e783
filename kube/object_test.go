package kube_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/kube"
)

func TestACustomResourceIsInTheNamespaceAndWaits(t *testing.T) {
	r := record(t, func(ctx *pulumi.Context, tenant *kube.Tenant) error {
		if err := tenant.Install(ctx, kube.Release{Name: "definitions", Chart: chart}); err != nil {
			return err
		}
		return tenant.Object(ctx, kube.Object{
			APIVersion: "monitoring.coreos.com/v1", Kind: "PrometheusRule", Name: "alerts", After: []string{"definitions"},
			Spec: kube.Values{"groups": []kube.Values{{"name": pulumi.String("a").ToStringOutput()}}},
		})
	})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	made := r.Find("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "alerts")
	if made == nil {
		t.Fatal("nothing is made")
	}
	inputs := made.Inputs.Mappable()
	if metadata := inputs["metadata"].(map[string]any); metadata["name"] != "alerts" || metadata["namespace"] != "elk" {
		t.Errorf("%v", metadata)
	}
	groups, _ := inputs["spec"].(map[string]any)["groups"].([]any)
	if len(groups) != 1 || groups[0].(map[string]any)["name"] != "a" {
		t.Errorf("%v", inputs["spec"])
	}
	if want := []string{r.Find(releaseType, "definitions").URN}; !slices.Equal(made.Dependencies, want) {
		t.Errorf("waits for %v, want %v", made.Dependencies, want)
	}
}

func TestRefusesACustomResourceThatWouldNotArrive(t *testing.T) {
	for _, o := range []kube.Object{
		{Kind: "PrometheusRule", Name: "alerts", Spec: kube.Values{"groups": []string{}}},
		{Kind: "PrometheusRule", Name: "alerts", After: []string{"definitions"}},
	} {
		r := record(t, func(ctx *pulumi.Context, tenant *kube.Tenant) error { return tenant.Object(ctx, o) })
		if r.Err == nil {
			t.Errorf("%v is made", o)
		}
	}
}
