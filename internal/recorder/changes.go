package recorder

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Changes returns what a second run of a program does differently from a first,
// one line for each resource, in order: "+ type::name" of a new one, "- type::name"
// of one that is gone, "type::name: path, path" of inputs that differ,
// "type::name: options [] to [protect]". A stack output's line is
// "output::name: path", a function call's "invoke::token: path". A path has [] for every place in a list, [2] for a new
// list of two, [1→2] for one that grew; a text that is JSON is looked into.
func Changes(before, after *Recording) []string {
	var out []string
	for _, res := range before.Resources {
		name := res.Type + "::" + res.Name
		now := after.Get(res.URN)
		if now == nil {
			out = append(out, "- "+name)
			continue
		}
		out = append(out, changed(name, resource.NewProperty(res.Inputs), resource.NewProperty(now.Inputs))...)
		if then, now := res.Options(), now.Options(); !slices.Equal(then, now) {
			out = append(out, fmt.Sprintf("%s: options [%s] to [%s]", name, strings.Join(then, ", "), strings.Join(now, ", ")))
		}
	}
	for _, res := range after.Resources {
		if before.Get(res.URN) == nil {
			out = append(out, "+ "+res.Type+"::"+res.Name)
		}
	}
	out = append(out, changedParts("output::", before.Exports, after.Exports)...)
	out = append(out, changedParts("invoke::", invokeArgs(before), invokeArgs(after))...)
	slices.Sort(out)
	return out
}

// invokeArgs returns the arguments of all invokes, by token.
func invokeArgs(r *Recording) resource.PropertyMap {
	lists := map[resource.PropertyKey][]resource.PropertyValue{}
	for _, call := range r.Invokes {
		key := resource.PropertyKey(call.Token)
		lists[key] = append(lists[key], resource.NewProperty(call.Args))
	}
	out := resource.PropertyMap{}
	for key, list := range lists {
		// Invokes run side by side, in no order.
		slices.SortFunc(list, func(a, b resource.PropertyValue) int { return strings.Compare(a.String(), b.String()) })
		out[key] = resource.NewProperty(list)
	}
	return out
}

// changedParts returns the changes of each part of a map that both runs have, and
// the parts that one of them has not.
func changedParts(mark string, before, after resource.PropertyMap) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(merge(before, after))) {
		a, had := before[key]
		b, has := after[key]
		switch name := mark + string(key); {
		case !has:
			out = append(out, "- "+name)
		case !had:
			out = append(out, "+ "+name)
		default:
			out = append(out, changed(name, a, b)...)
		}
	}
	return out
}

func changed(name string, a, b resource.PropertyValue) []string {
	paths := map[string]bool{}
	differ("", a, b, paths)
	if len(paths) == 0 {
		return nil
	}
	if paths[""] { // the value as a whole
		return []string{name}
	}
	return []string{name + ": " + strings.Join(slices.Sorted(maps.Keys(paths)), ", ")}
}

// differ adds the paths at which two values differ.
func differ(path string, a, b resource.PropertyValue, paths map[string]bool) {
	if a.IsSecret() != b.IsSecret() {
		paths[path] = true
		return
	}
	a, b = inside(a), inside(b)
	switch {
	case a.DeepEquals(b):
	case a.IsObject() && b.IsObject():
		x, y := a.ObjectValue(), b.ObjectValue()
		for key := range merge(x, y) {
			differ(strings.TrimPrefix(path+"."+string(key), "."), x[key], y[key], paths)
		}
	case a.IsArray() && b.IsArray():
		x, y := a.ArrayValue(), b.ArrayValue()
		for i := range min(len(x), len(y)) {
			differ(path+"[]", x[i], y[i], paths)
		}
		if len(x) != len(y) {
			paths[fmt.Sprintf("%s[%d→%d]", path, len(x), len(y))] = true
		}
	case b.IsArray():
		paths[fmt.Sprintf("%s[%d]", path, len(b.ArrayValue()))] = true
	default:
		paths[path] = true
	}
}

// inside returns what a secret holds, and a JSON text as a value.
func inside(v resource.PropertyValue) resource.PropertyValue {
	for v.IsSecret() {
		v = v.SecretValue().Element
	}
	if !v.IsString() {
		return v
	}
	var document any
	switch text := v.StringValue(); {
	case !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "["):
	case json.Unmarshal([]byte(text), &document) == nil:
		return resource.NewPropertyValue(document)
	}
	return v
}
