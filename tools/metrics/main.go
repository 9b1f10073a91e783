// Command metrics writes which metrics with which labels there are: it runs each
// exporter of the stack, at the version that its chart runs, against something to
// measure, and writes down what Prometheus would read from it. What cannot be run
// here is read from the list that its own source has.
//
// The lists are what alerts and dashboards are checked against, in the tests and in
// every rehearsal. It is run by hand, when a version changes:
//
//	go -C tools/metrics run . ../../rehearsal/services/promql/exported
//
// Names of lists after the directory leave the others as they are.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("usage: metrics DIRECTORY [LIST…]")
	}
	work, err := os.MkdirTemp("", "metrics-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	for _, s := range sources {
		if len(args) > 1 && !slices.Contains(args[1:], s.name) {
			continue
		}
		found, err := s.read(work)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		version, err := moduleVersion(s.module)
		if err != nil {
			return err
		}
		file := filepath.Join(args[0], s.name+".metrics")
		if err := os.WriteFile(file, found.file(s.name, version, s.how), 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %d metrics of %s %s\n", file, len(found), s.module, version)
	}
	return nil
}

// source is one exporter, or one list.
type source struct {
	name   string // of the list
	module string // whose version is written into it
	how    string // how the list came about, for its first line
	read   func(work string) (metrics, error)
}

var sources = []source{
	{"elasticsearch-exporter", "github.com/prometheus-community/elasticsearch_exporter", "run against the answers in its fixtures", elasticsearchExporter},
	{"json-exporter", "github.com/prometheus-community/json_exporter", "run with the program's configuration against answers of Logstash and Kibana", jsonExporter},
	{"blackbox-exporter", "github.com/prometheus/blackbox_exporter", "run with the program's configuration against an HTTPS server", blackboxExporter},
	{"node-exporter", "github.com/prometheus/node_exporter", "run on a Linux machine", nodeExporter},
	{"kube-state-metrics", "k8s.io/kube-state-metrics/v2", "run against an API server with one object of each kind", kubeStateMetrics},
	{"cadvisor", "github.com/google/cadvisor", "its collector, run as the kubelet runs it", cadvisor},
	{"kubernetes", kubernetesModule, "test/instrumentation/documentation/documentation-list.yaml", kubernetesDocumentation},
	{"coredns", corednsModule, "README.md of its plugins metrics and cache", corednsDocumentation},
}
