package helm

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// plugin is one plugin of a pipeline: beats { … } in input { … }.
type plugin struct {
	section, name string
	order         []string // its settings
	settings      map[string][]string
}

func (p plugin) one(setting string) string {
	if v := p.settings[setting]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// token is a piece of a pipeline's text: a word, a text in quotes, or a sign.
type token struct {
	text   string
	quoted bool
	at     int
}

var tokenForm = regexp.MustCompile(`(?s)\A(?:#[^\n]*|\s+|[=!]~\s*/(?:[^/\\]|\\.)*/|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|=>|[\w.:/%-]+|\[[@\w]+\](?:\[[@\w]+\])*|.)`)

func tokens(text string) []token {
	var out []token
	for at := 0; at < len(text); {
		m := tokenForm.FindStringSubmatch(text[at:])
		piece := m[0]
		switch {
		case strings.TrimSpace(piece) == "" || piece[0] == '#':
		case len(piece) > 1 && (piece[0] == '"' || piece[0] == '\''):
			out = append(out, token{m[1] + m[2], true, at})
		default:
			out = append(out, token{piece, false, at})
		}
		at += len(piece)
	}
	return out
}

// reader walks over the tokens of a pipeline.
type reader struct {
	text string
	left []token
}

// readPipeline reads the plugins of a pipeline. The error is the one of
// Logstash's grammar (logstash-core/lib/logstash/compiler.rb).
func readPipeline(text string) ([]plugin, error) {
	r := &reader{text: text, left: tokens(text)}
	var out []plugin
	for len(r.left) > 0 {
		section := r.next()
		if section.quoted || !slices.Contains([]string{"input", "filter", "output"}, section.text) {
			return nil, r.expected("input, filter, output", section)
		}
		found, err := r.block(section.text)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func (r *reader) next() token {
	if len(r.left) == 0 {
		return token{at: len(r.text)}
	}
	t := r.left[0]
	r.left = r.left[1:]
	return t
}

func (r *reader) peek(text string) bool {
	return len(r.left) > 0 && !r.left[0].quoted && r.left[0].text == text
}

func (r *reader) expect(sign string) error {
	if t := r.next(); t.quoted || t.text != sign {
		return r.expected(sign, t)
	}
	return nil
}

func (r *reader) expected(what string, got token) error {
	before := r.text[:got.at]
	line := strings.Count(before, "\n") + 1
	return fmt.Errorf("expected one of [ \\t\\r\\n], \"#\", %q at line %d, column %d (byte %d)", what, line,
		got.at-strings.LastIndex(before, "\n"), got.at+1)
}

// block reads { … }: plugins, and conditions around more of them.
func (r *reader) block(section string) ([]plugin, error) {
	if err := r.expect("{"); err != nil {
		return nil, err
	}
	var out []plugin
	for !r.peek("}") {
		name := r.next()
		if name.text == "" {
			return nil, r.expected("}", name)
		}
		if name.text == "if" || name.text == "else" {
			for len(r.left) > 0 && !r.peek("{") {
				r.next()
			}
			inner, err := r.block(section)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
			continue
		}
		p, err := r.plugin(section, name.text)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	r.next()
	return out, nil
}

func (r *reader) plugin(section, name string) (plugin, error) {
	p := plugin{section: section, name: name, settings: map[string][]string{}}
	if err := r.expect("{"); err != nil {
		return p, err
	}
	for !r.peek("}") {
		key := r.next()
		if err := r.expect("=>"); err != nil {
			return p, err
		}
		value, err := r.value()
		if err != nil {
			return p, err
		}
		p.order = append(p.order, key.text)
		p.settings[key.text] = append(p.settings[key.text], value...)
	}
	r.next()
	return p, nil
}

// value reads a text, a number, a list or a hash; a hash as "key=>value".
func (r *reader) value() ([]string, error) {
	switch t := r.next(); {
	case t.quoted:
		return []string{t.text}, nil
	case t.text == "[":
		var out []string
		for !r.peek("]") {
			each, err := r.value()
			if err != nil {
				return nil, err
			}
			out = append(out, each...)
			if r.peek(",") {
				r.next()
			}
		}
		r.next()
		return out, nil
	case t.text == "{":
		var out []string
		for !r.peek("}") {
			key := r.next()
			if err := r.expect("=>"); err != nil {
				return nil, err
			}
			each, err := r.value()
			if err != nil {
				return nil, err
			}
			out = append(out, key.text+"=>"+strings.Join(each, ","))
		}
		r.next()
		return out, nil
	case t.text == "" || strings.Contains("}],", t.text):
		return nil, r.expected("\"", t)
	default:
		return []string{t.text}, nil
	}
}

var field = regexp.MustCompile(`%\{([^}]*)\}`)

// indices returns the indices that an output writes, as far as the pipeline
// says: a field stands for what the inputs add under that name, a date for a
// day. false: an index is not known before there is an event.
func indices(plugins []plugin, output plugin) ([]string, bool) {
	out := []string{output.one("index")}
	for _, m := range field.FindAllStringSubmatch(output.one("index"), -1) {
		values := []string{"2026.11.23"}
		if !strings.HasPrefix(m[1], "+") {
			values = added(plugins, m[1])
		}
		var more []string
		for _, v := range values {
			for _, name := range out {
				more = append(more, strings.Replace(name, m[0], v, 1))
			}
		}
		out = more
	}
	slices.Sort(out)
	return slices.Compact(out), len(out) > 0
}

// unset returns the first field in a text that no input adds and that no event
// has by itself, or "".
func unset(plugins []plugin, text string) string {
	for _, m := range field.FindAllStringSubmatch(text, -1) {
		metadata := strings.HasPrefix(m[1], "[@metadata][") && !slices.Contains(beatsMetadata, m[1])
		if root, _, _ := strings.Cut(strings.Trim(m[1], "["), "]"); added(plugins, m[1]) == nil && (metadata || root == "metadata") {
			return m[1]
		}
	}
	return ""
}

// longestInterval returns that of the inputs which run a command.
func longestInterval(plugins []plugin) time.Duration {
	var longest time.Duration
	for _, p := range plugins {
		if n, err := strconv.Atoi(p.one("interval")); err == nil && p.name == "exec" {
			longest = max(longest, time.Duration(n)*time.Second)
		}
	}
	return longest
}

// beatsMetadata are the fields of @metadata that the Beats input sets.
var beatsMetadata = strings.Fields("[@metadata][beat] [@metadata][version] [@metadata][type] [@metadata][pipeline] [@metadata][raw_index]")

func added(plugins []plugin, name string) []string {
	var out []string
	for _, p := range plugins {
		for _, pair := range p.settings["add_field"] {
			if key, value, _ := strings.Cut(pair, "=>"); key == name {
				out = append(out, value)
			}
		}
	}
	return out
}
