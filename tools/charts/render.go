package main

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/releaseutil"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// object is one Kubernetes object that a release makes.
type object struct {
	release, namespace string // of the release
	hook               bool   // made and deleted around an install or upgrade
	kind, apiVersion   string
	name               string
	content            map[string]any
	text               []byte // as the chart renders it
}

func (o object) String() string { return fmt.Sprintf("%s: %s %s", o.release, o.kind, o.name) }

// inNamespace returns the object's namespace, by default its release's.
func (o object) inNamespace() string {
	metadata, _ := o.content["metadata"].(map[string]any)
	if namespace, _ := metadata["namespace"].(string); namespace != "" {
		return namespace
	}
	return o.namespace
}

// capabilities returns what a chart sees of the API server: its version and its
// kinds, with those of custom resources.
func capabilities(kubernetes string) (*chartutil.Capabilities, error) {
	version, err := chartutil.ParseKubeVersion(kubernetes)
	if err != nil {
		return nil, fmt.Errorf("version %s of Kubernetes: %w", kubernetes, err)
	}
	return &chartutil.Capabilities{
		KubeVersion: *version,
		APIVersions: append(chartutil.VersionSet{}, chartutil.DefaultVersionSet...),
		HelmVersion: chartutil.DefaultCapabilities.HelmVersion,
	}, nil
}

// render does what Helm's install does up to the API server (helm.sh/helm/v3
// pkg/action/install.go, RunWithContext and renderResources, v3.11.3). Later charts
// see the kinds that this one defines.
func render(r release, c *chart.Chart, on *chartutil.Capabilities) ([]object, error) {
	if wanted := c.Metadata.KubeVersion; wanted != "" && !chartutil.IsCompatibleRange(wanted, on.KubeVersion.String()) {
		return nil, fmt.Errorf("chart %s %s is for Kubernetes %s, not %s", c.Name(), c.Metadata.Version, wanted, on.KubeVersion.String())
	}
	if missing := missingDependencies(c); len(missing) > 0 {
		return nil, fmt.Errorf("chart %s %s lacks %s in charts/; run helm dependency build in its directory", c.Name(), c.Metadata.Version, strings.Join(missing, ", "))
	}
	c, err := fresh(c)
	if err != nil {
		return nil, err
	}
	if err := chartutil.ProcessDependencies(c, r.values); err != nil {
		return nil, err
	}
	options := chartutil.ReleaseOptions{Name: r.name, Namespace: r.namespace, Revision: 1, IsInstall: true}
	values, err := chartutil.ToRenderValues(c, r.values, options, on)
	if err != nil {
		return nil, err
	}
	files, err := engine.Render(c, values)
	if err != nil {
		return nil, err
	}
	for name := range files {
		if path.Base(name) == "NOTES.txt" {
			delete(files, name)
		}
	}
	hooks, manifests, err := releaseutil.SortManifests(files, on.APIVersions, releaseutil.InstallOrder)
	if err != nil {
		return nil, err
	}
	var out []object
	var problems []error
	add := func(file, manifest string, hook bool) {
		made, err := r.objects(manifest, hook)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
		}
		out = append(out, made...)
	}
	for _, crd := range c.CRDObjects() {
		add(crd.Filename, string(crd.File.Data), false)
	}
	for _, m := range manifests {
		add(m.Name, m.Content, false)
	}
	for _, h := range hooks {
		add(h.Path, h.Manifest, true)
	}
	define(on, out)
	return out, errors.Join(problems...)
}

// define adds the kinds of custom resource definitions to the capabilities.
func define(on *chartutil.Capabilities, objects []object) {
	for _, o := range objects {
		if o.kind != definition {
			continue
		}
		group, _ := nested(o.content, "spec", "group").(string)
		versions, _ := nested(o.content, "spec", "versions").([]any)
		for _, v := range versions {
			name := fmt.Sprintf("%s/%v", group, nested(v, "name"))
			for _, each := range []string{name, fmt.Sprintf("%s/%v", name, nested(o.content, "spec", "names", "kind"))} {
				if !slices.Contains(on.APIVersions, each) {
					on.APIVersions = append(on.APIVersions, each)
				}
			}
		}
	}
}

// fresh returns a copy of a chart as it was read: rendering removes what the
// values turn off.
func fresh(c *chart.Chart) (*chart.Chart, error) {
	var files []*loader.BufferedFile
	for _, f := range c.Raw {
		files = append(files, &loader.BufferedFile{Name: f.Name, Data: f.Data})
	}
	return loader.LoadFiles(files)
}

// objects parses a manifest. A duplicate key is an error: the API server would
// take one of the two.
func (r release) objects(manifest string, hook bool) ([]object, error) {
	documents := releaseutil.SplitManifests(manifest)
	names := slices.Collect(maps.Keys(documents))
	sort.Sort(releaseutil.BySplitManifestsOrder(names))
	var out []object
	for _, name := range names {
		text := []byte(documents[name])
		var content map[string]any
		if err := yaml.UnmarshalStrict(text, &content); err != nil {
			return nil, err
		}
		if content == nil {
			continue
		}
		o := object{release: r.name, namespace: r.namespace, hook: hook, content: content, text: text}
		o.kind, _ = content["kind"].(string)
		o.apiVersion, _ = content["apiVersion"].(string)
		metadata, _ := content["metadata"].(map[string]any)
		o.name, _ = metadata["name"].(string)
		if o.kind == "" || o.apiVersion == "" || o.name == "" {
			return nil, fmt.Errorf("an object has no kind, apiVersion or name")
		}
		out = append(out, o)
	}
	return out, nil
}

// arguments returns the texts that a container is started with.
func arguments(container map[string]any) []string {
	args, _, _ := unstructured.NestedStringSlice(container, "args")
	command, _, _ := unstructured.NestedStringSlice(container, "command")
	return append(command, args...)
}

// walk calls f with every map below v and its key.
func walk(key string, v any, f func(key string, m map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		f(key, v)
		for below, value := range v {
			walk(below, value, f)
		}
	case []any:
		for _, item := range v {
			walk(key, item, f)
		}
	}
}
