package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Fill gives the inputs their defaults, but for one that would conflict with an
// input (pulumi-terraform-bridge v3, pkg/tfbridge/schema.go, applyDefaults).
func (as Attributes) Fill(in resource.PropertyMap) { as.fill(in, in) }

func (as Attributes) fill(whole, in resource.PropertyMap) {
	for name, a := range as {
		key := resource.PropertyKey(name)
		if v, ok := in[key]; ok && !v.IsNull() {
			for _, block := range blocks(v) {
				a.Of.fill(whole, block)
			}
			continue
		}
		if a.Default != nil && !slices.ContainsFunc(a.Conflicts, func(other string) bool { return given(whole, other) }) {
			in[key] = *a.Default
		}
	}
}

// Problem is what the provider refuses before anything is asked of the service.
type Problem struct{ Path, Reason string }

// Problems looks at inputs as terraform-plugin-sdk's validation does
// (helper/schema/schema.go, schemaMap.Validate).
func (as Attributes) Problems(in resource.PropertyMap) []Problem {
	var out []Problem
	as.problems(in, in, "", &out)
	return out
}

func (as Attributes) problems(whole, in resource.PropertyMap, within string, out *[]Problem) {
	say := func(name, format string, args ...any) {
		*out = append(*out, Problem{within + name, fmt.Sprintf(format, args...)})
	}
	for _, key := range slices.Sorted(maps.Keys(in)) {
		if a := as[string(key)]; len(as) > 0 && a == nil && key != "__defaults" {
			say(string(key), "Invalid or unknown key. Check that the name is one of the type's inputs.")
		} else if a != nil && a.Output && !in[key].IsNull() {
			say(string(key), "Value for unconfigurable attribute. Can't configure a value for %q: its value will be decided automatically "+
				"based on the result of applying this configuration.", string(key))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(as)) {
		a, v := as[name], in[resource.PropertyKey(name)]
		is := given(in, name)
		if one := a.present(whole); len(a.OneOf) > 0 && len(one) != 1 && a.OneOf[0] == strings.ReplaceAll(within, "[0]", "")+name {
			all := "`" + strings.Join(a.OneOf, ",") + "`"
			if len(one) == 0 {
				say(name, "one of %s must be specified", all)
			} else {
				say(name, "only one of %s can be specified, but `%s` were specified.", all, strings.Join(one, ","))
			}
		}
		if !is {
			if a.Required {
				say(name, "Missing required argument. The argument %q is required, but no definition was found.", within+name)
			}
			continue
		}
		for _, other := range a.Conflicts {
			if given(whole, other) {
				say(name, "Conflicting configuration arguments. %q: conflicts with %s", within+name, other)
			}
		}
		for _, other := range a.With {
			if !given(whole, other) {
				say(name, "Missing required argument. %q: all of `%s` must be specified", within+name, strings.Join(a.With, ","))
				break
			}
		}
		for _, bad := range a.wrong(v) {
			say(name, "expected %s %s", name, bad)
		}
		if n := len(elements(v)); v.IsArray() && n < a.Min {
			say(name, "Not enough list items. Attribute %s requires %d item minimum, but config has only %d declared.", name, a.Min, n)
		} else if a.Max > 0 && n > a.Max {
			say(name, "Too many list items. Attribute %s supports %d item maximum, but config has %d declared.", name, a.Max, n)
		}
		if len(a.Of) == 0 {
			continue
		}
		for i, block := range blocks(v) {
			at := within + name
			if v.IsArray() {
				at = fmt.Sprintf("%s[%d]", at, i)
			}
			a.Of.problems(whole, block, at+".", out)
		}
	}
}

// present returns which of an attribute's OneOf are given.
func (a *Attribute) present(in resource.PropertyMap) []string {
	return slices.DeleteFunc(slices.Clone(a.OneOf), func(path string) bool { return !given(in, path) })
}

// given says that there is a value at the path, known or not.
func given(in resource.PropertyMap, path string) bool {
	first, rest, deeper := strings.Cut(path, ".")
	v, ok := in[resource.PropertyKey(first)]
	if !ok || v.IsNull() {
		return false
	}
	if !deeper || v.IsComputed() || v.IsOutput() {
		return true
	}
	return slices.ContainsFunc(blocks(v), func(b resource.PropertyMap) bool { return given(b, rest) })
}

// blocks returns the objects that a value is or holds.
func blocks(v resource.PropertyValue) []resource.PropertyMap {
	if v.IsObject() {
		return []resource.PropertyMap{v.ObjectValue()}
	}
	var out []resource.PropertyMap
	for _, e := range elements(v) {
		if e.IsObject() {
			out = append(out, e.ObjectValue())
		}
	}
	return out
}

func elements(v resource.PropertyValue) []resource.PropertyValue {
	if v.IsArray() {
		return v.ArrayValue()
	}
	return nil
}
