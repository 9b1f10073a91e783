package filesettings_test

import (
	"encoding/json"
	"strings"
	"testing"

	"eks-elk/elk/filesettings"
)

// everything has something in each section.
var everything = filesettings.Settings{
	Cluster:      map[string]any{"indices.recovery.max_bytes_per_sec": "40mb"},
	Repositories: map[string]filesettings.Repository{"backup": {Type: "s3", Settings: map[string]any{"bucket": "backup"}}},
	SnapshotPolicies: map[string]filesettings.SnapshotPolicy{"daily": {
		Schedule: "0 30 1 * * ?", Name: "<daily-{now/d}>", Repository: "backup",
		Config:    filesettings.SnapshotConfig{Indices: []string{"*"}},
		Retention: filesettings.SnapshotRetention{ExpireAfter: "30d", MinCount: 5, MaxCount: 50},
	}},
	Lifecycles: map[string]filesettings.Lifecycle{"week": {Phases: map[string]filesettings.Phase{
		"hot":    {Actions: filesettings.Actions{Rollover: &filesettings.Rollover{MaxAge: "1d", MaxPrimaryShardSize: "2gb"}}},
		"delete": {MinAge: "7d", Actions: filesettings.Actions{Delete: &filesettings.Delete{}}},
	}}},
	Pipelines: map[string]filesettings.Pipeline{"lower": {Processors: []map[string]any{{"lowercase": map[string]any{"field": "level"}}}}},
	Templates: filesettings.Templates{
		Components: map[string]filesettings.Component{"part": {Template: filesettings.Template{
			Mappings: &filesettings.Mappings{Properties: map[string]filesettings.Field{"level": {Type: "keyword"}}},
		}}},
		Indices: map[string]filesettings.IndexTemplate{"all": {
			Patterns: []string{"app-*"}, Priority: 300, DataStream: &filesettings.DataStream{}, ComposedOf: []string{"part"},
		}},
	},
}

// The names are those of the handlers of Elasticsearch 8.19 (each Reserved…Action's
// NAME) and of cloud-on-k8s v3.5.0 pkg/controller/elasticsearch/filesettings.
func TestEverySectionHasTheNameThatElasticsearchReads(t *testing.T) {
	text, err := everything.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Metadata map[string]string         `json:"metadata"`
		State    map[string]map[string]any `json:"state"`
	}
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		t.Fatal(err)
	}
	if file.Metadata["version"] != filesettings.Version || file.Metadata["compatibility"] != "8.19.0" || len(file.Metadata) != 2 {
		t.Errorf("%v", file.Metadata)
	}
	want := map[string]string{
		"cluster_settings": "indices.recovery.max_bytes_per_sec", "snapshot_repositories": "backup", "slm": "daily", "ilm": "week",
		"ingest_pipelines": "lower", "index_templates": "component_templates",
	}
	for section, holds := range want {
		if file.State[section][holds] == nil {
			t.Errorf("%s does not hold %s: %v", section, holds, file.State[section])
		}
	}
	if len(file.State) != len(want) {
		t.Errorf("%d sections, want %d:\n%s", len(file.State), len(want), text)
	}
	// An action is an object, also an empty one; a policy is no list of them.
	for _, part := range []string{`"delete": {}`, `"data_stream": {}`, `"composable_index_templates": {`} {
		if !strings.Contains(text, part) {
			t.Errorf("the file lacks %s:\n%s", part, text)
		}
	}
}

// An empty section deletes what a section of an earlier file made.
func TestASectionThatIsNotSaidIsNotThere(t *testing.T) {
	text, err := filesettings.Settings{}.JSON()
	if err != nil || !strings.Contains(text, `"state": {}`) {
		t.Errorf("%s (%v)", text, err)
	}
}
