package settings

import (
	"regexp"
	"slices"
	"strings"
)

// chartSources are the charts there are, by the name settings have for them.
var chartSources = []struct {
	key, repository, version string
	chart                    Chart
	into                     func(*Charts) *Chart
}{
	{"elasticsearch", elasticRepository, defaultElasticsearchVersion, Chart{Name: "elasticsearch"}, func(c *Charts) *Chart { return &c.Elasticsearch }},
	{"logstash", elasticRepository, defaultLogstashVersion, Chart{Name: "logstash"}, func(c *Charts) *Chart { return &c.Logstash }},
	{"kibana", elasticRepository, defaultKibanaVersion, Chart{Name: "kibana"}, func(c *Charts) *Chart { return &c.Kibana }},
	{"prometheusOperatorCRDs", prometheusRepository, defaultPrometheusOperatorCRDsVersion, Chart{Name: "prometheus-operator-crds"}, func(c *Charts) *Chart { return &c.PrometheusOperatorCRDs }},
	{"kubePrometheusStack", prometheusRepository, defaultKubePrometheusStackVersion, Chart{Name: "kube-prometheus-stack"}, func(c *Charts) *Chart { return &c.KubePrometheusStack }},
	{"elasticsearchExporter", prometheusRepository, defaultElasticsearchExporterVersion, Chart{Name: "prometheus-elasticsearch-exporter"}, func(c *Charts) *Chart { return &c.ElasticsearchExporter }},
}

var chartKeys = func() []Key {
	var keys []Key
	for _, source := range chartSources {
		keys = append(keys,
			Key{"eks-elk:charts." + source.key + ".repository", source.repository, "https://… of a chart repository, oci://… of a chart, or a directory that begins with /, ./ or ../", "Where chart " + source.chart.Name + " comes from"},
			Key{"eks-elk:charts." + source.key + ".version", source.version, "one exact version such as " + source.version, "Version of chart " + source.chart.Name})
	}
	return append(keys, Key{"eks-elk:charts.imageRegistry", "", "a registry's host with an optional path, such as mirror.example.com/images", "Mirror that holds every image; unset: the images' own registries"})
}()

// exactForm is a semantic version, the only thing Helm resolves the same way
// tomorrow. https://semver.org
var exactForm = regexp.MustCompile(`^v?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

var (
	remoteForm   = regexp.MustCompile(`^(https|oci)://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?(/\S*)?$`)
	registryForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]*)*$`)
)

func loadCharts(r *reader, c *Charts) {
	for _, source := range chartSources {
		path := "eks-elk:charts." + source.key
		chart := source.chart
		chart.Repository = r.text(path + ".repository")
		chart.Version = r.text(path + ".version")
		if local := isDirectory(chart.Repository); local && r.source.Exists != nil && !r.source.Exists(chart.Repository) {
			r.refuse(path+".repository", "where nothing is")
		} else if !local && !remoteForm.MatchString(chart.Repository) {
			r.refuse(path+".repository", "")
		}
		if !exactForm.MatchString(chart.Version) {
			r.refuse(path+".version", "")
		}
		*source.into(c) = chart
	}
	c.ImageRegistry = r.text("eks-elk:charts.imageRegistry")
	if c.ImageRegistry != "" && !registryForm.MatchString(c.ImageRegistry) {
		r.refuse("eks-elk:charts.imageRegistry", "")
	}
}

func isDirectory(repository string) bool {
	return slices.ContainsFunc([]string{"/", "./", "../"}, func(start string) bool { return strings.HasPrefix(repository, start) })
}
