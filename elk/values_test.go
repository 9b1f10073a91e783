package elk

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/internal/names"
	"eks-elk/release"
	"eks-elk/release/releasetest"
	"eks-elk/settings"
)

func TestValuesAreThoseThatWereTried(t *testing.T) {
	for chart, values := range allValues(t, gp3) {
		releasetest.CheckGolden(t, chart+".golden.yaml", values, *update)
	}
}

func TestEveryValueIsOneTheChartKnows(t *testing.T) {
	versions := map[string]string{"elasticsearch": "8.5.1", "logstash": "8.5.1", "kibana": "7.17.3"}
	mirrored := gp3
	mirrored.ImageRegistry = "mirror.example.com"
	for chart, values := range allValues(t, mirrored) {
		keys := releasetest.ReadKeys(t, "testdata/"+chart+"-"+versions[chart]+".keys")
		if unknown := keys.Unknown(values); len(unknown) > 0 {
			t.Errorf("chart %s %s has no value %v", chart, versions[chart], unknown)
		}
		values["misspelt"] = true
		if unknown := keys.Unknown(values); !slices.Equal(unknown, []string{"misspelt"}) {
			t.Errorf("chart %s: a misspelt value is seen as %v", chart, unknown)
		}
	}
}

func TestEverySecretThatValuesNameIsMade(t *testing.T) {
	secrets := releasetest.Secrets(record(t))
	for _, values := range allValues(t, gp3) {
		releasetest.CheckReferences(t, names.ELKNamespace, values, secrets)
	}
}

func TestEverySecretThatIsMadeIsNamed(t *testing.T) {
	named := map[string]bool{names.ELKNamespace + "/" + names.ExporterLogin.Secret: true} // in the exporter's values
	for _, values := range allValues(t, gp3) {
		for _, ref := range releasetest.References(values) {
			named[names.ELKNamespace+"/"+ref.Secret] = true
		}
	}
	for secret := range releasetest.Secrets(record(t)) {
		if !named[secret] {
			t.Errorf("nothing uses Secret %s", secret)
		}
	}
}

func TestEveryCertificatePathIsMounted(t *testing.T) {
	secrets, values := releasetest.Secrets(record(t)), allValues(t, gp3)
	for _, c := range []struct{ chart, section, file, below string }{
		{"elasticsearch", "esConfig", "elasticsearch.yml", elasticsearchTLSPath},
		{"logstash", "logstashPipeline", "logstash.conf", logstashTLSPath},
		{"kibana", "kibanaConfig", "kibana.yml", kibanaTLSPath},
	} {
		releasetest.CheckPaths(t, names.ELKNamespace, file(values, c.chart, c.section, c.file), c.below, values[c.chart], secrets)
	}
}

// file is one of the configuration files in the values.
func file(values map[string]release.Values, chart, section, name string) string {
	text, _ := values[chart][section].(release.Values)[name].(string)
	return text
}

func TestConfigurationFilesCanBeRead(t *testing.T) {
	values := allValues(t, gp3)
	for _, c := range []struct{ chart, section, file, key, want string }{
		{"elasticsearch", "esConfig", "elasticsearch.yml", "xpack.security.http.ssl.key", "/usr/share/elasticsearch/config/certs/tls.key"},
		{"logstash", "logstashConfig", "logstash.yml", "queue.max_bytes", "1024mb"},
		{"kibana", "kibanaConfig", "kibana.yml", "elasticsearch.password", "${KBN_ES_PASSWORD}"},
	} {
		var settings map[string]any
		if err := yaml.Unmarshal([]byte(file(values, c.chart, c.section, c.file)), &settings); err != nil {
			t.Errorf("%s: %v", c.file, err)
		} else if settings[c.key] != c.want {
			t.Errorf("%s: %s is %v, not %s", c.file, c.key, settings[c.key], c.want)
		}
	}
	template := file(values, "logstash", "logstashConfig", indexTemplateFile)
	if !json.Valid([]byte(template)) {
		t.Errorf("not JSON: %s", template)
	}
	pipeline := file(values, "logstash", "logstashPipeline", "logstash.conf")
	if !strings.Contains(pipeline, `"`+logstashConfig+"/"+indexTemplateFile+`"`) {
		t.Error("the pipeline does not use the index template")
	}
	for _, part := range []string{`command => "uptime"`, `"[@metadata][index]" => "logstash"`, "port => 5044", "ssl_enabled => true", `hosts => ["https://security-master:9200"]`} {
		if !strings.Contains(pipeline, part) {
			t.Errorf("the pipeline lacks %s", part)
		}
	}
	if strings.Count(pipeline, "{") != strings.Count(pipeline, "}") {
		t.Error("the pipeline's braces do not match")
	}
}

var variable = regexp.MustCompile(`\$\{([A-Za-z_]+)\}`)

func TestEveryVariableInAConfigurationIsSet(t *testing.T) {
	values := allValues(t, gp3)
	for _, c := range []struct {
		chart, section, file string
		variables            int
	}{
		{"logstash", "logstashPipeline", "logstash.conf", 2},
		{"kibana", "kibanaConfig", "kibana.yml", 5},
	} {
		set := map[string]bool{}
		for _, env := range values[c.chart]["extraEnvs"].([]release.Values) {
			set[env["name"].(string)] = true
		}
		used := variable.FindAllStringSubmatch(file(values, c.chart, c.section, c.file), -1)
		if len(used) != c.variables {
			t.Errorf("%s uses %v", c.file, used)
		}
		for _, match := range used {
			if !set[match[1]] {
				t.Errorf("%s uses %s, which the chart's values do not set", c.file, match[1])
			}
		}
	}
}

func TestAllThreeRunOneVersionFromOneRegistry(t *testing.T) {
	at := gp3
	for chart, values := range allValues(t, at) {
		if _, given := values["image"]; given || values["imageTag"] != "8.19.10" {
			t.Errorf("%s: image %v, tag %v", chart, values["image"], values["imageTag"])
		}
	}
	at.ImageRegistry = "mirror.example.com/elastic"
	for chart, values := range allValues(t, at) {
		if want := "mirror.example.com/elastic/" + chart + "/" + chart; values["image"] != want {
			t.Errorf("image %v, not %s", values["image"], want)
		}
	}
}

func TestVolumesGetTheClusterDefaultClassUnlessOneIsNamed(t *testing.T) {
	for class, want := range map[string]int{"gp3": 2, "": 0} {
		at, named := gp3, 0
		at.StorageClass = class
		for _, values := range allValues(t, at) {
			releasetest.Walk(values, func(path string, v any) {
				if strings.HasSuffix(path, "storageClassName") {
					named++
				}
			})
		}
		if named != want {
			t.Errorf("class %q is named %d times", class, named)
		}
	}
}

func TestNoLimitIsLeftToTheCharts(t *testing.T) {
	// The charts' own limits are 1 CPU and 2 Gi, whatever the requests are.
	for _, r := range []settings.Resources{{CPU: "3", Memory: "6Gi"}, {CPULimit: "3", MemoryLimit: "6Gi"}} {
		got := resources(r)
		for _, kind := range []string{"requests", "limits"} {
			set := got[kind].(release.Values)
			if set["cpu"] != "3" || set["memory"] != "6Gi" {
				t.Errorf("%+v: %s %v", r, kind, set)
			}
		}
	}
}

func TestTheQueueFitsItsVolume(t *testing.T) {
	for storage, want := range map[string]string{
		"4Gi": "1024mb", "512Mi": "128mb", "1.5Gi": "384mb", "10G": "2384mb", "1Ti": "262144mb", "8589934592": "2048mb",
	} {
		if got, err := queueMaxBytes(storage); err != nil || got != want {
			t.Errorf("%s: %s, not %s (%v)", storage, got, want, err)
		}
	}
	for _, storage := range []string{"", "four", "4 Gi", "-4Gi", "4Gib"} {
		if got, err := queueMaxBytes(storage); err == nil {
			t.Errorf("%q is read as %s", storage, got)
		}
	}
}
