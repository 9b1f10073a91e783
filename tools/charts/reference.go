package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// reference is one place where an object names a Secret or ConfigMap.
type reference struct {
	by         object
	kind, name string
	key        string // empty: the whole
}

// referenced are the properties that name one, and its kind.
var referenced = map[string]string{
	"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap", "secretRef": "Secret", "configMapRef": "ConfigMap",
	"additionalScrapeConfigs": "Secret", "additionalAlertManagerConfigs": "Secret", "additionalAlertRelabelConfigs": "Secret",
}

// references returns the Secrets and ConfigMaps that objects need.
func references(objects []object) []reference {
	var out []reference
	for _, o := range objects {
		if o.kind == definition {
			continue
		}
		walk("", o.content, func(under string, m map[string]any) {
			named, _ := m["name"].(string)
			key, _ := m["key"].(string)
			if kind := referenced[under]; kind != "" && named != "" && m["optional"] != true {
				out = append(out, reference{o, kind, named, key})
			}
			if spec, ok := m["volumes"].([]any); ok {
				out = append(out, mounted(o, spec, m)...)
			}
		})
	}
	return out
}

// mounted returns the Secrets and ConfigMaps that are volumes of a pod, with the
// keys that a container mounts by subPath.
func mounted(o object, volumes []any, podSpec map[string]any) []reference {
	var out []reference
	sources := map[string]reference{}
	for _, v := range volumes {
		volume, _ := v.(map[string]any)
		name, _ := volume["name"].(string)
		for kind, form := range map[string][2]string{"Secret": {"secret", "secretName"}, "ConfigMap": {"configMap", "name"}} {
			source, _ := volume[form[0]].(map[string]any)
			named, _ := source[form[1]].(string)
			if named == "" || source["optional"] == true {
				continue
			}
			ref := reference{by: o, kind: kind, name: named}
			items, _ := source["items"].([]any)
			for _, item := range items {
				part, _ := item.(map[string]any)
				ref.key, _ = part["key"].(string)
				out = append(out, ref)
			}
			if items == nil {
				sources[name] = ref
				out = append(out, ref)
			}
		}
	}
	for _, list := range []string{"containers", "initContainers"} {
		walk(list, podSpec[list], func(under string, m map[string]any) {
			if under != "volumeMounts" {
				return
			}
			name, _ := m["name"].(string)
			if ref, ok := sources[name]; ok {
				if key, _ := m["subPath"].(string); key != "" {
					ref.key, _, _ = strings.Cut(key, "/")
					out = append(out, ref)
				}
			}
		})
	}
	return out
}

// missing returns the Secrets, ConfigMaps and keys that objects name and that
// neither the program creates, nor a chart, nor a Job that a chart runs.
func missing(objects []object, by held) []string {
	there, byJob := maps.Clone(by), map[string]bool{}
	for _, o := range objects {
		switch {
		case o.kind == "Secret" || o.kind == "ConfigMap":
			there.add(o.kind, o.inNamespace(), o.name, o.content)
		case o.kind == "Job" && o.hook:
			walk("", o.content, func(_ string, m map[string]any) {
				for _, each := range arguments(m) {
					if name, ok := strings.CutPrefix(each, "--secret-name="); ok {
						byJob["Secret/"+o.inNamespace()+"/"+name] = true
					}
				}
			})
		}
	}
	var out []string
	for _, ref := range references(objects) {
		at := ref.kind + "/" + ref.by.inNamespace() + "/" + ref.name
		keys, ok := there[at]
		switch {
		case byJob[at]:
		case !ok:
			out = append(out, fmt.Sprintf("%s names %s %s, which does not exist in namespace %s", ref.by, ref.kind, ref.name, ref.by.inNamespace()))
		case ref.key != "" && !slices.Contains(keys, ref.key):
			out = append(out, fmt.Sprintf("%s names key %s of %s %s, which has %s", ref.by, ref.key, ref.kind, ref.name, strings.Join(keys, ", ")))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
