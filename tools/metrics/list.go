package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// metrics are the labels of each metric, by its name in a query: a histogram is
// three of them.
type metrics map[string]map[string]bool

func (m metrics) add(name string, labels ...string) {
	if m[name] == nil {
		m[name] = map[string]bool{}
	}
	for _, label := range labels {
		m[name][label] = true
	}
}

// addHistogram takes one that a document names without what it is made of.
func (m metrics) addHistogram(name string, labels ...string) {
	m.add(name+"_bucket", append([]string{"le"}, labels...)...)
	m.add(name+"_sum", labels...)
	m.add(name+"_count", labels...)
}

// file returns a line for each metric: its name, and its labels after it.
func (m metrics) file(name, version, how string) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "# %s %s: %s; written by tools/metrics\n", name, version, how)
	for _, metric := range slices.Sorted(maps.Keys(m)) {
		fmt.Fprintln(&text, strings.Join(append([]string{metric}, slices.Sorted(maps.Keys(m[metric]))...), " "))
	}
	return []byte(text.String())
}

// own begin the metrics that every exporter written in Go has of itself.
var own = regexp.MustCompile(`^(go|process|promhttp)_`)

// A sample in the text format, and the names of its labels
// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
var (
	sample = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? \S+`)
	label  = regexp.MustCompile(`([a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*"`)
)

// parse reads what an exporter answers.
func (m metrics) parse(text io.Reader) error {
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		read := sample.FindStringSubmatch(line)
		if read == nil {
			return fmt.Errorf("not a sample: %s", line)
		}
		if own.MatchString(read[1]) {
			continue
		}
		var labels []string
		for _, found := range label.FindAllStringSubmatch(read[2], -1) {
			labels = append(labels, found[1])
		}
		m.add(read[1], labels...)
	}
	return lines.Err()
}
