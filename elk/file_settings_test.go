package elk

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"eks-elk/elk/filesettings"
	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/kube"
	"eks-elk/settings"
)

// The command of the init container, with directories of this machine in place
// of those of the pod.
func TestEachStartMakesAFileWithAHigherVersion(t *testing.T) {
	releases := described(t)
	values := pulumitest.Values(t, releases, names.ElasticsearchRelease)
	container := values["extraInitContainers"].([]kube.Values)[0]
	from, to := t.TempDir(), t.TempDir()
	written := file(t, releases, names.ElasticsearchRelease, "esConfig", settingsFile)
	if err := os.WriteFile(filepath.Join(from, settingsFile), []byte(written), 0o644); err != nil {
		t.Fatal(err)
	}
	mounts := container["volumeMounts"].([]kube.Values)
	command := append([]string(nil), container["command"].([]string)...)
	script := &command[len(command)-1]
	for i, directory := range []string{from, to} {
		at := mounts[i]["mountPath"].(string) + "/"
		if !strings.Contains(*script, at) {
			t.Fatalf("the command does not use %s: %s", at, *script)
		}
		*script = strings.Replace(*script, at, directory+"/", 1)
	}
	before := time.Now().Unix()
	if output, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	text, err := os.ReadFile(filepath.Join(to, "settings.json"))
	if err != nil {
		t.Fatal(err)
	}
	var made struct{ Metadata struct{ Version string } }
	if err := json.Unmarshal(text, &made); err != nil {
		t.Fatal(err)
	}
	version, err := strconv.ParseInt(made.Metadata.Version, 10, 64)
	if err != nil || version < before || version > time.Now().Unix() {
		t.Errorf("version %q is not the time (%v)", made.Metadata.Version, err)
	}
	if strings.Replace(string(text), made.Metadata.Version, filesettings.Version, 1) != written {
		t.Errorf("more than the version is changed:\n%s", text)
	}
	mounted := values["extraVolumeMounts"].([]kube.Values)[0]
	if mounted["name"] != mounts[1]["name"] || mounted["mountPath"].(string)+"/settings.json" != settingsPath {
		t.Errorf("Elasticsearch does not read what was copied: %v", mounted)
	}
}

func TestWithoutTheFileNothingOfItIsLeft(t *testing.T) {
	values := pulumitest.Values(t, described(t, func(args *Args) { args.Settings.FileSettings = false }), names.ElasticsearchRelease)
	for _, key := range []string{"extraInitContainers", "extraVolumes", "extraVolumeMounts"} {
		if values[key] != nil {
			t.Errorf("%s: %v", key, values[key])
		}
	}
	if text := values["esConfig"].(kube.Values)[settingsFile]; text != nil {
		t.Errorf("%v", text)
	}
}

func TestTheInitContainersImageComesFromTheMirrorToo(t *testing.T) {
	tag := pulumitest.Settings(t).ELK.ImageTag
	for _, c := range []struct {
		releases []kube.Release
		want     string
	}{
		{described(t), "docker.elastic.co/elasticsearch/elasticsearch:" + tag},
		{described(t, mirrored), mirror + "/elasticsearch/elasticsearch:" + tag},
	} {
		values := pulumitest.Values(t, c.releases, names.ElasticsearchRelease)
		if got := values["extraInitContainers"].([]kube.Values)[0]["image"]; got != c.want {
			t.Errorf("image %v, want %s", got, c.want)
		}
	}
}

func TestLogsAreKeptAsLongAsTheSettingSays(t *testing.T) {
	phases := holds(settings.Logs{RetentionDays: 14, ExpectedPerDay: settings.MustQuantity("500Mi")}).Lifecycles[names.LogsPolicy].Phases
	if phases["delete"].MinAge != "14d" || phases["delete"].Actions.Delete == nil {
		t.Errorf("%+v", phases["delete"])
	}
	if over := phases["hot"].Actions.Rollover; over.MaxAge != "1d" || over.MaxPrimaryShardSize != "1000mb" {
		t.Errorf("%+v", over)
	}
}

func TestEveryTemplateIsForWhatLogstashWritesTo(t *testing.T) {
	held := holds(pulumitest.Settings(t).Logs).Templates
	if held.Indices[logsTemplate].Patterns[0] != names.LogsStream || held.Indices[names.UptimeIndex].Patterns[0] != names.UptimeIndex {
		t.Errorf("%+v", held.Indices)
	}
	// Two templates of one priority that match one name are refused, and Logstash
	// put one for logstash and logstash-* before, under the name logstash.
	if held.Indices[logsTemplate].Priority <= held.Indices[names.UptimeIndex].Priority {
		t.Error("the data stream's template does not come first")
	}
	for name, template := range held.Indices {
		for _, part := range template.ComposedOf {
			if _, there := held.Components[part]; !there && part != logsCustom {
				t.Errorf("%s is composed of %s, which is not there", name, part)
			}
		}
	}
	mappings := held.Components[logsMappings].Template
	if mappings.Settings["index.lifecycle.name"] != names.LogsPolicy {
		t.Error("nothing ends the logs")
	}
	// One document more must not be refused, whatever is in it.
	for _, object := range []string{jsonField, "kubernetes.labels", "kubernetes.namespace_labels"} {
		field := filesettings.Field{Properties: mappings.Mappings.Properties}
		for name := range strings.SplitSeq(object, ".") {
			field = field.Properties[name]
		}
		if field.Type != "flattened" || field.IgnoreAbove == 0 || 4*field.IgnoreAbove > 32766-512 {
			t.Errorf("%s is %+v", object, field)
		}
	}
}

func TestThePipelineWritesToBothAndPutsNoTemplate(t *testing.T) {
	pipeline := file(t, described(t), names.LogstashRelease, "logstashPipeline", "logstash.conf")
	for part, times := range map[string]int{
		`action => "create"`:                                  1,
		`manage_template => false`:                            1,
		`index => "%{[@metadata][index]}"`:                    1,
		`"[@metadata][index]" => "` + names.UptimeIndex + `"`: 1,
		`"[@metadata][index]" => "` + names.LogsStream + `"`:  2, // of the input, and of what was queued before
		`target => "` + jsonField + `"`:                       1,
	} {
		if strings.Count(pipeline, part) != times {
			t.Errorf("the pipeline has %s %d times:\n%s", part, strings.Count(pipeline, part), pipeline)
		}
	}
}

// The condition before the JSON filter. Ruby's \A and \x7b are those of Go.
func TestOnlyAnObjectIsReadAsJSON(t *testing.T) {
	pipeline := file(t, described(t), names.LogstashRelease, "logstashPipeline", "logstash.conf")
	form := regexp.MustCompile(`if \[message\] =~ /(.*)/ \{`).FindStringSubmatch(pipeline)
	if form == nil {
		t.Fatalf("no condition in\n%s", pipeline)
	}
	for message, want := range map[string]bool{
		`{"level":"info"}`: true, ` {"level":"info"}`: true, `[1, 2]`: false, `12`: false, `"text"`: false, "": false,
		"java.lang.Error\n{": false, `level=info {"a": 1}`: false,
	} {
		if got := regexp.MustCompile(form[1]).MatchString(message); got != want {
			t.Errorf("%q is read as JSON: %v", message, got)
		}
	}
}

func TestBeatsShowACertificateWhereTheStackHasOneForThem(t *testing.T) {
	for enabled, times := range map[bool]int{true: 1, false: 0} {
		releases := described(t, func(args *Args) { args.Logs.Enabled = enabled })
		pipeline := file(t, releases, names.LogstashRelease, "logstashPipeline", "logstash.conf")
		if strings.Count(pipeline, `ssl_client_authentication => "required"`) != times || strings.Count(pipeline, "ssl_certificate_authorities") != 1+times {
			t.Errorf("enabled %v:\n%s", enabled, pipeline)
		}
	}
}
