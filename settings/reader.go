package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// reader hands out the values of a source by path, in the type asked for, and
// collects what is wrong with them.
type reader struct {
	source   Source
	values   map[string]value // path of a setting → what the stack file says; absent where it says nothing
	refused  map[string]bool  // paths with a problem: their value is not judged twice
	read     map[string]bool  // paths asked for
	groups   []string         // names of eks-elk:nodeGroups, sorted; nil where the key is absent
	problems []Problem
	warnings []string
}

func newReader(source Source) *reader {
	r := &reader{source: source, values: map[string]value{}, refused: map[string]bool{}, read: map[string]bool{}}
	for _, key := range slices.Sorted(maps.Keys(source.Config)) {
		r.place(key, key, decode(source.Config[key]))
	}
	return r
}

// problem notes a sentence about a key.
func (r *reader) problem(path, format string, args ...any) {
	r.refused[path] = true
	r.problems = append(r.problems, Problem{Key: clip(oneLine(path), longestKey), Text: oneLine(fmt.Sprintf(format, args...))})
}

// refuse says what the value at a path is, why that is wrong where it is not
// plain to see, and what it may be.
func (r *reader) refuse(path, why string) {
	if r.refused[path] {
		return
	}
	is := "is " + r.shown(path)
	if why != "" {
		is += ", " + why
	}
	r.problem(path, "%s; it may be %s", is, r.key(path).Allowed)
}

func (r *reader) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

// shown is the value at a path as a message shows it.
func (r *reader) shown(path string) string {
	if slices.Contains(r.source.Secret, levels(path)[0]) {
		return "[secret]"
	}
	if v, given := r.values[path]; given {
		return show(v)
	}
	return r.fallback(path)
}

func (r *reader) given(path string) bool { _, ok := r.values[path]; return ok }

// ok says that nothing is wrong with any of the paths so far.
func (r *reader) ok(paths ...string) bool {
	return !slices.ContainsFunc(paths, func(p string) bool { return r.refused[p] })
}

func (r *reader) key(path string) Key {
	r.read[path] = true
	if e := find(path); e != nil && e.key != nil {
		return *e.key
	}
	return Key{Path: path}
}

// fallback is a setting's default as text. The default of a node group's
// setting is what eks-elk:nodes says.
func (r *reader) fallback(path string) string {
	if rest, ok := strings.CutPrefix(path, "eks-elk:nodeGroups."); ok {
		_, name, _ := strings.Cut(rest, ".")
		return r.text("eks-elk:nodes." + name)
	}
	return r.key(path).Default
}

// text is a setting as a string; a number or a truth counts as one.
func (r *reader) text(path string) string {
	r.read[path] = true
	switch v := r.values[path].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case nil:
		return r.fallback(path)
	}
	r.refuse(path, "")
	return r.fallback(path)
}

// number is a setting as a whole number within bounds.
func (r *reader) number(path string, low, high int) int {
	n, err := strconv.Atoi(r.text(path))
	if err != nil || n < low || n > high {
		r.refuse(path, "")
		return low
	}
	return n
}

func (r *reader) atLeastOne(path string) int { return r.number(path, 1, math.MaxInt32) }

// flag is a setting as a truth.
func (r *reader) flag(path string) bool {
	switch r.text(path) {
	case "true":
		return true
	case "false":
		return false
	}
	r.refuse(path, "")
	return false
}

// oneOf is a setting that must be one of some words.
func (r *reader) oneOf(path string, words ...string) string {
	text := r.text(path)
	if !slices.Contains(words, text) {
		r.refuse(path, "")
	}
	return text
}

// list is a setting as a list of strings. Its default is written as YAML:
// "[a, b]".
func (r *reader) list(path string) []string {
	r.read[path] = true
	var out []string
	switch v := r.values[path].(type) {
	case nil:
		for _, element := range strings.Split(strings.Trim(r.fallback(path), "[]"), ",") {
			if element = strings.TrimSpace(element); element != "" {
				out = append(out, element)
			}
		}
	case []value:
		for _, element := range v {
			switch element := element.(type) {
			case string:
				out = append(out, element)
			case json.Number:
				out = append(out, element.String())
			default:
				r.refuse(path, "")
				return nil
			}
		}
	default:
		r.refuse(path, "and no list")
	}
	return out
}
