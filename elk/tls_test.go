package elk

import (
	"net/url"
	"strings"
	"testing"

	"eks-elk/certs/certstest"
	"eks-elk/internal/names"
	"eks-elk/internal/recorder"
	"eks-elk/release/releasetest"
)

// leaves are the contents of the three certificates' Secrets by component.
func leaves(t *testing.T, r *recorder.Recording) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	for _, component := range []string{"elasticsearch", "logstash", "kibana"} {
		out[component] = releasetest.Content(find(t, r, secretType, component+"-tls"))
	}
	return out
}

func TestEveryNameAClientUsesPassesAHandshake(t *testing.T) {
	leaf := leaves(t, record(t, certstest.Sign(t)...))
	for server, names := range map[string][]string{
		"elasticsearch": {
			"security-master", "security-master.elk", "security-master.elk.svc", "security-master.elk.svc.cluster.local",
			"security-master-headless", "security-master-0.security-master-headless.elk.svc.cluster.local", "localhost", "127.0.0.1",
		},
		"logstash": {"logstash", "logstash.elk", "logstash.elk.svc", "logstash.elk.svc.cluster.local", "localhost", "127.0.0.1"},
		"kibana":   {"kibana", "kibana.elk", "kibana.elk.svc", "kibana.elk.svc.cluster.local", "localhost", "127.0.0.1"},
	} {
		for _, name := range names {
			for client := range leaf {
				if err := certstest.Handshake(t, leaf[server], leaf[client], name); err != nil {
					t.Errorf("%s asks for %s: %v", client, name, err)
				}
			}
		}
	}
}

func TestANameThatIsNotThereFailsTheHandshake(t *testing.T) {
	leaf := leaves(t, record(t, certstest.Sign(t)...))
	for server, names := range map[string][]string{
		"elasticsearch": {"elasticsearch", "kibana", "security-data", "security-master.default.svc", "a.b.security-master-headless.elk.svc.cluster.local", "10.1.0.1"},
		"logstash":      {"security-master", "logstash.monitoring.svc", "logstash.example.com"},
		"kibana":        {"security-master", "logstash", "kibana.example.com"},
	} {
		for _, name := range names {
			if certstest.Handshake(t, leaf[server], leaf["kibana"], name) == nil {
				t.Errorf("%s is taken for %s", server, name)
			}
		}
	}
}

// The names in the programs' own configuration are those that clients use.
func TestTheAddressesInTheValuesPassAHandshake(t *testing.T) {
	leaf, values := leaves(t, record(t, certstest.Sign(t)...)), allValues(t, gp3)
	hosts := values["kibana"]["elasticsearchHosts"].(string)
	if pipeline := file(values, "logstash", "logstashPipeline", "logstash.conf"); !strings.Contains(pipeline, `"`+hosts+`"`) {
		t.Errorf("Logstash writes elsewhere than %s", hosts)
	}
	for address, server := range map[string]string{
		hosts:                     "elasticsearch",
		names.Elasticsearch.URL(): "elasticsearch",
		names.Kibana.URL():        "kibana",
		names.Kibana.LocalURL():   "kibana",
		names.Beats.URL():         "logstash",
		"https://127.0.0.1:9200/": "elasticsearch", // the readiness probe's
	} {
		at, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if err := certstest.Handshake(t, leaf[server], leaf["logstash"], at.Hostname()); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}
