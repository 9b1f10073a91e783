package monitoring

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/release"
	"eks-elk/release/releasetest"
)

func TestValuesAreThoseThatWereTried(t *testing.T) {
	releasetest.CheckGolden(t, "kube-prometheus-stack.golden.yaml", stackValues(sizes, "gp3", ""), *update)
	releasetest.CheckGolden(t, "prometheus-elasticsearch-exporter.golden.yaml", exporterValues(source, ""), *update)
}

func TestEveryValueIsOneTheChartKnows(t *testing.T) {
	for file, values := range map[string]release.Values{
		"kube-prometheus-stack-88.5.3":            stackValues(sizes, "gp3", "mirror.example.com"),
		"prometheus-elasticsearch-exporter-7.4.0": exporterValues(source, "mirror.example.com"),
	} {
		keys := releasetest.ReadKeys(t, "testdata/"+file+".keys")
		if unknown := keys.Unknown(values); len(unknown) > 0 {
			t.Errorf("%s has no value %v", file, unknown)
		}
		values["misspelt"] = release.Values{"deep": true}
		if unknown := keys.Unknown(values); !slices.Equal(unknown, []string{"misspelt.deep"}) {
			t.Errorf("%s: a misspelt value is seen as %v", file, unknown)
		}
	}
}

func TestEverySecretThatValuesNameIsMade(t *testing.T) {
	secrets := releasetest.Secrets(record(t))
	releasetest.CheckReferences(t, names.MonitoringNamespace, stackValues(sizes, "gp3", ""), secrets)
	exporter := exporterValues(source, "")
	releasetest.CheckReferences(t, source.Namespace, exporter, secrets)
	releasetest.CheckPaths(t, source.Namespace, authorityFile, "/ssl", exporter, secrets)
	if trusts := exporter["es"].(release.Values)["ssl"].(release.Values)["ca"].(release.Values)["path"]; trusts != authorityFile {
		t.Errorf("the exporter trusts %v", trusts)
	}
}

// What the values here say of Elasticsearch is what its component says.
func TestTheExporterAsksTheElasticsearchThatIsThere(t *testing.T) {
	values := find(t, record(t), releaseType, names.ExporterRelease).Inputs["values"].ObjectValue().Mappable()
	es := values["es"].(map[string]any)
	if es["uri"] != source.URL {
		t.Errorf("asks %v", es["uri"])
	}
	env := values["extraEnvSecrets"].(map[string]any)["ES_PASSWORD"].(map[string]any)
	if env["secret"] != source.CredentialsSecret || env["key"] != source.PasswordKey {
		t.Errorf("logs in by %v", env)
	}
	for _, of := range []string{"checksum/tls", "checksum/credentials"} {
		if sum, _ := values["podAnnotations"].(map[string]any)[of].(string); len(sum) != 64 {
			t.Errorf("%s does not roll the exporter", of)
		}
	}
}

func TestVolumesGetTheClusterDefaultClassUnlessOneIsNamed(t *testing.T) {
	for class, want := range map[string]int{"gp3": 3, "": 0} {
		named := 0
		releasetest.Walk(stackValues(sizes, class, ""), func(path string, v any) {
			if strings.HasSuffix(path, "storageClassName") && v == class {
				named++
			}
		})
		if named != want {
			t.Errorf("class %q is named %d times", class, named)
		}
	}
}

func TestAMirrorHoldsEveryImage(t *testing.T) {
	const mirror = "mirror.example.com"
	for name, values := range map[string]release.Values{
		"stack": stackValues(sizes, "", mirror), "exporter": exporterValues(source, mirror),
	} {
		if got := values["global"].(release.Values)["imageRegistry"]; got != mirror {
			t.Errorf("%s: %v", name, got)
		}
	}
	// The chart's own name of the image has quay.io in it.
	if image := exporterValues(source, mirror)["image"].(release.Values)["repository"].(string); strings.Contains(image, ".io") {
		t.Errorf("image %s/%s", mirror, image)
	}
	if _, given := stackValues(sizes, "", "")["global"]; given {
		t.Error("a registry is set although none is asked for")
	}
}

func TestNothingOfOursStaysBehindInTheCluster(t *testing.T) {
	values := stackValues(sizes, "gp3", "")
	if values["crds"].(release.Values)["enabled"] != false {
		t.Error("Helm leaves definitions behind that a chart keeps in crds/")
	}
	if values["prometheusOperator"].(release.Values)["kubeletService"].(release.Values)["enabled"] != false {
		t.Error("the operator leaves its Service in kube-system behind")
	}
}
