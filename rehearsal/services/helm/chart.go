package helm

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/world"
)

// chart is everything that the world knows of one version of a chart. The keys
// of its values are in keys/.
type chart struct {
	name, version string
	appVersion    string
	releases      []string // the versions that its makers tagged, newest last
	defaults      values   // those of its defaults that matter here
	rules         []world.Rule
	model         func(p *plan, r rel, v values)
}

// charts are those that the world has a model of, one file each. A chart that
// is missing here is a violation of helm/chart-modelled.
var charts = []chart{
	elasticsearchChart, logstashChart, kibanaChart, kibanaWithHooks,
	operatorCRDs, kubePrometheusStack, elasticsearchExporter, blackboxExporter, jsonExporter, filebeatChart,
}

// modelled returns the versions of a chart that the world has a model of.
func modelled(name string) []chart {
	return slices.DeleteFunc(slices.Clone(charts), func(c chart) bool { return c.name != name })
}

// chartOf returns the chart of a release: the version that is modelled, or the
// modelled one of the same major version in its place. A version that was never
// released is refused by chartKnown before anything is made.
func chartOf(o *world.Object) chart {
	name, version := chartName(o.Str("chart")), o.Str("version")
	known := modelled(name)
	if len(known) == 0 {
		return chart{name: name, version: version, model: func(*plan, rel, values) {}}
	}
	near := known[0]
	for _, c := range known {
		if c.version == version {
			return c
		}
		if major(c.version) == major(version) {
			near = c
		}
	}
	near.version = version
	return near
}

func major(version string) string {
	m, _, _ := strings.Cut(version, ".")
	return m
}

// chartName takes a chart's name from what a release says: a plain name, an
// OCI reference, a directory or a package file with or without its version. A
// directory is the chart that its Chart.yaml names, as for Helm.
func chartName(reference string) string {
	if strings.HasPrefix(reference, "/") || strings.HasPrefix(reference, ".") {
		var found struct{ Name string }
		text, err := os.ReadFile(filepath.Join(reference, "Chart.yaml"))
		if err == nil && yaml.Unmarshal(text, &found) == nil && found.Name != "" {
			return found.Name
		}
	}
	name := strings.TrimSuffix(path.Base(reference), ".tgz")
	for _, c := range charts {
		if rest, found := strings.CutPrefix(name, c.name+"-"); name == c.name || found && strings.Trim(rest, "0123456789.") == "" {
			return c.name
		}
	}
	return name
}

// chartModelled: what the world has no model of is made without a question.
var chartModelled = world.Rule{
	ID: "helm/chart-modelled", Source: "the world's list of charts: pods, Secrets, volumes and order follow from a model of the chart",
	Test: func(op *world.Op) error {
		if c := chartOf(op.Object); len(modelled(c.name)) == 0 {
			op.Violate("helm/chart-modelled", "release %s: the world has no model of chart %s: nothing about it is proven", op.Str("name"), c.name)
		}
		return nil
	},
}
