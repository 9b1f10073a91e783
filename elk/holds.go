package elk

import (
	"fmt"

	"eks-elk/elk/filesettings"
	"eks-elk/internal/names"
	"eks-elk/settings"
)

// Names of what Elasticsearch holds for the logs. The custom component is the
// user's: Elasticsearch takes it where there is one.
const (
	logsTemplate = "logs-kubernetes"
	logsMappings = "logs-kubernetes@mappings"
	logsCustom   = "logs-kubernetes@custom"
)

// Lengths of what is found by its whole value. A term of Lucene takes 32766
// bytes, a character of UTF-8 up to four, and a value in an object has its key
// before it: a longer one would refuse the whole document.
const (
	keywordCharacters = 1024
	jsonCharacters    = 8000
)

// holds returns what Elasticsearch holds from its start on. A policy or a
// template that is in use must stay in it: Elasticsearch could not delete it, and
// would not start.
func holds(logs settings.Logs) filesettings.Settings {
	return filesettings.Settings{
		Lifecycles: map[string]filesettings.Lifecycle{names.LogsPolicy: {Phases: map[string]filesettings.Phase{
			"hot": {Actions: filesettings.Actions{Rollover: &filesettings.Rollover{
				// Only a whole index is deleted: one that held a week would be kept for two.
				// A day that is twice as large as expected is cut, so that what was written
				// first can go as soon as it is old enough.
				MaxAge: "1d", MaxPrimaryShardSize: fmt.Sprintf("%dmb", 2*logs.ExpectedPerDay.Bytes()>>20),
			}}},
			"delete": {
				MinAge:  fmt.Sprintf("%dd", logs.RetentionDays), // since its rollover
				Actions: filesettings.Actions{Delete: &filesettings.Delete{}},
			},
		}}},
		Templates: filesettings.Templates{
			Components: map[string]filesettings.Component{logsMappings: {Template: logsIndex()}},
			Indices: map[string]filesettings.IndexTemplate{
				// Its name was Logstash's before: under another one, two templates of one
				// priority would match the index.
				names.UptimeIndex: {
					Patterns: []string{names.UptimeIndex}, Priority: 200,
					Template: filesettings.Template{
						Settings: everyIndex(),
						Mappings: &filesettings.Mappings{Properties: map[string]filesettings.Field{"@timestamp": {Type: "date"}}},
					},
				},
				// Elasticsearch's own template for logs-*-* has priority 100.
				logsTemplate: {
					Patterns: []string{names.LogsStream}, Priority: 300, DataStream: &filesettings.DataStream{},
					ComposedOf: []string{logsMappings, logsCustom}, IgnoreMissingComponent: []string{logsCustom},
				},
			},
		},
	}
}

// everyIndex are the settings of all indices: on one node a replica would have no
// place, and a document with one field too many is kept without it.
func everyIndex() map[string]any {
	return map[string]any{
		"index.number_of_shards": 1, "index.number_of_replicas": 0, "index.mapping.total_fields.ignore_dynamic_beyond_limit": true,
	}
}

// logsIndex returns the settings and mappings of the logs. Whatever a program
// writes, its line is kept: JSON is one field of one type, further fields are
// bounded, and a value of another type than its field's is not indexed.
func logsIndex() filesettings.Template {
	settings := everyIndex()
	settings["index.lifecycle.name"] = names.LogsPolicy
	settings["index.codec"] = "best_compression"
	settings["index.mapping.total_fields.limit"] = 1000
	settings["index.mapping.ignore_malformed"] = true
	keyword := filesettings.Field{Type: "keyword", IgnoreAbove: keywordCharacters}
	// An object whose keys are no fields.
	flattened := filesettings.Field{Type: "flattened", IgnoreAbove: jsonCharacters}
	no := false
	constant := func(value string) filesettings.Field {
		return filesettings.Field{Type: "constant_keyword", Value: value}
	}
	return filesettings.Template{
		Settings: settings,
		Mappings: &filesettings.Mappings{
			Dynamic: []map[string]filesettings.DynamicTemplate{{"texts": {MatchType: "string", Mapping: keyword}}},
			Properties: map[string]filesettings.Field{
				// A data stream's must be right, whatever the index says of other fields:
				// Elasticsearch refuses the template otherwise (DataStreamTimestampFieldMapper.java).
				"@timestamp": {Type: "date", IgnoreMalformed: &no},
				"message":    {Type: "match_only_text"},
				jsonField:    flattened,
				// The parts of the stream's name.
				"data_stream": {Properties: map[string]filesettings.Field{
					"type": constant("logs"), "dataset": constant("kubernetes"), "namespace": constant("default"),
				}},
				// Keys that every Deployment chooses, some with a dot in them.
				"kubernetes": {Properties: map[string]filesettings.Field{
					"labels": flattened, "annotations": flattened, "namespace_labels": flattened, "namespace_annotations": flattened,
					"node": {Properties: map[string]filesettings.Field{"labels": flattened, "annotations": flattened}},
				}},
			},
		},
	}
}
