package stack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

// another sets outputs of one resource.
func another(kind, name string, outputs resource.PropertyMap) recorder.Option {
	return recorder.WithOutputs(kind, func(of string, _ resource.PropertyMap) resource.PropertyMap {
		if of != name {
			return nil
		}
		return outputs
	})
}

func TestAChangedCertificateRollsThePodsThatMountItAndNoOthers(t *testing.T) {
	before := defaultStack(t)
	for leaf, pods := range map[string][]string{
		"elasticsearch-tls": {"elasticsearch", "elasticsearch-exporter"}, // the latter mounts the authority in it
		"logstash-tls":      {"logstash"},
		"kibana-tls":        {"json-exporter", "kibana"}, // the former mounts the authority in it
		"filebeat-tls":      {"filebeat"},
	} {
		after := defaultStack(t, another("tls:index/locallySignedCert:LocallySignedCert", leaf, resource.PropertyMap{
			"certPem": resource.NewProperty("another certificate\n"),
		}))
		want := []string{"kubernetes:core/v1:Secret::" + leaf + ": stringData.tls.crt"}
		for _, pod := range pods {
			want = append(want, "kubernetes:helm.sh/v3:Release::"+pod+": values.podAnnotations.checksum/tls")
		}
		slices.Sort(want)
		if got := recorder.Changes(before, after); !slices.Equal(got, want) {
			t.Errorf("another certificate of %s changes %q, want %q", leaf, got, want)
		}
	}
}

func TestAChangedLoginOfTheExporterRollsIt(t *testing.T) {
	after := defaultStack(t, another(pulumitest.PasswordType, "es_exporter", resource.PropertyMap{
		"result": resource.MakeSecret(resource.NewProperty("another")),
	}))
	got := recorder.Changes(defaultStack(t), after)
	const want = "kubernetes:helm.sh/v3:Release::elasticsearch-exporter: values.podAnnotations.checksum/credentials"
	if !slices.Contains(got, want) {
		t.Errorf("another password of the exporter changes %q, not %q", got, want)
	}
}

func TestEveryCertificateHasAnAlertWithItsEnd(t *testing.T) {
	r := defaultStack(t)
	exprs := map[string][]string{} // by alert
	rules := pulumitest.Find(t, r, "kubernetes:monitoring.coreos.com/v1:PrometheusRule", names.Alerts)
	for _, g := range rules.Inputs.Mappable()["spec"].(map[string]any)["groups"].([]any) {
		for _, rule := range g.(map[string]any)["rules"].([]any) {
			rule := rule.(map[string]any)
			exprs[rule["alert"].(string)] = append(exprs[rule["alert"].(string)], rule["expr"].(string))
		}
	}
	for _, server := range []string{"elasticsearch", "kibana", "logstash", "filebeat"} {
		end, err := time.Parse(time.RFC3339, recorder.Expiry(server+"-tls"))
		if err != nil {
			t.Fatal(err)
		}
		ends := fmt.Sprintf("vector(%d)", end.Unix())
		if server == "elasticsearch" || server == "kibana" { // which the blackbox exporter probes
			ends = fmt.Sprintf("min(probe_ssl_earliest_cert_expiry{target=%q} or %s)", server, ends)
		}
		got := exprs[strings.ToUpper(server[:1])+server[1:]+"CertificateExpires"]
		if !slices.Equal(got, []string{ends + " - time() < 2592000", ends + " - time() < 604800"}) {
			t.Errorf("%s: %q", server, got)
		}
	}
}
