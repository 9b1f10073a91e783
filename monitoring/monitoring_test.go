package monitoring

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/internal/recorder"
	"eks-elk/release/releasetest"
)

func TestPrometheusAndElasticsearchComeUpSideBySide(t *testing.T) {
	for _, opts := range [][]recorder.Option{nil, {recorder.WithPreview()}} {
		r := record(t, opts...)
		urn := func(name string) string { return find(t, r, releaseType, name).URN }
		elkNamespace := find(t, r, namespaceType, "elk").URN
		for _, of := range []string{names.CRDsRelease, names.StackRelease} {
			if r.DependsOn(urn(of), urn("elasticsearch")) || r.DependsOn(urn(of), elkNamespace) {
				t.Errorf("%s waits for Elasticsearch", of)
			}
		}
		for _, of := range []string{"elasticsearch", "logstash", "kibana"} {
			if r.DependsOn(urn(of), urn(names.CRDsRelease)) {
				t.Errorf("%s waits for monitoring", of)
			}
		}
		if r.DependsOn(urn(names.ExporterRelease), urn(names.StackRelease)) {
			t.Error("the exporter waits for Prometheus, which finds it by itself")
		}
	}
}

func TestReleasesWaitForWhatTheyNeed(t *testing.T) {
	r := record(t)
	release := func(name string) *recorder.Resource { return find(t, r, releaseType, name) }
	namespace := find(t, r, namespaceType, names.MonitoringNamespace)
	for of, needs := range map[string][]string{
		names.CRDsRelease:     {namespace.URN},
		names.StackRelease:    {release(names.CRDsRelease).URN, find(t, r, secretType, grafanaAdmin).URN},
		names.ExporterRelease: {release(names.CRDsRelease).URN, release("elasticsearch").URN, find(t, r, secretType, source.CredentialsSecret).URN},
	} {
		for _, need := range needs {
			if !slices.Contains(release(of).Dependencies, need) {
				t.Errorf("%s does not wait for %s", of, need)
			}
		}
		if !r.DependsOn(release(of).URN, find(t, r, "kubernetes:storage.k8s.io/v1:StorageClass", "gp3").URN) {
			t.Errorf("%s does not wait for storage", of)
		}
	}
	for of, needs := range map[string]string{names.ExporterRelease: "elasticsearch-tls", names.StackRelease: grafanaAdmin} {
		if !r.DependsOn(release(of).URN, find(t, r, secretType, needs).URN) {
			t.Errorf("%s does not wait for Secret %s", of, needs)
		}
	}
}

func TestNodeExporterMayRun(t *testing.T) {
	labels := find(t, record(t), namespaceType, names.MonitoringNamespace).Inputs["metadata"].ObjectValue()["labels"].ObjectValue()
	if got := labels["pod-security.kubernetes.io/enforce"]; got.StringValue() != "privileged" {
		t.Errorf("%v", labels)
	}
}

func TestGrafanasPasswordIsMadeHereAndSecret(t *testing.T) {
	r := record(t)
	content := releasetest.Content(find(t, r, secretType, grafanaAdmin))
	if content[grafanaUserKey] != names.GrafanaUser || content[grafanaPasswordKey] != "password-of-"+grafanaAdmin {
		t.Errorf("user %q", content[grafanaUserKey])
	}
	if !r.Exports["grafanaPassword"].IsSecret() {
		t.Error("the password is shown")
	}
}

func TestEverythingInTheClusterUsesItsProvider(t *testing.T) {
	r := record(t)
	provider := find(t, r, "pulumi:providers:kubernetes", "cluster").URN
	for _, child := range r.Children(find(t, r, "eks-elk:monitoring:Monitoring", "monitoring").URN) {
		if strings.HasPrefix(child.Type, "kubernetes:") && child.Provider != provider {
			t.Errorf("%s %s uses another provider", child.Type, child.Name)
		}
	}
}
