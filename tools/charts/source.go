package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/downloader"
	"helm.sh/helm/v3/pkg/getter"
	"helm.sh/helm/v3/pkg/registry"
	"helm.sh/helm/v3/pkg/repo"

	"eks-elk/settings"
)

// transport keeps archives as they are served: Go would unpack those that a
// server labels as compressed.
var transport = func() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression = true
	return t
}()

// load reads a chart from its source; a relative path begins at the project's
// directory. An error names the chart, the source and what to do.
func load(directory string, from settings.Chart) (*chart.Chart, error) {
	todo := "check the address and this machine's way to it, or name a directory with the unpacked chart in eks-elk:charts"
	switch {
	case strings.HasPrefix(from.Repository, "https://"):
	case registry.IsOCI(from.Repository):
		todo = "log in with helm registry login if it asks for that; " + todo
	default:
		todo = "unpack the chart there, or name its repository in eks-elk:charts"
	}
	loaded, err := locate(directory, from)
	if err != nil {
		return nil, fmt.Errorf("chart %s %s cannot be read from %s: %w; %s", from.Name, from.Version, from.Repository, err, todo)
	}
	if loaded.Metadata.Name != from.Name || loaded.Metadata.Version != from.Version {
		return nil, fmt.Errorf("chart %s %s: %s has chart %s %s", from.Name, from.Version, from.Repository, loaded.Metadata.Name, loaded.Metadata.Version)
	}
	return loaded, nil
}

// locate does what Helm's action.ChartPathOptions.LocateChart does, with the
// same two calls. That one cannot be linked here: Helm 3.11.3's pkg/action needs
// a k8s.io/kubectl of 0.26, and this module's Kubernetes types are newer.
func locate(directory string, from settings.Chart) (*chart.Chart, error) {
	reference := from.Repository
	web := strings.HasPrefix(reference, "https://")
	if !web && !registry.IsOCI(reference) {
		return loader.LoadDir(absolute(directory, reference))
	}
	getters := getter.Providers{
		{Schemes: []string{"http", "https"}, New: func(options ...getter.Option) (getter.Getter, error) {
			return getter.NewHTTPGetter(append(options, getter.WithTransport(transport), getter.WithTimeout(2*time.Minute))...)
		}},
		{Schemes: []string{registry.OCIScheme}, New: getter.NewOCIGetter},
	}
	if web {
		var err error
		if reference, err = repo.FindChartInRepoURL(reference, from.Name, from.Version, "", "", "", getters); err != nil {
			return nil, err
		}
	}
	place, err := os.MkdirTemp("", "charts-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(place)
	download := downloader.ChartDownloader{Out: io.Discard, Getters: getters}
	archive, _, err := download.DownloadTo(reference, from.Version, place)
	if err != nil {
		return nil, err
	}
	return loader.LoadFile(archive)
}

// missingDependencies returns the subcharts that Chart.yaml requires and charts/
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
