package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/registry"

	"eks-elk/settings"
)

// Sizes that nothing honest exceeds: kube-prometheus-stack is 0.6 MB packed,
// and the index of its repository 10 MB.
const (
	largestChart = 20 << 20
	largestIndex = 100 << 20
)

var client = &http.Client{Timeout: 2 * time.Minute}

// load reads a chart from where the settings say, the way Helm does; a relative
// path begins at the project's directory.
// An error says which chart, which source and what to do.
func load(directory string, from settings.Chart) (*chart.Chart, error) {
	var loaded *chart.Chart
	var err error
	todo := "check the address and this machine's way to it, or name a directory with the unpacked chart in eks-elk:charts"
	switch {
	case strings.HasPrefix(from.Repository, "https://"):
		loaded, err = fromRepository(from)
	case strings.HasPrefix(from.Repository, "oci://"):
		loaded, err = fromRegistry(from)
		todo = "log in with helm registry login if it asks for that; " + todo
	default:
		loaded, err = loader.LoadDir(absolute(directory, from.Repository))
		todo = "unpack the chart there, or name its repository in eks-elk:charts"
	}
	if err != nil {
		return nil, fmt.Errorf("chart %s %s cannot be read from %s: %w; %s", from.Name, from.Version, from.Repository, err, todo)
	}
	if loaded.Metadata.Name != from.Name || loaded.Metadata.Version != from.Version {
		return nil, fmt.Errorf("chart %s %s: %s has chart %s %s", from.Name, from.Version, from.Repository, loaded.Metadata.Name, loaded.Metadata.Version)
	}
	return loaded, nil
}

// fromRepository finds the chart in a repository's index
// (https://helm.sh/docs/topics/chart_repository/#the-index-file).
func fromRepository(from settings.Chart) (*chart.Chart, error) {
	base := strings.TrimSuffix(from.Repository, "/") + "/"
	text, err := get(base+"index.yaml", largestIndex)
	if err != nil {
		return nil, err
	}
	var index struct {
		Entries map[string][]struct {
			Version string   `yaml:"version"`
			URLs    []string `yaml:"urls"`
		} `yaml:"entries"`
	}
	if err := yaml.Unmarshal(text, &index); err != nil {
		return nil, fmt.Errorf("index.yaml: %w", err)
	}
	versions := index.Entries[from.Name]
	if len(versions) == 0 {
		return nil, fmt.Errorf("its index.yaml lists no chart of that name")
	}
	for _, each := range versions {
		if each.Version != from.Version || len(each.URLs) == 0 {
			continue
		}
		address, err := relative(base, each.URLs[0])
		if err != nil {
			return nil, err
		}
		archive, err := get(address, largestChart)
		if err != nil {
			return nil, err
		}
		return loader.LoadArchive(bytes.NewReader(archive))
	}
	near := []string{}
	for _, each := range versions[:min(len(versions), 3)] {
		near = append(near, each.Version)
	}
	return nil, fmt.Errorf("its index.yaml lists no such version; it begins with %s", strings.Join(near, ", "))
}

func relative(base, reference string) (string, error) {
	b, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	r, err := url.Parse(reference)
	if err != nil {
		return "", err
	}
	return b.ResolveReference(r).String(), nil
}

func get(address string, largest int64) ([]byte, error) {
	response, err := client.Get(address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", address, response.Status)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, largest+1))
	if err == nil && int64(len(content)) > largest {
		err = fmt.Errorf("GET %s: more than %d bytes", address, largest)
	}
	return content, err
}

// fromRegistry pulls the chart, whose tag is its version with a + written as _
// (https://helm.sh/docs/topics/registries/#oci-feature-deprecation-and-behavior-changes-with-v380).
func fromRegistry(from settings.Chart) (*chart.Chart, error) {
	registry, err := registry.NewClient()
	if err != nil {
		return nil, err
	}
	pulled, err := registry.Pull(strings.TrimPrefix(from.Repository, "oci://") + ":" + from.Version)
	if err != nil {
		return nil, err
	}
	return loader.LoadArchive(bytes.NewReader(pulled.Chart.Data))
}

// sources are where the stack's charts come from, in the order of settings.Charts.
func sources(c settings.Charts) []settings.Chart {
	return []settings.Chart{c.Elasticsearch, c.Logstash, c.Kibana, c.PrometheusOperatorCRDs, c.KubePrometheusStack, c.ElasticsearchExporter}
}

// missingDependencies are the subcharts that Chart.yaml asks for and charts/
// lacks; Helm installs no such chart.
func missingDependencies(c *chart.Chart) []string {
	var out []string
	for _, wanted := range c.Metadata.Dependencies {
		if !slices.ContainsFunc(c.Dependencies(), func(have *chart.Chart) bool { return have.Name() == wanted.Name }) {
			out = append(out, wanted.Name)
		}
	}
	return out
}
