package helm

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
)

// indexTemplate is what Elasticsearch holds by its file, or an output of Logstash
// installs: settings and lifetime of the indices whose names match.
type indexTemplate struct {
	Patterns   []string       `json:"index_patterns"`
	Priority   int            `json:"priority"`
	DataStream map[string]any `json:"data_stream"`
	Template   struct {
		Settings  map[string]any `json:"settings"`
		Lifecycle struct {
			Retention string `json:"data_retention"`
		} `json:"lifecycle"`
	} `json:"template"`

	days int // by a lifecycle policy
}

func templateOf(v values, output plugin) indexTemplate {
	var t indexTemplate
	_ = json.Unmarshal([]byte(v.str("logstashConfig", path.Base(output.one("template")))), &t) // noTemplate says so
	return t
}

// covering returns the template that an index is made by: of those that match,
// the one with the highest priority.
func covering(templates []indexTemplate, index string) indexTemplate {
	var best indexTemplate
	for _, t := range templates {
		if t.Priority >= best.Priority && slices.ContainsFunc(t.Patterns, func(p string) bool { ok, _ := path.Match(p, index); return ok }) {
			best = t
		}
	}
	return best
}

// setting returns one of the template's settings, however it is written.
func (t indexTemplate) setting(name string) string {
	flattened := map[string]string{}
	flatten(flattened, "", t.Template.Settings)
	return flattened[strings.TrimPrefix(name, "index.")] + flattened[name]
}

// fill is what one input of Logstash puts into an index.
type fill struct {
	input, index string
	daily        int64           // bytes that it is taken to add to the volume in a day
	own          []indexTemplate // that the outputs install
}

// in returns the template by which a node makes the index.
func (f fill) in(node *elasticsearchNode) indexTemplate {
	return covering(slices.Concat(node.held.made(), f.own), f.index)
}

// refused says why Elasticsearch refuses some of it.
func (f fill) refused(node *elasticsearchNode) string {
	if f.input == "beats" && f.in(node).setting("index.mapping.total_fields.ignore_dynamic_beyond_limit") != "true" {
		return fmt.Sprintf("index %s: Limit of total fields [1000] has been exceeded while adding new fields: whatever Beats send with another "+
			"field is refused", f.index)
	}
	return ""
}

// What is taken to arrive, for want of a measurement: of a command's output, one
// document for each run; from Beats, a quarter of a million documents a day.
const (
	document   = 1 << 10 // bytes on the volume, index included
	beatsDaily = 256 << 10 * document
)

func dailyOf(input plugin) int64 {
	switch input.name {
	case "beats":
		return beatsDaily
	case "exec":
		if seconds, err := strconv.Atoi(input.one("interval")); err == nil && seconds > 0 {
			return int64(24 * 60 * 60 / seconds * document)
		}
	}
	return 0
}

// kept returns for how many days a data stream's documents are on the volume: an
// index is deleted when it is as long ago that it was rolled over
// (RolloverConfiguration.java, evaluateMaxAgeCondition).
func (t indexTemplate) kept() int {
	days, err := strconv.Atoi(strings.TrimSuffix(t.Template.Lifecycle.Retention, "d"))
	switch {
	case t.days > 0 && t.DataStream != nil:
		return t.days
	case err != nil || t.DataStream == nil:
		return 0
	case days <= 14:
		return days + 1
	case days <= 90:
		return days + 7
	}
	return days + 30
}

// arrives judges what a pipeline's inputs bring into each index.
func arrives(p *plan, v values, plugins []plugin) {
	var templates []indexTemplate
	for _, each := range plugins {
		if each.section == "output" && each.one("manage_template") != "false" {
			templates = append(templates, templateOf(v, each))
		}
	}
	hosts := map[string]string{} // the form of the field host, by index
	for _, input := range plugins {
		if input.section != "input" {
			continue
		}
		for _, index := range destinations(plugins, input) {
			p.fills = append(p.fills, fill{input.name, index, dailyOf(input), templates})
			form := "object"
			if input.name == "exec" && ecs(v, input) == "disabled" {
				form = "a concrete value"
			}
			if was := hosts[index]; was != "" && was != form {
				p.warns("helm/documents-agree", "index %s: object mapping for [host] tried to parse field [host] as object, but found a concrete value: "+
					"documents of %s are refused", index, input.name)
			}
			hosts[index] = form
		}
	}
}

// destinations returns the indices that one input's documents go to: those that it
// names itself, or those of the outputs that name one for all.
func destinations(plugins []plugin, input plugin) []string {
	var named, fixed []string
	for _, output := range plugins {
		if output.section != "output" || output.name != "elasticsearch" {
			continue
		}
		if names, known := indices([]plugin{input}, output); strings.Contains(output.one("index"), "%{") && known {
			named = append(named, names...)
		} else if known {
			fixed = append(fixed, names...)
		}
	}
	if named != nil {
		return named
	}
	return fixed
}

// ecs returns whether an input names its fields as the Elastic Common Schema does.
func ecs(v values, input plugin) string {
	if own := input.one("ecs_compatibility"); own != "" {
		return own
	}
	return setting(v.str("logstashConfig", "logstash.yml"), "pipeline.ecs_compatibility")
}

// logstashVolume holds the queue and what Elasticsearch refused against the
// volume that both are on.
func logstashVolume(p *plan, v values) {
	config := v.str("logstashConfig", "logstash.yml")
	asked := v.str("volumeClaimTemplate", "resources", "requests", "storage")
	volume, err := kubernetes.Bytes(asked)
	if err != nil || volume == 0 || !v.is("persistence", "enabled") {
		return
	}
	size := func(key string) int64 {
		n, _ := elasticBytes(cmp.Or(setting(config, key), "1024mb"))
		return n
	}
	var queue, refused int64
	if setting(config, "queue.type") == "persisted" {
		queue = size("queue.max_bytes")
	}
	if setting(config, "dead_letter_queue.enable") == "true" {
		refused = size("dead_letter_queue.max_bytes")
	}
	switch {
	case queue >= volume:
		p.breaks("helm/logstash-queue-fits", "The persistent queue on path \"/usr/share/logstash/data/queue\" won't fit in file system: "+
			"queue.max_bytes is %s, the volume %s", inGiB(queue), asked)
	case queue+refused >= volume:
		p.warns("helm/logstash-queues-fit", "No space left on device: a queue of %s and a dead letter queue of %s on a volume of %s", inGiB(queue),
			inGiB(refused), asked)
	}
}
