package elk

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/kube"
	"eks-elk/settings"
)

const mirror = "mirror.example.com/images"

func mirrored(args *Args) { args.Charts.ImageRegistry = mirror }

func TestValuesAreThoseThatWereTried(t *testing.T) {
	pulumitest.CheckValues(t, described(t))
}

func TestEveryValueIsOneTheChartKnows(t *testing.T) {
	pulumitest.CheckKeys(t, described(t, mirrored))
}

func TestEverySecretThatValuesNameIsMadeBefore(t *testing.T) {
	pulumitest.CheckSecrets(t, names.ELKNamespace, described(t), pulumitest.Secrets(record(t)))
}

func TestEverySecretThatIsMadeIsNamed(t *testing.T) {
	named := map[string]bool{}
	for _, release := range described(t) {
		for _, ref := range pulumitest.References(release.Values) {
			named[names.ELKNamespace+"/"+ref.Secret] = true
		}
	}
	for _, login := range append(names.People(), names.KibanaSetupLogin) { // for people, and for a Job
		named[names.ELKNamespace+"/"+login.Secret] = true
	}
	for secret := range pulumitest.Secrets(record(t)) {
		if strings.HasPrefix(secret, names.ELKNamespace+"/") && !named[secret] {
			t.Errorf("nothing uses Secret %s", secret)
		}
	}
}

// Every Secret that a pod mounts or reads rolls it when it changes.
func TestPodsAreAnnotatedWithEverySecretTheyUse(t *testing.T) {
	for _, release := range described(t) {
		sums, _ := release.Values["podAnnotations"].(kube.Checksums)
		var used []string
		for _, ref := range pulumitest.References(release.Values) {
			used = append(used, ref.Secret)
		}
		slices.Sort(used)
		if annotated := slices.Sorted(maps.Values(sums)); !slices.Equal(annotated, slices.Compact(used)) {
			t.Errorf("%s uses %v and is annotated with %v", release.Name, slices.Compact(used), annotated)
		}
	}
}

func TestEveryCertificatePathIsMounted(t *testing.T) {
	secrets, releases := pulumitest.Secrets(record(t)), described(t)
	for _, c := range []struct{ release, section, file, below string }{
		{names.ElasticsearchRelease, "esConfig", "elasticsearch.yml", elasticsearchTLSPath},
		{names.LogstashRelease, "logstashPipeline", "logstash.conf", logstashTLSPath},
		{names.KibanaRelease, "kibanaConfig", "kibana.yml", kibanaTLSPath},
	} {
		values := pulumitest.Values(t, releases, c.release)
		pulumitest.CheckPaths(t, names.ELKNamespace, file(t, releases, c.release, c.section, c.file), c.below, values, secrets)
	}
	exporter := pulumitest.Values(t, releases, names.ExporterRelease)
	pulumitest.CheckPaths(t, names.ELKNamespace, authorityFile, "/ssl", exporter, secrets)
	if trusts := exporter["es"].(kube.Values)["ssl"].(kube.Values)["ca"].(kube.Values)["path"]; trusts != authorityFile {
		t.Errorf("the exporter trusts %v", trusts)
	}
}

func TestConfigurationFilesCanBeRead(t *testing.T) {
	releases := described(t)
	for _, c := range []struct{ release, section, file, key, want string }{
		{names.ElasticsearchRelease, "esConfig", "elasticsearch.yml", "xpack.security.http.ssl.key",
			"/usr/share/elasticsearch/config/certs/tls.key"},
		{names.LogstashRelease, "logstashConfig", "logstash.yml", "queue.max_bytes", "1024mb"},
		{names.KibanaRelease, "kibanaConfig", "kibana.yml", "elasticsearch.password", "${KBN_ES_PASSWORD}"},
	} {
		var settings map[string]any
		if err := yaml.Unmarshal([]byte(file(t, releases, c.release, c.section, c.file)), &settings); err != nil {
			t.Errorf("%s: %v", c.file, err)
		} else if settings[c.key] != c.want {
			t.Errorf("%s: %s is %v, want %s", c.file, c.key, settings[c.key], c.want)
		}
	}
	pipeline := file(t, releases, names.LogstashRelease, "logstashPipeline", "logstash.conf")
	for _, part := range []string{
		`command => "uptime"`, `"[@metadata][index]" => "logstash"`, "port => 5044", "ssl_enabled => true",
		`hosts => ["https://security-master:9200"]`,
	} {
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
	releases := described(t)
	for _, c := range []struct {
		release, section, file string
		variables              int
	}{
		{names.LogstashRelease, "logstashPipeline", "logstash.conf", 2},
		{names.KibanaRelease, "kibanaConfig", "kibana.yml", 5},
	} {
		set := map[string]bool{}
		for _, env := range pulumitest.Values(t, releases, c.release)["extraEnvs"].([]kube.Values) {
			set[env["name"].(string)] = true
		}
		used := variable.FindAllStringSubmatch(file(t, releases, c.release, c.section, c.file), -1)
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
	tag := pulumitest.Settings(t).ELK.ImageTag
	for _, name := range []string{names.ElasticsearchRelease, names.LogstashRelease, names.KibanaRelease} {
		if values := pulumitest.Values(t, described(t), name); values["image"] != nil || values["imageTag"] != tag {
			t.Errorf("%s: image %v, tag %v", name, values["image"], values["imageTag"])
		}
		values := pulumitest.Values(t, described(t, mirrored), name)
		if want := mirror + "/" + name + "/" + name; values["image"] != want || values["imageTag"] != tag {
			t.Errorf("image %v, want %s", values["image"], want)
		}
	}
}

func TestAMirrorHoldsTheExportersImage(t *testing.T) {
	if values := pulumitest.Values(t, described(t), names.ExporterRelease); values["global"] != nil || values["image"] != nil {
		t.Error("an image is set although no registry is asked for")
	}
	values := pulumitest.Values(t, described(t, mirrored), names.ExporterRelease)
	if got := values["global"].(kube.Values)["imageRegistry"]; got != mirror {
		t.Errorf("registry %v", got)
	}
	// The chart's own name of the image has quay.io in it.
	if image := values["image"].(kube.Values)["repository"].(string); strings.Contains(image, ".io") {
		t.Errorf("image %s/%s", mirror, image)
	}
}

func TestVolumesGetTheClusterDefaultClassUnlessOneIsNamed(t *testing.T) {
	for class, want := range map[string]int{"gp3": 2, "": 0} {
		named := 0
		for _, release := range described(t, func(args *Args) { args.Kubernetes.StorageClass = class }) {
			pulumitest.Walk(release.Values, func(path string, v any) {
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
	three, six := settings.MustQuantity("3"), settings.MustQuantity("6Gi")
	for _, r := range []settings.Resources{{CPU: three, Memory: six}, {CPULimit: three, MemoryLimit: six}} {
		got := resources(r)
		for _, kind := range []string{"requests", "limits"} {
			set := got[kind].(kube.Values)
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
		if got := shareOf(settings.MustQuantity(storage), 4); got != want {
			t.Errorf("%s: %s, want %s", storage, got, want)
		}
	}
}
