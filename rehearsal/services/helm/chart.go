package helm

import (
	"path"
	"strings"
	"time"

	"eks-elk/rehearsal/world"
)

// chart is what the world knows of one version of a chart.
type chart struct {
	name, version string
	appVersion    string
	repository    string   // where its makers publish it
	keys          []string // top-level values it reads; nil: any
	defaults      values   // those of its defaults that matter here
	model         func(p *plan, r rel, v values)
	latency       world.Latency
}

// charts are the ones the stack may use, and versions near them that a person
// may try.
func charts() []chart {
	return []chart{
		elasticsearchChart(), logstashChart(), kibanaChart(), kibanaWithHooks(),
		operatorCRDs(), kubePrometheusStack(), elasticsearchExporter(),
	}
}

// unknownChart is any other: a pod for each set of resources in its values.
func unknownChart(name, version string) chart {
	return chart{
		name: name, version: version, model: genericModel,
		latency: world.Latency{Create: time.Minute, Update: time.Minute, Delete: 20 * time.Second},
	}
}

// chartOf answers the chart of a release; a version that is not known stands
// for the one that is (a rule refuses it before anything is made).
func chartOf(o *world.Object) chart {
	name, version := chartName(o.Str("chart")), o.Str("version")
	if c, known := chartFor(name, version); known {
		return c
	}
	return unknownChart(name, version)
}

// chartName takes a chart's name from what a release says: a plain name, an
// OCI reference, a directory or a package file with or without its version.
func chartName(reference string) string {
	name := strings.TrimSuffix(path.Base(reference), ".tgz")
	for _, c := range charts() {
		if name == c.name || strings.HasPrefix(name, c.name+"-") && strings.Trim(name[len(c.name)+1:], "0123456789.") == "" {
			return c.name
		}
	}
	return name
}

const (
	elasticRepository    = "https://helm.elastic.co"
	prometheusRepository = "https://prometheus-community.github.io/helm-charts"
)
