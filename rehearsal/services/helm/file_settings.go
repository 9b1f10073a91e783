package helm

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// heldByFile is what Elasticsearch holds by its file-based settings
// (elastic.co/guide/en/elasticsearch/reference/8.19/file-based-settings.html).
type heldByFile struct {
	there      bool // there is a file
	policies   map[string]values
	components map[string]values
	templates  map[string]values

	repositories map[string]values // of snapshots
	snapshots    map[string]values // their policies
}

// operatorDirectory is where Elasticsearch looks for its settings.json.
const operatorDirectory = "/usr/share/elasticsearch/config/operator"

// fileSettingsRules are about that file.
var fileSettingsRules = []world.Rule{
	{ID: "helm/file-settings-applied", Source: "elasticsearch FileSettingsService.java and ReservedClusterStateService.java; #91939: a file " +
		"that cannot be applied at the start ends the node"},
	{ID: "helm/file-settings-read", Source: "elasticsearch FileSettingsService.java: config/operator/settings.json, and no other name"},
	{ID: "helm/file-settings-version-grows", Source: "elasticsearch ReservedStateVersionCheck.java: a version that is not higher changes nothing"},
	{ID: "helm/logs-deleted", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/ilm-index-lifecycle.html: only a delete phase deletes"},
	{ID: "helm/logs-roll-over", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/ilm-rollover.html; modules-cluster.html: at 85 % of a " +
		"volume no shard is placed, at 95 % indices are read-only"},
}

// fileSettings reads what an init container copies into the operator directory.
func fileSettings(p *plan, v values) heldByFile {
	volume := ""
	for _, m := range v.items("extraVolumeMounts") {
		if m.str("mountPath") == operatorDirectory {
			volume = m.str("name")
		}
	}
	if volume == "" {
		return heldByFile{}
	}
	for _, c := range v.items("extraInitContainers") {
		from, to := "", ""
		for _, m := range c.items("volumeMounts") {
			switch m.str("name") {
			case "esconfig": // the chart's ConfigMap
				from = m.str("mountPath")
			case volume:
				to = m.str("mountPath")
			}
		}
		script := strings.Join(texts(c.at("command")), " ")
		source, written := fileBelow(from, script), fileBelow(to, script)
		if to == "" || written != "settings.json" {
			continue
		}
		text, there := v.at("esConfig", source).(string)
		if !there {
			p.breaks("helm/file-settings-applied", "init container %s: can't read %s/%s: No such file or directory", c.str("name"), from, source)
			return heldByFile{}
		}
		return p.applied(text, script)
	}
	p.warns("helm/file-settings-read", "nothing writes settings.json into %s: Elasticsearch holds none of it", operatorDirectory)
	return heldByFile{}
}

// fileBelow returns the name of the file below a directory in a script.
func fileBelow(directory, script string) string {
	if directory == "" {
		return ""
	}
	for word := range strings.FieldsSeq(script) {
		if rest, found := strings.CutPrefix(strings.Trim(word, `"'`), strings.TrimSuffix(directory, "/")+"/"); found {
			return rest
		}
	}
	return ""
}

// stamp replaces a word of the file by the time.
var stamp = regexp.MustCompile("s/([^/]+)/(`|\\$\\()date \\+%s(`|\\))/")

// applied does what Elasticsearch does with the file at its start.
func (p *plan) applied(text, script string) heldByFile {
	m := stamp.FindStringSubmatch(script)
	if m != nil {
		text = strings.Replace(text, m[1], "1764163616", 1)
	}
	var file struct {
		Metadata values            `json:"metadata"`
		State    map[string]values `json:"state"`
	}
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		p.invalidFile("[reserved_state_chunk] %s", err)
		return heldByFile{}
	}
	version := file.Metadata.str("version")
	switch {
	case !regexp.MustCompile(`^[1-9][0-9]{0,18}$`).MatchString(version):
		p.invalidFile("[reserved_version_metadata] failed to parse field [version]: For input string: %q", version)
	case m == nil:
		p.warns("helm/file-settings-version-grows",
			"the version of the file settings is always %s: Elasticsearch takes what it had before for what it has, and no change is applied", version)
	}
	for _, section := range slices.Sorted(maps.Keys(file.State)) {
		if !slices.Contains(fileSections, section) {
			p.invalidFile("Missing handler definition for content key [%s]", section)
		}
	}
	h := heldByFile{
		there: true, policies: map[string]values{}, components: map[string]values{}, templates: map[string]values{},
		repositories: map[string]values{}, snapshots: map[string]values{},
	}
	for name, x := range file.State["snapshot_repositories"] {
		h.repositories[name], _ = asMap(x)
		p.repository(name, h.repositories[name])
	}
	for name, x := range file.State["slm"] {
		h.snapshots[name], _ = asMap(x)
		p.snapshotPolicy(name, h.snapshots[name], h)
	}
	p.filled(h)
	for name, x := range file.State["ilm"] {
		h.policies[name], _ = asMap(x)
		p.lifecycle(name, h.policies[name])
	}
	both := file.State["index_templates"]
	for name, x := range both.sub("component_templates") {
		h.components[name], _ = asMap(x)
		p.templateFields("component_template", name, h.components[name], fieldsOfComponent)
	}
	for name, x := range both.sub("composable_index_templates") {
		h.templates[name], _ = asMap(x)
		p.templateFields("index_template", name, h.templates[name], fieldsOfIndexTemplate)
	}
	for _, name := range slices.Sorted(maps.Keys(h.templates)) {
		p.indexTemplate(name, h)
	}
	return h
}

func (p *plan) invalidFile(format string, args ...any) {
	p.breaks("helm/file-settings-applied", "Error processing state change request for file_settings, errors: %s", fmt.Sprintf(format, args...))
}

// isStream tells whether an index of that name would be a data stream.
func (h heldByFile) isStream(index string) bool { return covering(h.made(), index).DataStream != nil }

// made returns the index templates, each with what it is composed of, the later
// component before the earlier one.
func (h heldByFile) made() []indexTemplate {
	var out []indexTemplate
	for _, name := range slices.Sorted(maps.Keys(h.templates)) {
		template := h.templates[name]
		t := indexTemplate{Patterns: texts(template.at("index_patterns")), Priority: template.number("priority")}
		if template["data_stream"] != nil {
			t.DataStream = map[string]any{}
		}
		t.Template.Settings = map[string]any{}
		for _, part := range append(h.parts(template), template) {
			for key, value := range settingsOf(part) {
				t.Template.Settings[key] = value
			}
		}
		phases := h.policies[t.setting("index.lifecycle.name")].sub("phases")
		if age := days(phases.str("delete", "min_age")); phases.sub("delete", "actions", "delete") != nil && age > 0 {
			t.days = age + max(1, days(phases.str("hot", "actions", "rollover", "max_age")))
		}
		out = append(out, t)
	}
	return out
}

// parts returns the components of an index template that are there.
func (h heldByFile) parts(template values) []values {
	var out []values
	for _, name := range texts(template.at("composed_of")) {
		if part, there := h.components[name]; there {
			out = append(out, part)
		}
	}
	return out
}

// days reads a time of whole days, 0 for any other.
func days(text string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "d"))
	if err != nil {
		return 0
	}
	return n
}

// fileSettingsKept: what is in use cannot be deleted, and the file asks for that
// when it no longer has it.
var fileSettingsKept = world.Rule{
	ID: "helm/file-settings-keep-what-is-used",
	Source: "elasticsearch ReservedComposableIndexTemplateAction.java and ReservedLifecycleAction.java delete what a file no longer has; " +
		"MetadataIndexTemplateService.java and TransportDeleteLifecycleAction.java refuse it while it is in use",
	Test: func(op *world.Op) error {
		if op.Old == nil {
			return nil
		}
		was, is := planOf(op.Old).serves, planOf(op.Object).serves
		if was == nil || is == nil || !was.held.there || !is.held.there {
			return nil // without a file, all of it stays
		}
		for _, written := range writtenOn(op) {
			for _, name := range slices.Sorted(maps.Keys(was.held.templates)) {
				template := was.held.templates[name]
				if !overlap(texts(template.at("index_patterns")), []string{written}) {
					continue
				}
				if template["data_stream"] != nil && is.held.templates[name] == nil && !is.held.isStream(written) {
					return neverReady(op, "Error processing index_templates state change: unable to remove composable templates [%s] as they are in "+
						"use by a data streams [%s]", name, written)
				}
				for _, part := range append(was.held.parts(template), template) {
					policy := settingsOf(part)["index.lifecycle.name"]
					if policy != "" && is.held.policies[policy] == nil {
						return neverReady(op, "Error processing ilm state change: Cannot delete policy [%s]. It is in use by one or more indices: [%s]",
							policy, written)
					}
				}
			}
		}
		return nil
	},
}

// writtenOn returns the indices that releases on the cluster write to.
func writtenOn(op *world.Op) []string {
	var out []string
	for _, o := range kubernetes.On(op, Release) {
		for _, c := range planOf(o).clients {
			out = append(out, c.writes...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
