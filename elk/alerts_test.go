package elk

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/kube"
)

var metric = regexp.MustCompile(`elasticsearch_[a-z_]+`)

// known returns the metrics of the exporter's version that the chart runs.
func known(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("../rehearsal/services/promql/exported/elasticsearch-exporter.metrics")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, name := range metric.FindAllString(string(text), -1) {
		out[name] = true
	}
	return out
}

func TestAlertsAskForMetricsThatThereAre(t *testing.T) {
	metrics, seen := known(t), 0
	for _, rule := range elasticsearchRules(nil) {
		pulumitest.CheckNoTemplates(t, rule)
		expr := rule["expr"].(string)
		for _, name := range metric.FindAllString(expr, -1) {
			seen++
			if !metrics[name] {
				t.Errorf("%s asks for %s, which the exporter does not have", rule["alert"], name)
			}
		}
		if namespace := rule["labels"].(kube.Values)["namespace"]; namespace != names.ELKNamespace {
			t.Errorf("%s has namespace %v: no AlertmanagerConfig of the namespace gets it", rule["alert"], namespace)
		}
		if rule["annotations"].(kube.Values)["summary"] == "" || rule["labels"].(kube.Values)["severity"] == "" {
			t.Errorf("%s does not say what is wrong", rule["alert"])
		}
	}
	if seen < 6 {
		t.Errorf("only %d metrics", seen)
	}
}

func TestACertificateAlertsWhenAnUpWouldRenewIt(t *testing.T) {
	got, err := expires("2026-03-01T00:00:00Z", 30*24*time.Hour)
	if err != nil || got != "vector(1772323200) - time() < 2592000" {
		t.Errorf("%s (%v)", got, err)
	}
	if _, err := expires("tomorrow", time.Hour); err == nil {
		t.Error("no time is not refused")
	}
}

func TestEveryCertificateHasItsAlert(t *testing.T) {
	values := pulumitest.Find(t, record(t), pulumitest.ReleaseType, names.ExporterRelease).Inputs["values"].ObjectValue().Mappable()
	alerts := map[string]any{}
	for _, rule := range values["prometheusRule"].(map[string]any)["rules"].([]any) {
		rule := rule.(map[string]any)
		alerts[rule["alert"].(string)] = rule["expr"]
	}
	renewBefore := pulumitest.Settings(t).Certs.RenewBefore
	for _, server := range servers {
		alert := strings.ToUpper(server.release[:1]) + server.release[1:] + "CertificateExpires"
		want, err := expires(recorder.Expiry(tlsSecret(server.release)), renewBefore)
		if err != nil {
			t.Fatal(err)
		}
		if alerts[alert] != want {
			t.Errorf("%s is %v, want %s", alert, alerts[alert], want)
		}
	}
}
