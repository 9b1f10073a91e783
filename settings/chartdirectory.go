package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// FromRepository tells whether Helm finds the chart in a repository's index.
// Otherwise its address is the chart itself, an OCI reference or a directory.
func (c Chart) FromRepository() bool { return strings.HasPrefix(c.Repository, "https://") }

// checkDirectory refuses a local directory that does not hold the chart in its
// version. The provider finds out only in the middle of an up: its preview
// passes without the chart.
func (l *loader) checkDirectory(chart Chart, address, version *setting) {
	if !IsDirectory(chart.Repository) || l.source.ReadFile == nil {
		return
	}
	unpack := fmt.Sprintf("unpack version %s of chart %s there, or set an https:// or oci:// address", chart.Version, chart.Name)
	fail := func(what, todo string) {
		address.problem("is %s, which %s; %s", address.shown(), what, todo)
	}
	if _, err := os.Stat(chart.Repository); err != nil {
		fail("does not exist", unpack)
		return
	}
	text, err := l.source.ReadFile(filepath.Join(chart.Repository, "Chart.yaml"))
	if err != nil {
		fail("has no readable Chart.yaml", unpack)
		return
	}
	var found struct {
		Name         string `yaml:"name"`
		Version      string `yaml:"version"`
		Dependencies []struct {
			Name string `yaml:"name"`
		} `yaml:"dependencies"`
	}
	if err := yaml.Unmarshal(text, &found); err != nil {
		fail("has a Chart.yaml that is not YAML", unpack)
		return
	}
	var missing []string
	for _, wanted := range found.Dependencies {
		if !holdsSubchart(chart.Repository, wanted.Name) {
			missing = append(missing, wanted.Name)
		}
	}
	switch {
	case found.Name != chart.Name:
		fail(fmt.Sprintf("holds chart %q", found.Name), unpack)
	case found.Version != chart.Version:
		fail(fmt.Sprintf("holds version %q", found.Version), "set "+version.Path+" to it, or "+unpack)
	case missing != nil:
		fail("lacks "+strings.Join(missing, ", ")+" in charts/", "run helm dependency build there, or "+unpack)
	}
}

// holdsSubchart tells whether a chart's directory has a chart that it depends
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
