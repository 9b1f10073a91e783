package elk

import (
	"net/url"
	"strings"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

// leaves returns the contents of the certificates' Secrets by release.
func leaves(t *testing.T, r *recorder.Recording) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	for _, server := range servers {
		out[server.release] = content(t, r, tlsSecret(server.release))
	}
	return out
}

func TestEveryNameAClientUsesPassesAHandshake(t *testing.T) {
	leaf := leaves(t, record(t, pulumitest.Sign(t)...))
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
				if err := pulumitest.Handshake(t, leaf[server], leaf[client], name); err != nil {
					t.Errorf("%s asks for %s: %v", client, name, err)
				}
			}
		}
	}
}

func TestANameThatIsNotThereFailsTheHandshake(t *testing.T) {
	leaf := leaves(t, record(t, pulumitest.Sign(t)...))
	for server, names := range map[string][]string{
		"elasticsearch": {
			"elasticsearch", "kibana", "security-data", "security-master.default.svc",
			"a.b.security-master-headless.elk.svc.cluster.local", "10.1.0.1",
		},
		"logstash": {"security-master", "logstash.monitoring.svc", "logstash.example.com"},
		"kibana":   {"security-master", "logstash", "kibana.example.com"},
	} {
		for _, name := range names {
			if pulumitest.Handshake(t, leaf[server], leaf["kibana"], name) == nil {
				t.Errorf("%s is taken for %s", server, name)
			}
		}
	}
}

// The names in the programs' own configuration are those that clients use.
func TestTheAddressesInTheValuesPassAHandshake(t *testing.T) {
	leaf, releases := leaves(t, record(t, pulumitest.Sign(t)...)), described(t)
	hosts := pulumitest.Values(t, releases, names.KibanaRelease)["elasticsearchHosts"].(string)
	if pipeline := file(t, releases, names.LogstashRelease, "logstashPipeline", "logstash.conf"); !strings.Contains(pipeline, `"`+hosts+`"`) {
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
		if err := pulumitest.Handshake(t, leaf[server], leaf["logstash"], at.Hostname()); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}
