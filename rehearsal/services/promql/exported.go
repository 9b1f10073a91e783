package promql

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/promql/parser"
)

// lists are the metrics of each exporter with their labels, as the exporters
// themselves answer: tools/metrics runs them and writes the lists.
//
//go:embed exported/*.metrics
var lists embed.FS

// exported are the labels of each metric by its name, listed the list that it is in.
var exported, listed = readLists()

// List returns the list that a metric is in, by the name of its exporter; "": none.
func List(metric string) string { return listed[metric] }

// withTarget are the lists of exporters that are asked for one target each: the
// chart's ServiceMonitors name it in a label.
var withTarget = []string{"blackbox-exporter.metrics", "json-exporter.metrics"}

func readLists() (labels map[string][]string, in map[string]string) {
	in = map[string]string{}
	out := map[string][]string{
		// Made by Prometheus itself (prometheus.io/docs/concepts/jobs_instances,
		// prometheus.io/docs/prometheus/latest/configuration/alerting_rules).
		"up": nil, "scrape_duration_seconds": nil, "scrape_samples_scraped": nil,
		"ALERTS": {"alertname", "alertstate", "severity"},
	}
	files, err := lists.ReadDir("exported")
	for _, file := range files {
		var text []byte
		if text, err = lists.ReadFile("exported/" + file.Name()); err != nil {
			break
		}
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line)
			if fields[0] == "#" {
				continue
			}
			if slices.Contains(withTarget, file.Name()) {
				fields = append(fields, "target")
			}
			out[fields[0]] = append(out[fields[0]], fields[1:]...)
			in[fields[0]] = strings.TrimSuffix(file.Name(), ".metrics")
		}
	}
	if err != nil {
		panic(err) // the files are in the binary
	}
	return out, in
}

// unlisted begin the metrics of programs that no list is made of: of Prometheus,
// Alertmanager, their operator and Grafana. A name with a colon is of a recording rule.
var unlisted = strings.Fields("prometheus_ alertmanager_ grafana_")

// scraped are the labels that Prometheus puts on what it scrapes through a monitor,
// or through the nodes.
var scraped = strings.Fields("__name__ job instance namespace pod service container endpoint node metrics_path")

// Selects returns why an expression finds nothing, whatever happens: it asks for a
// metric that nothing exports, or by a label that the metric never has; "" if it
// may find something. What no expression can tell is which values a label has.
func Selects(text string) string {
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return ""
	}
	problem := ""
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if problem != "" {
			return nil
		}
		switch node := node.(type) {
		case *parser.VectorSelector:
			problem = finds(node)
		case *parser.AggregateExpr:
			problem = groups(node)
		}
		return nil
	})
	return problem
}

func finds(selector *parser.VectorSelector) string {
	labels, possible := labelsOf(selector.Name)
	if labels == nil {
		if possible {
			return ""
		}
		return fmt.Sprintf("nothing exports %s", selector.Name)
	}
	for _, m := range selector.LabelMatchers {
		if !slices.Contains(labels, m.Name) {
			return fmt.Sprintf("%s has no label %q: it selects nothing", selector.Name, m.Name)
		}
	}
	return ""
}

// groups: a label that no series has is the empty one of all.
func groups(aggregate *parser.AggregateExpr) string {
	if aggregate.Without {
		return ""
	}
	have := map[string]bool{}
	parser.Inspect(aggregate.Expr, func(node parser.Node, _ []parser.Node) error {
		switch node := node.(type) {
		case *parser.VectorSelector:
			labels, _ := labelsOf(node.Name)
			for _, label := range labels {
				have[label] = true
			}
		case *parser.Call: // label_replace makes labels
			for _, argument := range node.Args {
				if made, ok := argument.(*parser.StringLiteral); ok {
					have[made.Val] = true
				}
			}
		}
		return nil
	})
	for _, label := range aggregate.Grouping {
		if len(have) > 0 && !have[label] {
			return fmt.Sprintf("%s: no series below has a label %q", aggregate, label)
		}
	}
	return ""
}

// labelsOf returns the labels of a metric, nil if they are not known, and whether
// there may be such a metric.
func labelsOf(name string) ([]string, bool) {
	labels, known := exported[name]
	if !known {
		other := strings.Contains(name, ":") || slices.ContainsFunc(unlisted, func(p string) bool { return strings.HasPrefix(name, p) })
		return nil, other
	}
	return slices.Concat(labels, scraped), true
}
