// Package filesettings is what Elasticsearch holds by a file: the program's types
// of Elasticsearch's file-based settings, which the node applies before it is
// ready and whose parts no client can change.
//
// Elasticsearch reads config/operator/settings.json at its start. It applies a
// file whose version is not lower than the one that it applied last, and ends
// when it cannot apply one (elasticsearch ReservedStateVersionCheck.java and
// FileSettingsService.java; https://github.com/elastic/elasticsearch/issues/91939).
// A policy or a template that is in use cannot be removed from the file either:
// Elasticsearch refuses to delete it, and the whole file with it
// (ReservedLifecycleAction.java, ReservedComposableIndexTemplateAction.java).
package filesettings

import (
	"encoding/json"
	"fmt"
)

// Version stands in the file where the version must be: a number that grows with
// every file, which whoever copies the file to its place writes.
const Version = "@VERSION@"

// compatibility is the oldest Elasticsearch that applies the file.
const compatibility = "8.19.0"

// Settings are the sections of the file, by the names of what they hold.
type Settings struct {
	Cluster          map[string]any            `json:"cluster_settings,omitempty"`
	Repositories     map[string]Repository     `json:"snapshot_repositories,omitempty"`
	SnapshotPolicies map[string]SnapshotPolicy `json:"slm,omitempty"`
	Lifecycles       map[string]Lifecycle      `json:"ilm,omitempty"`
	Pipelines        map[string]Pipeline       `json:"ingest_pipelines,omitempty"`
	Templates        Templates                 `json:"index_templates,omitzero"`
}

// JSON returns the file, with Version in place of its version.
func (s Settings) JSON() (string, error) {
	var file struct {
		Metadata struct {
			Version       string `json:"version"`
			Compatibility string `json:"compatibility"`
		} `json:"metadata"`
		State Settings `json:"state"`
	}
	file.Metadata.Version, file.Metadata.Compatibility, file.State = Version, compatibility, s
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write Elasticsearch's file settings: %w", err)
	}
	return string(text) + "\n", nil
}

// Repository is where snapshots are: "s3" and its settings. Elasticsearch asks
// the bucket only when it takes a snapshot.
type Repository struct {
	Type     string         `json:"type"`
	Settings map[string]any `json:"settings"`
}

// SnapshotPolicy takes snapshots by a schedule of cron's form with seconds, and
// deletes old ones.
// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/slm-api-put-policy.html
type SnapshotPolicy struct {
	Schedule   string            `json:"schedule"`
	Name       string            `json:"name"` // of each snapshot, such as <daily-{now/d}>
	Repository string            `json:"repository"`
	Config     SnapshotConfig    `json:"config"`
	Retention  SnapshotRetention `json:"retention"`
}

// SnapshotConfig says what is in a snapshot.
type SnapshotConfig struct {
	Indices            []string `json:"indices"`
	IncludeGlobalState bool     `json:"include_global_state"`
}

// SnapshotRetention says which snapshots are kept.
type SnapshotRetention struct {
	ExpireAfter string `json:"expire_after"` // such as 30d
	MinCount    int    `json:"min_count,omitempty"`
	MaxCount    int    `json:"max_count,omitempty"`
}

// Lifecycle is a policy of index lifecycle management, by phase: hot, warm, cold,
// frozen, delete.
// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/ilm-index-lifecycle.html
type Lifecycle struct {
	Phases map[string]Phase `json:"phases"`
}

// Phase begins at an age, counted from the rollover of the index.
type Phase struct {
	MinAge  string  `json:"min_age,omitempty"` // such as 7d; empty: at once
	Actions Actions `json:"actions"`
}

// Actions are what is done in a phase.
type Actions struct {
	Rollover *Rollover `json:"rollover,omitempty"`
	Delete   *Delete   `json:"delete,omitempty"`
}

// Rollover begins a new index when any of its conditions is met.
type Rollover struct {
	MaxAge              string `json:"max_age,omitempty"`
	MaxPrimaryShardSize string `json:"max_primary_shard_size,omitempty"`
}

// Delete deletes the index.
type Delete struct{}

// Pipeline is an ingest pipeline.
// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/put-pipeline-api.html
type Pipeline struct {
	Description string           `json:"description,omitempty"`
	Processors  []map[string]any `json:"processors"`
}

// Templates are index templates and what they are composed of.
type Templates struct {
	Components map[string]Component     `json:"component_templates,omitempty"`
	Indices    map[string]IndexTemplate `json:"composable_index_templates,omitempty"`
}

// Component is a part of index templates.
type Component struct {
	Template Template `json:"template"`
}

// IndexTemplate is for new indices of some names. Of two that match a name the
// one with the higher priority counts; two of one priority are refused.
// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/indices-put-template.html
type IndexTemplate struct {
	Patterns               []string    `json:"index_patterns"`
	Priority               int         `json:"priority"`
	DataStream             *DataStream `json:"data_stream,omitempty"` // nil: indices
	ComposedOf             []string    `json:"composed_of,omitempty"` // a later one counts before an earlier one
	IgnoreMissingComponent []string    `json:"ignore_missing_component_templates,omitempty"`
	Template               Template    `json:"template,omitzero"` // counts before all components
}

// DataStream makes a template one of data streams.
type DataStream struct{}

// Template is the settings and mappings of an index.
type Template struct {
	Settings map[string]any `json:"settings,omitempty"`
	Mappings *Mappings      `json:"mappings,omitempty"`
}

// Mappings are the types of an index's fields.
type Mappings struct {
	// Dynamic are the types of fields that Properties does not name, each under a
	// name of its own; the first that matches counts.
	Dynamic []map[string]DynamicTemplate `json:"dynamic_templates,omitempty"`
	// DateDetection makes a date of a new field whose first text looks like one;
	// Elasticsearch does so unless told otherwise.
	DateDetection bool             `json:"date_detection"`
	Properties    map[string]Field `json:"properties,omitempty"`
}

// DynamicTemplate gives a type to new fields.
type DynamicTemplate struct {
	MatchType string `json:"match_mapping_type"` // the JSON type: string, long, object …
	Mapping   Field  `json:"mapping"`
}

// Field is a field's type, or an object with fields below it.
type Field struct {
	Type        string           `json:"type,omitempty"`
	IgnoreAbove int              `json:"ignore_above,omitempty"` // characters; longer texts are kept but not found
	Value       string           `json:"value,omitempty"`        // of a constant_keyword
	Properties  map[string]Field `json:"properties,omitempty"`
	// IgnoreMalformed: nil is what the index's setting says.
	IgnoreMalformed *bool `json:"ignore_malformed,omitempty"`
}
