package elk

import (
	"slices"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/internal/names"
)

// Elasticsearch takes whoever has a name of its trust file for a node.
func TestElasticsearchAloneHasTheNameOfANode(t *testing.T) {
	var trust struct {
		Names []string `yaml:"trust.subject_name"`
	}
	if err := yaml.Unmarshal([]byte(file(t, described(t), names.ElasticsearchRelease, "esConfig", trustFile)), &trust); err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, request := range record(t).OfType("tls:index/certRequest:CertRequest") {
		for _, name := range request.Inputs["dnsNames"].ArrayValue() {
			if slices.Contains(trust.Names, name.StringValue()) {
				have = append(have, request.Name)
			}
		}
	}
	if want := []string{tlsSecret(names.ElasticsearchRelease)}; !slices.Equal(have, want) {
		t.Errorf("certificates of %v have a name of %v, want %v", have, trust.Names, want)
	}
}
