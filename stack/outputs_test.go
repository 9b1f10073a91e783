package stack

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

func TestOutputsSayHowToGetIn(t *testing.T) {
	r := defaultStack(t)
	for name, service := range map[resource.PropertyKey]names.Service{
		"kibana": names.Kibana, "elasticsearch": names.Elasticsearch,
		"grafana": names.Grafana, "prometheus": names.Prometheus, "alertmanager": names.Alertmanager,
	} {
		output := r.Exports[name].ObjectValue()
		command, url := output["command"].StringValue(), output["url"].StringValue()
		if command != service.PortForward() || url != service.LocalURL() {
			t.Errorf("%s: %q opens %q", name, command, url)
		}
	}
	if r.Exports["clusterName"].StringValue() != "eks-elk-dev" || r.Exports["region"].StringValue() != "eu-central-1" {
		t.Errorf("%v", r.Exports)
	}
	if users := r.Exports["users"].ObjectValue(); users["kibana"].StringValue() != "operator" || users["grafana"].StringValue() != "admin" {
		t.Errorf("users %v", users)
	}
	if r.Exports["caCertificate"].StringValue() == "" {
		t.Error("no certificate to trust")
	}
}

func TestTheDocumentListsEveryOutput(t *testing.T) {
	text, err := os.ReadFile("../docs/outputs.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "<!-- outputs -->")
	table, _, found := strings.Cut(table, "<!-- end of outputs -->")
	if !found {
		t.Fatal("docs/outputs.md has no table between <!-- outputs --> and <!-- end of outputs -->")
	}
	var listed []resource.PropertyKey
	for _, row := range regexp.MustCompile("(?m)^\\| `(\\w+)`").FindAllStringSubmatch(table, -1) {
		listed = append(listed, resource.PropertyKey(row[1]))
	}
	slices.Sort(listed)
	if exported := slices.Sorted(maps.Keys(defaultStack(t).Exports)); !slices.Equal(listed, exported) {
		t.Errorf("docs/outputs.md lists %v, the stack exports %v", listed, exported)
	}
}

// logins are the Secrets that hold the password of each user, and under which key.
var logins = map[string]map[resource.PropertyKey][2]string{
	"elasticsearch": {
		"elastic":         {"elastic-credentials", "password"},
		"kibana_server":   {"kibana-credentials", "password"},
		"logstash_writer": {"logstash-credentials", "password"},
		"es_exporter":     {"es-exporter-credentials", "password"},
		"viewer":          {"viewer-credentials", "password"},
		"operator":        {"operator-credentials", "password"},
		"kibana_setup":    {"kibana-setup-credentials", "password"},
		"grafana_reader":  {"grafana-elasticsearch", "password"},
	},
	"grafana": {"admin": {"grafana-admin", "admin-password"}},
}

func TestPasswordsAreThoseOfTheSecrets(t *testing.T) {
	for _, r := range []*recorder.Recording{defaultStack(t), existingCluster(t)} {
		shown := pulumitest.Open(r.Exports["passwords"]).ObjectValue()
		if len(shown) != len(logins) {
			t.Errorf("passwords of %v", shown)
		}
		for service, users := range logins {
			got := resource.PropertyMap{"admin": pulumitest.Open(shown[resource.PropertyKey(service)])}
			if got["admin"].IsObject() {
				got = got["admin"].ObjectValue()
			}
			if len(got) != len(users) {
				t.Errorf("%s shows %d users, want %d", service, len(got), len(users))
			}
			for user, where := range users {
				held := pulumitest.Content(r.Find("kubernetes:core/v1:Secret", where[0]))[where[1]]
				if is := pulumitest.Open(got[user]); held == "" || !is.IsString() || is.StringValue() != held {
					t.Errorf("the password of %s %s is %v, the Secret %s has %q", service, user, is, where[0], held)
				}
			}
		}
	}
}

func TestExpiryIsEachCertificatesOwn(t *testing.T) {
	r := defaultStack(t)
	expiry := r.Exports["certificateExpiry"].ObjectValue()
	certificates := map[resource.PropertyKey][2]string{
		"authority":     {"tls:index/selfSignedCert:SelfSignedCert", "ca"},
		"elasticsearch": {"tls:index/locallySignedCert:LocallySignedCert", "elasticsearch-tls"},
		"kibana":        {"tls:index/locallySignedCert:LocallySignedCert", "kibana-tls"},
		"logstash":      {"tls:index/locallySignedCert:LocallySignedCert", "logstash-tls"},
		"filebeat":      {"tls:index/locallySignedCert:LocallySignedCert", "filebeat-tls"},
	}
	if len(expiry) != len(certificates) {
		t.Errorf("%v", expiry)
	}
	for of, named := range certificates {
		want := r.Find(named[0], named[1]).Outputs["validityEndTime"].StringValue()
		if got := expiry[of]; !got.IsString() || got.StringValue() != want || want == "" {
			t.Errorf("the expiry of %s is %v, its certificate ends %s", of, got, want)
		}
	}
}
