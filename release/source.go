package release

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"eks-elk/settings"
)

// source is how Helm finds a chart.
type source int

const (
	repository source = iota // https://…: an index.yaml that lists charts
	oci                      // oci://…: the chart itself in a registry
	directory                // anything else: an unpacked chart
)

func sourceOf(address string) source {
	switch {
	case strings.HasPrefix(address, "https://"), strings.HasPrefix(address, "http://"):
		return repository
	case strings.HasPrefix(address, "oci://"):
		return oci
	default:
		return directory
	}
}

// CheckSource says whether a chart can be read from where it is said to be, as
// far as that shows without the network: a local directory must hold that
// chart in that version. The provider itself finds out only in the middle of
// an up: its preview passes without the chart.
func CheckSource(chart settings.Chart) error {
	if sourceOf(chart.Repository) != directory {
		return nil
	}
	fail := func(what, todo string) error {
		return fmt.Errorf("chart %s %s: directory %q %s; %s", chart.Name, chart.Version, chart.Repository, what, todo)
	}
	unpack := fmt.Sprintf("unpack version %s of the chart there, or set its repository to an https:// or oci:// address", chart.Version)
	file := filepath.Join(chart.Repository, "Chart.yaml")
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(chart.Repository); err != nil {
			return fail("does not exist", unpack)
		}
		return fail("holds no Chart.yaml", unpack)
	case err != nil:
		return fail(fmt.Sprintf("cannot be read (%v)", err), unpack)
	}
	var found struct {
		Name         string `yaml:"name"`
		Version      string `yaml:"version"`
		Dependencies []struct {
			Name string `yaml:"name"`
		} `yaml:"dependencies"`
	}
	if err := yaml.Unmarshal(text, &found); err != nil {
		return fail(fmt.Sprintf("holds a Chart.yaml that is not YAML (%v)", err), unpack)
	}
	if found.Name != chart.Name {
		return fail(fmt.Sprintf("holds chart %q", found.Name), unpack)
	}
	if found.Version != chart.Version {
		return fail(fmt.Sprintf("holds version %q", found.Version), "set the chart's version to it, or "+unpack)
	}
	var missing []string
	for _, wanted := range found.Dependencies {
		if !holdsSubchart(chart.Repository, wanted.Name) {
			missing = append(missing, wanted.Name)
		}
	}
	if missing != nil {
		return fail("lacks "+strings.Join(missing, ", ")+" in charts/", "run helm dependency build there, or "+unpack)
	}
	return nil
}

// holdsSubchart says whether a chart's directory has a chart that it depends
// on, unpacked or packed. Helm installs no chart that lacks one, wanted by the
// values or not (helm.sh/helm/v3 pkg/action, CheckDependencies).
func holdsSubchart(directory, name string) bool {
	below := filepath.Join(directory, "charts")
	if _, err := os.Stat(filepath.Join(below, name, "Chart.yaml")); err == nil {
		return true
	}
	packed, _ := filepath.Glob(filepath.Join(below, name+"-[0-9v]*.tgz")) // the pattern is well-formed
	return len(packed) > 0
}

// CheckSources checks every chart of the stack and returns all problems at once.
func CheckSources(charts settings.Charts) error {
	var problems []error
	for _, chart := range []settings.Chart{
		charts.Elasticsearch, charts.Logstash, charts.Kibana,
		charts.PrometheusOperatorCRDs, charts.KubePrometheusStack, charts.ElasticsearchExporter,
	} {
		problems = append(problems, CheckSource(chart))
	}
	return errors.Join(problems...)
}
