package stackfile_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/stackfile"
)

const file = `
config:
  aws:region: eu-west-1
  aws:allowedAccountIds: ["123456789012"]
  eks-elk:nodes: {desired: 3, autoscaled: true}
  eks-elk:cluster:
    kubeconfig: {secure: v1:abc}
`

func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "Pulumi.live.yaml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAStackFileIsWhatTheEnginePasses(t *testing.T) {
	config, err := stackfile.Read(project(t), "live")
	if err != nil {
		t.Fatal(err)
	}
	if keys := stackfile.Encrypted(config); !slices.Equal(keys, []string{"eks-elk:cluster"}) {
		t.Errorf("encrypted: %v", keys)
	}
	delete(config, "eks-elk:cluster")
	text, err := stackfile.Text(config)
	want := map[string]string{
		"aws:region": "eu-west-1", "aws:allowedAccountIds": `["123456789012"]`, "eks-elk:nodes": `{"autoscaled":true,"desired":3}`,
	}
	if err != nil || !maps.Equal(text, want) {
		t.Errorf("%v, %v", text, err)
	}
}

func TestAMissingFileSaysWhichThereAre(t *testing.T) {
	_, err := stackfile.Read(project(t), "dev")
	if err == nil || !strings.Contains(err.Error(), `there is no stack "dev"`) || !strings.Contains(err.Error(), "(there is live)") {
		t.Errorf("%v", err)
	}
}

func TestASecretThatAToolCanDoWithoutHasAStandIn(t *testing.T) {
	config := map[string]any{
		"eks-elk:monitoring": map[string]any{"retention": "3d", "alerts": map[string]any{
			"slack": map[string]any{"url": map[string]any{"secure": "v1:abc"}, "severities": []any{"critical"}},
		}},
		"eks-elk:elk": map[string]any{"imageTag": map[string]any{"secure": "v1:abc"}},
	}
	if keys := stackfile.StandIns(config); !slices.Equal(keys, []string{"eks-elk:monitoring"}) {
		t.Errorf("%v", keys)
	}
	if keys := stackfile.Encrypted(config); !slices.Equal(keys, []string{"eks-elk:elk"}) {
		t.Errorf("encrypted: %v", keys)
	}
	monitoring := config["eks-elk:monitoring"].(map[string]any)
	slack := monitoring["alerts"].(map[string]any)["slack"].(map[string]any)
	if url, _ := slack["url"].(string); !strings.HasPrefix(url, "https://") || monitoring["retention"] != "3d" || len(slack["severities"].([]any)) != 1 {
		t.Errorf("%v", monitoring)
	}
	if keys := stackfile.StandIns(map[string]any{"eks-elk:monitoring": map[string]any{"retention": "3d"}}); keys != nil {
		t.Errorf("%v", keys)
	}
}

func TestAClearTextBesideASecretIsKnown(t *testing.T) {
	config := map[string]any{
		"eks-elk:monitoring": map[string]any{"alerts": map[string]any{
			"slack":     map[string]any{"url": map[string]any{"secure": "v1:abc"}, "severities": []any{"critical"}},
			"pagerduty": map[string]any{"routingKey": "0123"},
		}},
		"eks-elk:elk": map[string]any{"imageTag": "9.1.0"},
	}
	want := []string{"eks-elk:monitoring.alerts.pagerduty.routingKey", "eks-elk:monitoring.alerts.slack.severities"}
	if got := stackfile.Clear(config); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	stackfile.StandIns(config)
	if got := stackfile.Clear(config); got != nil {
		t.Errorf("%q", got)
	}
}

func TestAStandInHasTheFormOfItsSecret(t *testing.T) {
	config := map[string]any{"eks-elk:monitoring": map[string]any{"alerts": map[string]any{
		"pagerduty": map[string]any{"routingKey": map[string]any{"secure": "v1:abc"}},
	}}}
	stackfile.StandIns(config)
	alerts := config["eks-elk:monitoring"].(map[string]any)["alerts"].(map[string]any)
	store := map[string]any{"eks-elk:elk": map[string]any{"backups": map[string]any{"secretKey": map[string]any{"secure": "v1:abc"}}}}
	if keys := stackfile.StandIns(store); !slices.Equal(keys, []string{"eks-elk:elk"}) || stackfile.Encrypted(store) != nil {
		t.Errorf("%q, %v", keys, store)
	}
	if key := alerts["pagerduty"].(map[string]any)["routingKey"].(string); len(key) != 32 || strings.Contains(key, "/") {
		t.Errorf("%s", key)
	}
}
