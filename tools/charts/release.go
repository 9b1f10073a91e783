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
	name, namespace, chart string
	repository             string // empty: the chart is a directory or an OCI reference
	values                 map[string]any
}

// releases returns a recording's releases by name, custom resource definitions
// first.
func releases(r *recorder.Recording) []release {
	var out []release
	for _, made := range r.OfType("kubernetes:helm.sh/v3:Release") {
		inputs := plain(resource.NewProperty(made.Inputs)).(map[string]any)
		each := release{values: map[string]any{}}
		each.name, _ = inputs["name"].(string)
		each.namespace, _ = inputs["namespace"].(string)
		each.chart, _ = inputs["chart"].(string)
		each.repository, _ = nested(inputs, "repositoryOpts", "repo").(string)
		if values, ok := inputs["values"].(map[string]any); ok {
			each.values = values // numbers stay float64, as the provider passes them to Helm
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

// plain returns a value as encoding/json would decode it, without secrets and
// outputs around it.
func plain(v resource.PropertyValue) any {
	return v.MapRepl(nil, func(v resource.PropertyValue) (any, bool) {
		switch {
		case v.IsSecret():
			return plain(v.SecretValue().Element), true
		case v.IsOutput():
			return plain(v.OutputValue().Element), true
		}
		return nil, false
	})
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
