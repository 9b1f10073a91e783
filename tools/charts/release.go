package main

import (
	"cmp"
	"fmt"
	"maps"
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
	rank := func(r release) string {
		return fmt.Sprint(!strings.HasSuffix(r.name, "-crds"), r.namespace, "/", r.name)
	}
	slices.SortFunc(out, func(a, b release) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

// customResources returns those that the program makes without a chart.
func customResources(r *recorder.Recording) []object {
	var out []object
	for _, made := range r.Resources {
		rest, ofKubernetes := strings.CutPrefix(made.Type, "kubernetes:")
		group, _, _ := strings.Cut(rest, "/")
		if !ofKubernetes || types.IsGroupRegistered(group) || !strings.Contains(group, ".") || group == "helm.sh" {
			continue
		}
		content, _ := plain(resource.NewProperty(made.Inputs)).(map[string]any)
		o := object{release: "the program", content: content}
		o.apiVersion, _ = content["apiVersion"].(string)
		o.kind, _ = content["kind"].(string)
		o.name, _ = nested(content, "metadata", "name").(string)
		o.namespace, _ = nested(content, "metadata", "namespace").(string)
		out = append(out, o)
	}
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
			namespace, _ := nested(object, "metadata", "namespace").(string)
			name, _ := nested(object, "metadata", "name").(string)
			out.add(kind, namespace, name, object)
		}
	}
	return out
}

// add adds a Secret or ConfigMap.
func (h held) add(kind, namespace, name string, object map[string]any) {
	at := kind + "/" + namespace + "/" + name
	keys := h[at]
	for _, part := range []string{"data", "stringData", "binaryData"} {
		content, _ := object[part].(map[string]any)
		keys = slices.AppendSeq(keys, maps.Keys(content))
	}
	slices.Sort(keys)
	h[at] = keys // exists without a key, too
}
