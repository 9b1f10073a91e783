package helm

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Names of the parts: each handler's NAME, LifecyclePolicy.java, Phase.java,
// TimeseriesLifecycleType.java, RolloverConditions.java, ComponentTemplate.java,
// ComposableIndexTemplate.java and Template.java of Elasticsearch 8.19.
var (
	fileSections = strings.Fields(`autoscaling cluster_secrets cluster_settings ilm index_templates ingest_pipelines role_mappings slm
		snapshot_repositories`)
	actionsOfPhase = map[string][]string{
		"hot":    strings.Fields("downsample forcemerge readonly rollover searchable_snapshot set_priority shrink unfollow"),
		"warm":   strings.Fields("allocate downsample forcemerge migrate readonly set_priority shrink unfollow"),
		"cold":   strings.Fields("allocate downsample freeze migrate readonly searchable_snapshot set_priority unfollow"),
		"frozen": strings.Fields("searchable_snapshot unfollow"),
		"delete": strings.Fields("delete wait_for_snapshot"),
	}
	sizesOfRollover  = strings.Fields("max_primary_shard_size max_size min_primary_shard_size min_size")
	agesOfRollover   = strings.Fields("max_age min_age")
	countsOfRollover = strings.Fields("max_docs max_primary_shard_docs min_docs min_primary_shard_docs")

	fieldsOfComponent     = strings.Fields("_meta created_date deprecated modified_date template version")
	fieldsOfIndexTemplate = strings.Fields(`_meta allow_auto_create composed_of created_date data_stream deprecated
		ignore_missing_component_templates index_patterns modified_date priority template version`)
	fieldsOfTemplate = strings.Fields("aliases data_stream_options lifecycle mappings settings")

	timeForm  = regexp.MustCompile(`^(0|-1|[0-9]+(nanos|micros|ms|s|m|h|d))$`)
	bytesForm = regexp.MustCompile(`(?i)^[0-9]+(b|kb|mb|gb|tb|pb)$`)
)

// lifecycle is a policy as ReservedLifecycleAction parses it: without a level
// "policy", which the API has.
func (p *plan) lifecycle(name string, policy values) {
	for _, key := range slices.Sorted(maps.Keys(policy)) {
		if key != "phases" && key != "_meta" && key != "deprecated" {
			p.invalidFile("[lifecycle_policy] unknown field [%s] in policy [%s]", key, name)
		}
	}
	if policy.sub("phases") == nil {
		p.invalidFile("Required [phases] in policy [%s]", name)
	}
	for _, phase := range slices.Sorted(maps.Keys(policy.sub("phases"))) {
		allowed, known := actionsOfPhase[phase]
		if !known {
			p.invalidFile("Timeseries lifecycle does not support phase [%s]", phase)
			continue
		}
		content := policy.sub("phases", phase)
		for _, key := range slices.Sorted(maps.Keys(content)) {
			if key != "min_age" && key != "actions" && key != "configurations" {
				p.invalidFile("[phase] unknown field [%s] in phase [%s] of policy [%s]", key, phase, name)
			}
		}
		if age := content.str("min_age"); age != "" && !timeForm.MatchString(age) {
			p.invalidFile("failed to parse setting [min_age] with value [%s] as a time value", age)
		}
		for _, action := range slices.Sorted(maps.Keys(content.sub("actions"))) {
			if !slices.Contains(allowed, action) {
				p.invalidFile("invalid action [%s] defined in phase [%s]", action, phase)
			}
		}
		p.rollover(content.sub("actions", "rollover"))
	}
}

func (p *plan) rollover(conditions values) {
	for _, key := range slices.Sorted(maps.Keys(conditions)) {
		value := conditions.str(key)
		switch {
		case slices.Contains(agesOfRollover, key) && !timeForm.MatchString(value), slices.Contains(sizesOfRollover, key) && !bytesForm.MatchString(value):
			p.invalidFile("failed to parse setting [%s] with value [%s]", key, value)
		case !slices.Contains(slices.Concat(sizesOfRollover, agesOfRollover, countsOfRollover), key):
			p.invalidFile("[rollover_action] unknown field [%s]", key)
		}
	}
}

func (p *plan) templateFields(kind, name string, template values, allowed []string) {
	for _, key := range slices.Sorted(maps.Keys(template)) {
		if !slices.Contains(allowed, key) {
			p.invalidFile("[%s] unknown field [%s] in [%s]", kind, key, name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(template.sub("template"))) {
		if !slices.Contains(fieldsOfTemplate, key) {
			p.invalidFile("[template] unknown field [%s] in [%s]", key, name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(settingsOf(template))) {
		if !slices.Contains(indexSettings, key) {
			p.invalidFile("unknown setting [%s] please check that any required plugins are installed, or check the breaking changes documentation "+
				"for removed settings", key)
		}
	}
	p.fields(template.sub("template", "mappings"), "")
}

// settingsOf returns the settings of a template, dotted and with their prefix.
func settingsOf(template values) map[string]string {
	set, out := map[string]string{}, map[string]string{}
	flatten(set, "", map[string]any(template.sub("template", "settings")))
	for key, value := range set {
		out["index."+strings.TrimPrefix(key, "index.")] = value
	}
	return out
}

// indexSettings are those of an index that a template of logs may have:
// elastic.co/guide/en/elasticsearch/reference/8.19/index-modules.html, mapping-settings-limit.html.
var indexSettings = slices.Concat(
	each("index.", `codec default_pipeline final_pipeline hidden lifecycle.name lifecycle.rollover_alias lifecycle.prefer_ilm mode
		number_of_replicas number_of_shards auto_expand_replicas priority refresh_interval max_result_window query.default_field
		routing.allocation.total_shards_per_node translog.durability translog.sync_interval sort.field sort.order`),
	each("index.mapping.", `coerce depth.limit dimension_fields.limit field_name_length.limit ignore_malformed nested_fields.limit
		nested_objects.limit source.mode total_fields.limit total_fields.ignore_dynamic_beyond_limit`),
)

// fields looks at the types of an index's fields.
func (p *plan) fields(mapping values, at string) {
	for _, name := range slices.Sorted(maps.Keys(mapping.sub("properties"))) {
		field, full := mapping.sub("properties", name), strings.TrimPrefix(at+"."+name, ".")
		kind := field.str("type")
		if kind != "" && !slices.Contains(fieldTypes, kind) {
			p.invalidFile("No handler for type [%s] declared on field [%s]", kind, full)
		}
		if longest := field.number("ignore_above"); kind == "flattened" && (longest == 0 || 4*longest > 32766) {
			p.warns("helm/file-settings-applied", "a long value refuses its document: Flattened field [%s] contains one immense field whose keyed "+
				"encoding is longer than the allowed max length of 32766 bytes", full)
		}
		p.fields(field, full)
	}
}

// fieldTypes: elastic.co/guide/en/elasticsearch/reference/8.19/mapping-types.html, those of logs.
var fieldTypes = strings.Fields(`alias binary boolean byte constant_keyword date date_nanos date_range double flattened float geo_point
	half_float histogram integer ip ip_range keyword long match_only_text nested object passthrough scaled_float short text unsigned_long
	version wildcard`)

// indexTemplate looks at what an index template is composed of, what it overlaps
// with, and how its indices end.
func (p *plan) indexTemplate(name string, h heldByFile) {
	template := h.templates[name]
	patterns := texts(template.at("index_patterns"))
	if len(patterns) == 0 {
		p.invalidFile("Required [index_patterns] in [%s]", name)
	}
	for _, part := range texts(template.at("composed_of")) {
		if _, there := h.components[part]; !there && !slices.Contains(texts(template.at("ignore_missing_component_templates")), part) {
			p.invalidFile("index template [%s] specifies component templates [%s] that do not exist", name, part)
		}
	}
	for _, other := range slices.Sorted(maps.Keys(h.templates)) {
		if other > name && template.number("priority") == h.templates[other].number("priority") && overlap(patterns, texts(h.templates[other].at("index_patterns"))) {
			p.invalidFile("index template [%s] has index patterns %v matching patterns from existing templates [%s] that have the same priority "+
				"[%d], multiple index templates may not match during index creation, please use a different priority", other,
				texts(h.templates[other].at("index_patterns")), name, template.number("priority"))
		}
	}
	if template["data_stream"] != nil {
		parts, policy := append(h.parts(template), template), ""
		for _, part := range parts {
			policy = cmp.Or(settingsOf(part)["index.lifecycle.name"], policy)
		}
		p.timestamp(name, parts)
		p.ends(name, policy, h)
	}
}

// timestamp looks at the one field that a data stream asks for
// (DataStreamTimestampFieldMapper.java): a template is tried when it is put.
func (p *plan) timestamp(name string, parts []values) {
	ignored, said := false, false
	for _, part := range parts {
		ignored = ignored || settingsOf(part)["index.mapping.ignore_malformed"] == "true"
		field := part.sub("template", "mappings", "properties", "@timestamp")
		said = said || field.at("ignore_malformed") == false
		if kind := field.str("type"); kind != "" && kind != "date" && kind != "date_nanos" {
			p.invalidFile("composable template [%s] template after composition is invalid: data stream timestamp field [@timestamp] is of type [%s], "+
				"but [date,date_nanos] is expected", name, kind)
		}
	}
	if ignored && !said {
		p.invalidFile("composable template [%s] template after composition is invalid: data stream timestamp field [@timestamp] has disallowed "+
			"[ignore_malformed] attribute specified", name)
	}
}

// overlap says that some name is of both lists of patterns.
func overlap(some, others []string) bool {
	for _, a := range some {
		for _, b := range others {
			if ok, _ := path.Match(a, b); ok {
				return true
			}
			if ok, _ := path.Match(b, a); ok {
				return true
			}
		}
	}
	return false
}

// ends looks at how the indices of a data stream end: each index that is written
// must fit into the volume, and an old one be deleted.
func (p *plan) ends(stream, policy string, h heldByFile) {
	phases := h.policies[policy].sub("phases")
	if phases.sub("delete", "actions", "delete") == nil {
		p.warns("helm/logs-deleted", "data streams of template %s: policy [%s] has no delete phase: the volume fills up", stream, policy)
		return
	}
	rollover := phases.sub("hot", "actions", "rollover")
	bytes, _ := elasticBytes(rollover.str("max_primary_shard_size") + rollover.str("max_size"))
	size := int(bytes >> 20)
	for _, c := range p.claims {
		if volume := c.GiB * 1024; volume > 0 && (size == 0 || size*10 > volume*7) && rollover.str("max_age") == "" || size >= volume {
			p.warns("helm/logs-roll-over", "data streams of template %s: an index of up to %d MiB does not fit into the volume of %d GiB, and none is "+
				"deleted before it rolled over", stream, size, c.GiB)
		}
	}
}
