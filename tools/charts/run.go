package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"helm.sh/helm/v3/pkg/chart"

	"eks-elk/settings"
)

func run(o *options, in project, out io.Writer) error {
	s, err := readStack(in.directory, o.stack)
	if err != nil {
		return err
	}
	parsed, err := s.settings()
	if err != nil {
		return err
	}
	if o.from != "" {
		if err := takeFrom(s, &parsed.Charts, o.from); err != nil {
			return err
		}
	}
	charts, problems := loadAll(in.directory, &parsed.Charts)
	if len(charts) == 0 {
		return errors.Join(problems...)
	}
	version := cmp.Or(o.kubernetes, parsed.Cluster.Version, defaultOf("eks-elk:cluster.version"))
	c := &checker{options: o, project: in, stack: s, settings: parsed, charts: charts, version: version, problems: problems, out: out}
	if err := c.run(); err != nil {
		return errors.Join(append(c.problems, err)...)
	}
	if len(c.problems) > 0 {
		return fmt.Errorf("%w\n%d problems", errors.Join(c.problems...), len(c.problems))
	}
	return nil
}

func defaultOf(path string) string {
	for _, key := range settings.Reference() {
		if key.Path == path {
			return key.Default
		}
	}
	return ""
}

// takeFrom replaces each source with a directory of the chart's name.
func takeFrom(s *stack, charts *settings.Charts, directory string) error {
	for key, each := range charts.Each() {
		each.Repository = absolute(directory, each.Name)
		if err := s.set(each.Repository, key, "repository"); err != nil {
			return err
		}
	}
	return nil
}

// loadAll returns the charts that can be read, by name, and an error for each
// other one.
func loadAll(directory string, from *settings.Charts) (map[string]*chart.Chart, []error) {
	charts, problems := map[string]*chart.Chart{}, []error(nil)
	for _, each := range from.Each() {
		loaded, err := load(directory, *each)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		charts[each.Name] = loaded
	}
	return charts, problems
}

// checker is one run's state.
type checker struct {
	options  *options
	project  project
	stack    *stack
	settings *settings.Settings
	charts   map[string]*chart.Chart
	version  string // Kubernetes, 1.35
	problems []error
	out      io.Writer
}

func (c *checker) problem(format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf(format, args...))
}

func (c *checker) problemEach(texts []string) {
	for _, text := range texts {
		c.problem("%s", text)
	}
}

func (c *checker) run() error {
	recording, err := c.stack.run(c.project)
	if err != nil {
		return err
	}
	t := table.NewWriter()
	t.SetOutputMirror(c.out)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"release", "chart", "version", "keys", "set", "objects"})
	var all []object
	on, err := capabilities(c.version + ".0")
	if err != nil {
		return err
	}
	for _, r := range releases(recording) {
		loaded, listed := c.chartOf(r)
		if !listed {
			c.problem("%s: chart %s is not in settings/charts.go, so this release is not checked: add it there", r.name, r.chart)
		}
		if loaded == nil {
			continue
		}
		known, err := listKeys(loaded)
		if err != nil {
			return err
		}
		if err := c.compare(known, loaded); err != nil {
			return err
		}
		for _, path := range known.unknownIn(r.values) {
			c.problem("%s: chart %s %s has no value %s", r.name, loaded.Name(), loaded.Metadata.Version, path)
		}
		objects, err := render(r, loaded, on)
		if err != nil {
			c.problem("%s: %w", r.name, err)
			continue
		}
		all = append(all, objects...)
		t.AppendRow(table.Row{r.namespace + "/" + r.name, loaded.Name(), loaded.Metadata.Version, len(known), leaves(r.values), len(objects)})
	}
	t.Render()
	all = append(all, customResources(recording)...)
	if err := c.checkShapes(all); err != nil {
		return err
	}
	if err := c.checkPlaces(all, recording); err != nil {
		return err
	}
	c.problemEach(missing(all, made(recording)))
	return c.checkImages(all)
}

func absolute(directory, path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(directory, path)
	}
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// chartOf returns a release's chart, nil where it could not be read, and whether
// the settings list it.
func (c *checker) chartOf(r release) (loaded *chart.Chart, listed bool) {
	for _, each := range c.settings.Charts.Each() {
		if r.chart == each.Repository || r.repository != "" && r.chart == each.Name {
			return c.charts[each.Name], true
		}
	}
	return nil, false
}

// leaves returns how many values are set.
func leaves(v any) int {
	m, ok := v.(map[string]any)
	if !ok {
		return 1
	}
	n := 0
	for _, below := range m {
		n += leaves(below)
	}
	return n
}

// compare checks a chart's keys against the list in testdata, or rewrites it.
func (c *checker) compare(known keys, loaded *chart.Chart) error {
	path, err := file(c.project.directory, loaded)
	if err != nil {
		c.problem("%w", err)
		return nil
	}
	if c.options.update {
		return known.write(path, loaded)
	}
	changes, err := known.difference(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		c.problem("chart %s %s has no list of keys; -update writes %s", loaded.Name(), loaded.Metadata.Version, path)
	case err != nil:
		return err
	case len(changes) > 0:
		more := ""
		if n := len(changes) - 5; n > 0 {
			changes, more = changes[:5], fmt.Sprintf(" and %d more", n)
		}
		c.problem("chart %s %s: %s lists other keys than the chart has (%s%s); -update rewrites it",
			loaded.Name(), loaded.Metadata.Version, path, strings.Join(changes, ", "), more)
	}
	return nil
}

// minor returns the second number of a version such as 1.35.
func minor(version string) (int, error) {
	_, text, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("version %q of Kubernetes is not a minor version such as 1.35", version)
	}
	return n, nil
}
