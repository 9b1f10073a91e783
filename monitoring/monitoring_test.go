package monitoring

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/recorder"
	"eks-elk/release/releasetest"
)

func TestPrometheusAndElasticsearchComeUpSideBySide(t *testing.T) {
	for _, opts := range [][]recorder.Option{nil, {recorder.WithPreview()}} {
		r := record(t, opts...)
		urn := func(name string) string { return find(t, r, releaseType, name).URN }
		elkNamespace := find(t, r, namespaceType, "elk").URN
		for _, of := range []string{crdsName, stackName} {
			if r.DependsOn(urn(of), urn("elasticsearch")) || r.DependsOn(urn(of), elkNamespace) {
				t.Errorf("%s waits for Elasticsearch", of)
			}
		}
		for _, of := range []string{"elasticsearch", "logstash", "kibana"} {
			if r.DependsOn(urn(of), urn(crdsName)) {
				t.Errorf("%s waits for monitoring", of)
			}
		}
		if r.DependsOn(urn(exporterName), urn(stackName)) {
			t.Error("the exporter waits for Prometheus, which finds it by itself")
		}
	}
}

func TestReleasesWaitForWhatTheyNeed(t *testing.T) {
	r := record(t)
	release := func(name string) *recorder.Resource { return find(t, r, releaseType, name) }
	namespace := find(t, r, namespaceType, Namespace)
	for of, needs := range map[string][]string{
		crdsName:     {namespace.URN},
		stackName:    {release(crdsName).URN, find(t, r, secretType, grafanaAdmin).URN},
		exporterName: {release(crdsName).URN, release("elasticsearch").URN, find(t, r, secretType, source.CredentialsSecret).URN},
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
	for of, needs := range map[string]string{exporterName: "elasticsearch-tls", stackName: grafanaAdmin} {
		if !r.DependsOn(release(of).URN, find(t, r, secretType, needs).URN) {
			t.Errorf("%s does not wait for Secret %s", of, needs)
		}
	}
}

func TestNodeExporterMayRun(t *testing.T) {
	labels := find(t, record(t), namespaceType, Namespace).Inputs["metadata"].ObjectValue()["labels"].ObjectValue()
	if got := labels["pod-security.kubernetes.io/enforce"]; got.StringValue() != "privileged" {
		t.Errorf("%v", labels)
	}
}

func TestGrafanasPasswordIsMadeHereAndSecret(t *testing.T) {
	r := record(t)
	content := releasetest.Content(find(t, r, secretType, grafanaAdmin))
	if content[grafanaUserKey] != GrafanaUser || content[grafanaPasswordKey] != "password-of-"+grafanaAdmin {
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

func TestPagesAreWhereTheChartPutsThem(t *testing.T) {
	// templates/{prometheus,alertmanager}/service.yaml of the chart and its
	// grafana subchart: the release's name and the component's.
	for got, want := range map[string]string{
		grafanaPage.URL():      "http://kube-prometheus-stack-grafana.monitoring.svc:80",
		prometheusPage.URL():   "http://kube-prometheus-stack-prometheus.monitoring.svc:9090",
		alertmanagerPage.URL(): "http://kube-prometheus-stack-alertmanager.monitoring.svc:9093",
	} {
		if got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	local := map[int]bool{}
	for _, page := range []int{grafanaPage.LocalPort, prometheusPage.LocalPort, alertmanagerPage.LocalPort} {
		local[page] = true
	}
	if len(local) != 3 {
		t.Error("two pages share a port on the laptop")
	}
}
