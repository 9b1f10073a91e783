package elk

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/internal/recorder"
)

func TestEverythingInTheClusterUsesItsProvider(t *testing.T) {
	r := record(t)
	provider := find(t, r, "pulumi:providers:kubernetes", "cluster").URN
	for _, child := range r.Children(find(t, r, "eks-elk:elk:Elk", "elk").URN) {
		if strings.HasPrefix(child.Type, "kubernetes:") && child.Provider != provider {
			t.Errorf("%s %s uses another provider", child.Type, child.Name)
		}
	}
}

func TestReleasesWaitForWhatTheirPodsNeed(t *testing.T) {
	for _, opts := range [][]recorder.Option{nil, {recorder.WithPreview()}} {
		r := record(t, opts...)
		for name, needs := range map[string][]string{
			"elasticsearch": {elasticsearchTLS, elasticCredentials, fileRealm},
			"logstash":      {logstashTLS, names.LogstashLogin.Secret, "elasticsearch"},
			"kibana":        {kibanaTLS, names.KibanaLogin.Secret, "elasticsearch"},
		} {
			release := find(t, r, releaseType, name)
			for _, need := range needs {
				kind := secretType
				if need == "elasticsearch" {
					kind = releaseType
				}
				if !slices.Contains(release.Dependencies, find(t, r, kind, need).URN) {
					t.Errorf("%s does not wait for %s", name, need)
				}
			}
			for kind, need := range map[string]string{"kubernetes:core/v1:Namespace": "elk", "kubernetes:storage.k8s.io/v1:StorageClass": "gp3"} {
				if !r.DependsOn(release.URN, find(t, r, kind, need).URN) {
					t.Errorf("%s does not wait for %s", name, need)
				}
			}
		}
		if r.DependsOn(find(t, r, releaseType, "kibana").URN, find(t, r, releaseType, "logstash").URN) {
			t.Error("Kibana waits for Logstash")
		}
	}
}

func TestTheNamespaceRefusesPrivilegedPods(t *testing.T) {
	labels := find(t, record(t), "kubernetes:core/v1:Namespace", "elk").Inputs["metadata"].ObjectValue()["labels"].ObjectValue()
	if got := labels["pod-security.kubernetes.io/enforce"]; got.StringValue() != "baseline" {
		t.Errorf("%v", labels)
	}
}

func TestReleasesHaveTimeToPullAndStart(t *testing.T) {
	r := record(t)
	for name, seconds := range map[string]float64{"elasticsearch": 900, "logstash": 600, "kibana": 600} {
		if got := find(t, r, releaseType, name).Inputs["timeout"].NumberValue(); got != seconds {
			t.Errorf("%s has %v seconds", name, got)
		}
	}
}
