package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Modules of which only a list is read. They are no requirements of this one.
const (
	kubernetesModule = "k8s.io/kubernetes@v1.35.1"
	corednsModule    = "github.com/coredns/coredns@v1.13.1"
)

// shown begin the metrics of the components that EKS lets anybody scrape: the API
// server and the kubelets. The list is of all components.
var shown = strings.Fields("apiserver_ aggregator_ authentication_ authorization_ etcd_ kubelet_ prober_ rest_client_ storage_operation_ workqueue_")

// kubernetesDocumentation reads the list of the metrics of all of Kubernetes's own
// components, which its build makes from their declarations.
func kubernetesDocumentation(string) (metrics, error) {
	from, err := find(kubernetesModule)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(from.Dir, "test/instrumentation/documentation/documentation-list.yaml"))
	if err != nil {
		return nil, err
	}
	var declared []struct {
		Name, Subsystem, Namespace, Type, DeprecatedVersion string
		Labels                                              []string
		ConstLabels                                         map[string]string `yaml:"constLabels"`
	}
	if err := yaml.Unmarshal(text, &declared); err != nil {
		return nil, err
	}
	found := metrics{}
	for _, d := range declared {
		name := d.Name
		for _, prefix := range []string{d.Subsystem, d.Namespace} {
			if prefix != "" {
				name = prefix + "_" + name
			}
		}
		if !slices.ContainsFunc(shown, func(p string) bool { return strings.HasPrefix(name, p) }) {
			continue
		}
		for label := range d.ConstLabels {
			d.Labels = append(d.Labels, label)
		}
		if strings.HasSuffix(d.Type, "Histogram") { // TimingRatioHistogram, too
			found.addHistogram(name, d.Labels...)
		} else {
			found.add(name, d.Labels...)
		}
	}
	return found, nil
}

// documentedMetric is a metric in the README of a plugin of CoreDNS.
var documentedMetric = regexp.MustCompile("(?m)^\\* `(coredns_[a-z_]+)\\{([^}]*)\\}`")

func corednsDocumentation(string) (metrics, error) {
	from, err := find(corednsModule)
	if err != nil {
		return nil, err
	}
	found := metrics{}
	for _, plugin := range []string{"metrics", "cache"} {
		text, err := os.ReadFile(filepath.Join(from.Dir, "plugin", plugin, "README.md"))
		if err != nil {
			return nil, err
		}
		rows := documentedMetric.FindAllStringSubmatch(string(text), -1)
		if rows == nil {
			return nil, fmt.Errorf("no metrics in the README of plugin %s", plugin)
		}
		for _, row := range rows {
			labels := strings.FieldsFunc(row[2], func(r rune) bool { return r == ',' || r == ' ' })
			// The README gives no types; these are histograms (plugin/metrics/vars/vars.go).
			if strings.HasSuffix(row[1], "_duration_seconds") || strings.HasSuffix(row[1], "_size_bytes") {
				found.addHistogram(row[1], labels...)
			} else {
				found.add(row[1], labels...)
			}
		}
	}
	return found, nil
}
