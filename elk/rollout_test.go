package elk

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/recorder"
)

// The exporter, which trusts Elasticsearch's authority, is released elsewhere.
func TestAChangedCertificateRollsThePodsThatMountIt(t *testing.T) {
	before := record(t)
	for _, component := range []string{"elasticsearch", "logstash", "kibana"} {
		leaf := component + "-tls"
		after := record(t, recorder.WithOutputs("tls:index/locallySignedCert:LocallySignedCert", func(name string, _ resource.PropertyMap) resource.PropertyMap {
			if name != leaf {
				return nil
			}
			return resource.PropertyMap{"certPem": resource.NewProperty("another certificate\n")}
		}))
		want := []string{
			secretType + "::" + leaf + ": stringData.tls.crt",
			releaseType + "::" + component + ": values.podAnnotations.checksum/tls",
		}
		if got := recorder.Changes(before, after); !slices.Equal(got, want) {
			t.Errorf("another certificate of %s changes %q, want %q", component, got, want)
		}
	}
}
