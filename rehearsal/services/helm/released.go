package helm

import (
	"slices"
	"strings"
)

// released are the versions of each chart that its makers tagged, newest last:
// all of Elastic's from 7.16 on (the charts are archived), the others' latest.
// A version that is not modelled stands for the modelled one of its major.
var released = map[string][]string{
	"elasticsearch":                     elasticReleases,
	"logstash":                          elasticReleases,
	"kibana":                            elasticReleases,
	"kube-prometheus-stack":             {"88.1.0", "88.1.1", "88.1.2", "88.1.3", "88.1.4", "88.1.5", "88.1.6", "88.2.0", "88.3.0", "88.4.0", "88.5.0", "88.5.1", "88.5.2", "88.5.3"},
	"prometheus-operator-crds":          {"30.0.0", "30.0.1", "31.0.0", "31.0.1"},
	"prometheus-elasticsearch-exporter": {"7.0.0", "7.1.0", "7.2.0", "7.2.1", "7.3.0", "7.4.0"},
}

var elasticReleases = []string{"7.16.1", "7.16.2", "7.16.3", "7.17.1", "7.17.3", "8.5.1"}

// chartFor answers the chart as of a version that was released: the one that
// is modelled, or the modelled one of the same major under that version.
func chartFor(name, version string) (chart, bool) {
	var modelled []chart
	for _, c := range charts() {
		if c.name != name {
			continue
		}
		if c.version == version {
			return c, true
		}
		modelled = append(modelled, c)
	}
	if modelled == nil {
		return chart{}, false
	}
	near := modelled[0]
	if !slices.Contains(released[name], version) {
		return near, true
	}
	for _, c := range modelled {
		if major(c.version) == major(version) {
			near = c
		}
	}
	near.version = version
	return near, true
}

func major(version string) string {
	m, _, _ := strings.Cut(version, ".")
	return m
}
