package stack

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// A cluster that has a Prometheus operator takes the rest of the stack: nothing
// is left of what needs the operator's definitions or talks to monitoring.
func TestAStackWithoutMonitoringHasNothingOfIt(t *testing.T) {
	r := record(t, map[string]string{
		"eks-elk:cluster":    existing(t, "", ""),
		"eks-elk:monitoring": `{"enabled": false}`,
	})
	releases := 0
	for _, res := range r.Resources {
		for _, part := range []string{"monitoring", "probes", "grafana", "exporter:", "dashboard", "prometheus"} {
			if strings.Contains(strings.ToLower(res.URN), part) {
				t.Errorf("made %s", res.URN)
			}
		}
		if res.Type == "kubernetes:helm.sh/v3:Release" {
			releases++
			each("", res.Inputs["values"], func(path string, v resource.PropertyValue) {
				if at := strings.ToLower(path); strings.Contains(at, "servicemonitor") || strings.Contains(at, "prometheusrule") {
					t.Errorf("%s: %s is %v", res.Name, path, v)
				}
			})
		}
	}
	if releases != 4 {
		t.Errorf("%d releases, want Elasticsearch, Logstash, Kibana and Filebeat", releases)
	}
	for _, name := range []resource.PropertyKey{"grafana", "prometheus", "alertmanager"} {
		if r.Exports[name].HasValue() {
			t.Errorf("output %s", name)
		}
	}
	if users := r.Exports["users"].ObjectValue(); users["grafana"].HasValue() || users["kibana"].StringValue() != "operator" {
		t.Errorf("users %v", users)
	}
	passwords := r.Exports["passwords"].SecretValue().Element.ObjectValue()
	if passwords["grafana"].HasValue() || !passwords["elasticsearch"].HasValue() {
		t.Error("passwords are not those of Elasticsearch alone")
	}
}
