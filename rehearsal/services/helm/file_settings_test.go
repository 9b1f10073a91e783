package helm_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// holding changes a part of the file that Elasticsearch holds its settings by.
// It is compact JSON: no space between its signs.
func holding(t *testing.T, old, new string) change {
	return func(in map[string]any) {
		files := in["values"].(map[string]any)["esConfig"].(map[string]any)
		var compact bytes.Buffer
		if err := json.Compact(&compact, []byte(files["file-settings.json"].(string))); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(compact.String(), old) {
			t.Fatalf("the file does not hold %s", old)
		}
		files["file-settings.json"] = strings.Replace(compact.String(), old, new, 1)
	}
}

// script changes a part of the command that copies the file.
func script(t *testing.T, old, new string) change {
	return func(in map[string]any) {
		command := in["values"].(map[string]any)["extraInitContainers"].([]any)[0].(map[string]any)["command"].([]any)
		last := command[len(command)-1].(string)
		if !strings.Contains(last, old) {
			t.Fatalf("the command does not hold %q: %s", old, last)
		}
		command[len(command)-1] = strings.Replace(last, old, new, 1)
	}
}

func TestAFileThatElasticsearchCannotApplyEndsItsStart(t *testing.T) {
	for name, c := range map[string]struct {
		change  change
		wording string
	}{
		"no JSON":              {holding(t, `"metadata":{`, `"metadata":`), "[reserved_state_chunk]"},
		"no number":            {script(t, "date +%s", "hostname"), "failed to parse field [version]"},
		"no such section":      {holding(t, `"ilm":{`, `"ilms":{`), "Missing handler definition for content key [ilms]"},
		"a policy as by API":   {holding(t, `"phases":{`, `"policy":{`), "[lifecycle_policy] unknown field [policy]"},
		"no such phase":        {holding(t, `"delete":{"min_age"`, `"gone":{"min_age"`), "does not support phase [gone]"},
		"no such action":       {holding(t, `"rollover":{`, `"roll":{`), "invalid action [roll] defined in phase [hot]"},
		"no such condition":    {holding(t, `"max_age"`, `"max_days"`), "[rollover_action] unknown field [max_days]"},
		"no size":              {holding(t, `"2048mb"`, `"2Gi"`), "failed to parse setting [max_primary_shard_size] with value [2Gi]"},
		"no age":               {holding(t, `"min_age":"7d"`, `"min_age":"1w"`), "failed to parse setting [min_age] with value [1w]"},
		"no such field":        {holding(t, `"priority":300`, `"prio":300`), "[index_template] unknown field [prio]"},
		"two of one priority":  {both(holding(t, `"priority":300`, `"priority":200`), holding(t, `"logstash"]`, `"log*"]`)), "please use a different priority"},
		"no such component":    {holding(t, `"logs-kubernetes@custom"],"ignore`, `"logs-kubernetes@mine"],"ignore`), "specifies component templates [logs-kubernetes@mine] that do not exist"},
		"no such index option": {holding(t, `"index.codec"`, `"index.compression"`), "unknown setting [index.compression]"},
		"no such type":         {holding(t, `"match_only_text"`, `"text_only"`), "No handler for type [text_only] declared on field [message]"},
		"malformed times":      {holding(t, `"ignore_malformed":false`, `"store":false`), "has disallowed [ignore_malformed] attribute specified"},
		"a time of words":      {holding(t, `"type":"date",`, `"type":"keyword",`), "data stream timestamp field [@timestamp] is of type [keyword]"},
		"another file":         {script(t, "/esconfig/file-settings.json", "/esconfig/settings.json"), "No such file or directory"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			clustertest.Refused(t, s.try("elasticsearch", c.change), "helm/file-settings-applied", c.wording)
		})
	}
}

func TestFileSettingsThatEndBadly(t *testing.T) {
	for name, c := range map[string]struct {
		change change
		rule   string
	}{
		"one version for ever": {both(holding(t, "@VERSION@", "1"), script(t, "sed \"s/@VERSION@/`date +%s`/\"", "cat")), "helm/file-settings-version-grows"},
		"another name":         {script(t, "operator/settings.json", "operator/file-settings.json"), "helm/file-settings-read"},
		"nobody copies it":     {remove("extraInitContainers"), "helm/file-settings-read"},
		"nothing deletes":      {holding(t, `"delete":{}`, `"wait_for_snapshot":{}`), "helm/logs-deleted"},
		"an index too large":   {holding(t, `"2048mb"`, `"50gb"`), "helm/logs-roll-over"},
		"values without a limit": {holding(t, `"type":"flattened","ignore_above":8000`, `"type":"flattened"`),
			"helm/file-settings-applied"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.install("elasticsearch", c.change)
			s.Violated(c.rule)
		})
	}
}

func TestWhatIsInUseStaysInTheFile(t *testing.T) {
	for name, c := range map[string]struct {
		change  change
		wording string // "": it is taken
	}{
		"a template": {holding(t, `"logs-kubernetes":{"index_patterns"`, `"others":{"index_patterns"`), ""},
		"no stream": {both(holding(t, `"logs-kubernetes":{"index_patterns"`, `"others":{"index_patterns"`),
			holding(t, `"logs-kubernetes-default"`, `"logs-others"`)),
			"unable to remove composable templates [logs-kubernetes] as they are in use by a data streams [logs-kubernetes-default]"},
		"a policy": {both(holding(t, `"logs-kubernetes":{"phases"`, `"week":{"phases"`),
			holding(t, `"index.lifecycle.name":"logs-kubernetes"`, `"index.lifecycle.name":"week"`)), "Cannot delete policy [logs-kubernetes]. It is in use"},
		"the file": {func(in map[string]any) {
			v := in["values"].(map[string]any)
			delete(v, "extraInitContainers")
			delete(v, "extraVolumes")
			delete(v, "extraVolumeMounts")
			delete(v["esConfig"].(map[string]any), "file-settings.json")
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			o := s.install("elasticsearch")
			s.install("logstash")
			err := s.Update(o, s.inputs("elasticsearch", c.change))
			if c.wording == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			clustertest.Refused(t, err, "helm/file-settings-keep-what-is-used", c.wording)
		})
	}
}
