package promql

import (
	"fmt"
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/relabel"
	"gopkg.in/yaml.v3"
)

// Relabel returns why Prometheus would refuse a relabelling step, or "".
func Relabel(step map[string]any) string {
	text, err := yaml.Marshal(step)
	if err != nil {
		return err.Error()
	}
	var c relabel.Config
	if err := yaml.Unmarshal(text, &c); err != nil {
		return err.Error()
	}
	if err := c.Validate(); err != nil {
		return err.Error()
	}
	return ""
}

// roles of kubernetes_sd_configs (discovery/kubernetes/kubernetes.go).
var roles = []string{"node", "pod", "service", "endpoints", "endpointslice", "ingress"}

// ScrapeConfigs returns why Prometheus would refuse scrape configurations, or "".
func ScrapeConfigs(configs []map[string]any) string {
	names := map[string]bool{}
	for _, c := range configs {
		name := fmt.Sprint(c["job_name"])
		if c["job_name"] == nil || name == "" {
			return "job_name is empty"
		}
		if names[name] {
			return fmt.Sprintf("found multiple scrape configs with job name %q", name)
		}
		names[name] = true
		if problem := scrape(c); problem != "" {
			return fmt.Sprintf("job %s: %s", name, problem)
		}
	}
	return ""
}

func scrape(c map[string]any) string {
	for _, key := range []string{"scrape_interval", "scrape_timeout"} {
		if text, ok := c[key].(string); ok && Duration(text) != "" {
			return key + ": " + Duration(text)
		}
	}
	if text, ok := c["scheme"].(string); ok && text != "http" && text != "https" {
		return fmt.Sprintf("unsupported scheme %q", text)
	}
	for _, found := range maps(c["kubernetes_sd_configs"]) {
		if role := fmt.Sprint(found["role"]); !slices.Contains(roles, role) {
			return fmt.Sprintf("unknown Kubernetes SD role %q", role)
		}
	}
	for _, key := range []string{"relabel_configs", "metric_relabel_configs"} {
		for _, step := range maps(c[key]) {
			if problem := Relabel(step); problem != "" {
				return key + ": " + problem
			}
		}
	}
	return ""
}

func maps(list any) []map[string]any {
	var out []map[string]any
	each, _ := list.([]any)
	for _, x := range each {
		if m, ok := x.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// Longer says that one duration is longer than another; false where one of
// them is none.
func Longer(one, other string) bool {
	a, errA := model.ParseDuration(one)
	b, errB := model.ParseDuration(other)
	return errA == nil && errB == nil && a > b
}
