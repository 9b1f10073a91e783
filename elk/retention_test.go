package elk

import (
	"encoding/json"
	"path"
	"strings"
	"testing"

	"eks-elk/internal/names"
)

func TestARetentionEndsWhatBeatsSendAndNothingElse(t *testing.T) {
	releases := described(t, func(args *Args) { args.Settings.Retention = "14d" })
	pipeline := file(t, releases, names.LogstashRelease, "logstashPipeline", "logstash.conf")
	for part, times := range map[string]int{
		`action => "create"`:                                 1,
		`index => "` + names.BeatsStream + `"`:               1,
		`index => "%{[@metadata][index]}"`:                   1,
		`"[@metadata][index]" => "logstash-beats-logs"`:      1,
		`"` + logstashConfig + "/" + beatsTemplateFile + `"`: 1,
	} {
		if strings.Count(pipeline, part) != times {
			t.Errorf("the pipeline has %s %d times:\n%s", part, strings.Count(pipeline, part), pipeline)
		}
	}
	if strings.Count(pipeline, "{") != strings.Count(pipeline, "}") {
		t.Errorf("braces do not match:\n%s", pipeline)
	}
	type template struct {
		Patterns   []string        `json:"index_patterns"`
		Priority   int             `json:"priority"`
		DataStream json.RawMessage `json:"data_stream"`
		Template   struct {
			Lifecycle struct {
				Retention string `json:"data_retention"`
			} `json:"lifecycle"`
		} `json:"template"`
	}
	read := func(name string) template {
		var out template
		if err := json.Unmarshal([]byte(file(t, releases, names.LogstashRelease, "logstashConfig", name)), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	beats, others := read(beatsTemplateFile), read(indexTemplateFile)
	if beats.Template.Lifecycle.Retention != "14d" || string(beats.DataStream) != "{}" || beats.Patterns[0] != names.BeatsStream {
		t.Errorf("%+v", beats)
	}
	// Elasticsearch refuses two templates of one priority that match one name.
	if beats.Priority <= others.Priority {
		t.Errorf("priority %d is not above %d", beats.Priority, others.Priority)
	}
	if covered, _ := path.Match(names.UptimeIndex+"-*", names.BeatsStream); !covered {
		t.Errorf("the writer may not write to %s", names.BeatsStream)
	}
}

func TestWithoutARetentionNothingEnds(t *testing.T) {
	pipeline := file(t, described(t), names.LogstashRelease, "logstashPipeline", "logstash.conf")
	if strings.Contains(pipeline, "if ") || strings.Contains(pipeline, names.BeatsStream) {
		t.Errorf("%s", pipeline)
	}
}
