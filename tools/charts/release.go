package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/recorder"
)

// release is a Helm release as the provider gets it from the program.
type release struct {
	name, namespace string
	chart, version  string
	repository      string // empty: the chart's name is a directory or an OCI reference
	values          map[string]any
}

// releases returns a recording's releases by name, custom resource definitions
// first.
func releases(r *recorder.Recording) []release {
	var out []release
	for _, made := range r.OfType("kubernetes:helm.sh/v3:Release") {
		text := func(key resource.PropertyKey) string {
			if v := open(made.Inputs[key]); v.IsString() {
				return v.StringValue()
			}
			return ""
		}
		each := release{
			name: text("name"), namespace: text("namespace"), chart: text("chart"), version: text("version"),
			values: map[string]any{},
		}
		if opts := open(made.Inputs["repositoryOpts"]); opts.IsObject() {
			each.repository = opts.ObjectValue()["repo"].StringValue()
		}
		if values := open(made.Inputs["values"]); values.IsObject() {
			// Numbers stay float64, as the provider passes them to Helm.
			each.values = plain(values).(map[string]any)
		}
		out = append(out, each)
	}
	last := func(r release) int {
		if strings.HasSuffix(r.name, "-crds") {
			return 0
		}
		return 1
	}
	slices.SortFunc(out, func(a, b release) int {
		return cmp.Or(last(a)-last(b), cmp.Compare(a.namespace+"/"+a.name, b.namespace+"/"+b.name))
	})
	return out
}

// open returns the value of a secret or an output.
func open(v resource.PropertyValue) resource.PropertyValue {
	for v.IsSecret() || v.IsOutput() {
		if v.IsSecret() {
			v = v.SecretValue().Element
		} else {
			v = v.OutputValue().Element
		}
	}
	return v
}

// plain returns a value as encoding/json would decode it.
func plain(v resource.PropertyValue) any {
	v = open(v)
	switch {
	case v.IsObject():
		out := map[string]any{}
		for key, value := range v.ObjectValue() {
			out[string(key)] = plain(value)
		}
		return out
	case v.IsArray():
		out := []any{}
		for _, value := range v.ArrayValue() {
			out = append(out, plain(value))
		}
		return out
	default:
		return v.Mappable()
	}
}

// held are the keys of Secrets and ConfigMaps, by kind/namespace/name.
type held map[string][]string

// made returns those that the program creates itself.
func made(r *recorder.Recording) held {
	out := held{}
	for kind, token := range map[string]string{"Secret": "kubernetes:core/v1:Secret", "ConfigMap": "kubernetes:core/v1:ConfigMap"} {
		for _, each := range r.OfType(token) {
			if each.Made {
				continue
			}
			object, ok := plain(resource.NewProperty(each.Inputs)).(map[string]any)
			if !ok {
				continue
			}
			object["kind"] = kind
			out.add(object)
		}
	}
	return out
}

// add adds a Secret or ConfigMap.
func (h held) add(object map[string]any) {
	metadata, _ := object["metadata"].(map[string]any)
	namespace, _ := metadata["namespace"].(string)
	name, _ := metadata["name"].(string)
	at := object["kind"].(string) + "/" + namespace + "/" + name
	keys := h[at]
	for _, part := range []string{"data", "stringData", "binaryData"} {
		content, _ := object[part].(map[string]any)
		for key := range content {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	h[at] = keys // exists without a key, too
}
