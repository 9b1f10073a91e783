package kube_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/kube"
	"eks-elk/settings"
)

func TestEveryReleaseHasTheSameDefaults(t *testing.T) {
	made, err := install(t, kube.Release{Chart: chart, Values: kube.Values{"replicas": 1}})
	if err != nil {
		t.Fatal(err)
	}
	want := resource.NewPropertyMapFromMap(map[string]any{
		"name": "logstash", "namespace": "elk", "chart": "logstash", "version": "8.5.1",
		"repositoryOpts": map[string]any{"repo": "https://charts.example.com"},
		"timeout":        600, "atomic": true, "cleanupOnFail": true, "maxHistory": 5,
		"values": map[string]any{"replicas": 1},
	})
	// compat is the SDK's own mark on every Release.
	got := made.Inputs.Copy()
	delete(got, "compat")
	if diff := got.Diff(want); diff != nil {
		t.Errorf("inputs are %v", got)
	}
}

func TestAChartComesFromWhereItIsSaidToBe(t *testing.T) {
	const local = "./charts/logstash"
	for repository, want := range map[string]string{
		"https://charts.example.com":        "logstash",
		"oci://registry.example.com/charts": "oci://registry.example.com/charts",
		local:                               local,
	} {
		made, err := install(t, kube.Release{Chart: settings.Chart{Name: "logstash", Repository: repository, Version: "8.5.1"}})
		if err != nil {
			t.Fatalf("%s: %v", repository, err)
		}
		if got := made.Inputs["chart"].StringValue(); got != want {
			t.Errorf("%s: chart %q, not %q", repository, got, want)
		}
		if _, given := made.Inputs["repositoryOpts"]; given != strings.HasPrefix(repository, "https:") {
			t.Errorf("%s: repository options given: %v", repository, given)
		}
		if made.Inputs["version"].StringValue() != "8.5.1" {
			t.Errorf("%s: version is not pinned", repository)
		}
	}
}
