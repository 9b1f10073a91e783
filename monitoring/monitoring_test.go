package monitoring

import (
	"encoding/json"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/kube"
)

func TestGrafanasPasswordIsMadeHereAndSecret(t *testing.T) {
	r := record(t)
	content := pulumitest.Content(pulumitest.Find(t, r, pulumitest.SecretType, grafanaAdmin))
	if content[grafanaUserKey] != names.GrafanaUser || content[grafanaPasswordKey] != "password-of-"+grafanaAdmin {
		t.Errorf("user %q", content[grafanaUserKey])
	}
	if !r.Exports["grafanaPassword"].IsSecret() {
		t.Error("the password is shown")
	}
}

func TestGrafanaReadsNoSecretOfAnotherNamespace(t *testing.T) {
	made := pulumitest.Find(t, record(t), pulumitest.ConfigMapType, "a-dashboard").Inputs["metadata"].ObjectValue()
	grafana := values(t, "gp3", "")["grafana"].(kube.Values)
	if grafana["rbac"].(kube.Values)["namespaced"] != true {
		t.Error("the chart makes a ClusterRole")
	}
	searched := grafana["sidecar"].(kube.Values)["dashboards"].(kube.Values)["searchNamespace"]
	if searched != made["namespace"].StringValue() {
		t.Errorf("the dashboard is in %v, Grafana looks in %v", made["namespace"], searched)
	}
}

func TestGrafanaFindsADashboard(t *testing.T) {
	made := pulumitest.Find(t, record(t), pulumitest.ConfigMapType, "a-dashboard")
	sidecar := values(t, "gp3", "")["grafana"].(kube.Values)["sidecar"].(kube.Values)["dashboards"].(kube.Values)
	labels := made.Inputs["metadata"].ObjectValue()["labels"].ObjectValue().Mappable()
	if labels[sidecar["label"].(string)] != sidecar["labelValue"] {
		t.Errorf("Grafana looks for %v=%v, the ConfigMap has %v", sidecar["label"], sidecar["labelValue"], labels)
	}
	if text := made.Inputs["data"].ObjectValue()["a.json"]; !text.IsString() || !json.Valid([]byte(text.StringValue())) {
		t.Errorf("the dashboard is %v", text)
	}
}
