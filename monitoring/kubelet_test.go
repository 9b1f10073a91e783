package monitoring

import (
	"testing"

	"eks-elk/internal/pulumitest"
	"eks-elk/kube"
)

func TestKubeletsAreScrapedAlthoughNoServiceLeadsThere(t *testing.T) {
	spec := values(t, "gp3", "")["prometheus"].(kube.Values)["prometheusSpec"].(kube.Values)
	jobs := map[string]kube.Values{}
	names := map[string]bool{}
	for _, job := range spec["additionalScrapeConfigs"].([]kube.Values) {
		jobs[job["metrics_path"].(string)] = job
		names[job["job_name"].(string)] = true
	}
	if len(names) != 3 {
		t.Errorf("Prometheus refuses two jobs of one name: %v", names)
	}
	for _, path := range []string{"/metrics", "/metrics/cadvisor", "/metrics/probes"} {
		job, ok := jobs[path]
		if !ok {
			t.Errorf("%s is not scraped", path)
			continue
		}
		if job["scheme"] != "https" || job["kubernetes_sd_configs"].([]kube.Values)[0]["role"] != "node" {
			t.Errorf("%s: %v", path, job)
		}
		// The chart's rules and dashboards select by these labels.
		labels := map[string]any{}
		for _, rule := range job["relabel_configs"].([]kube.Values) {
			labels[rule["target_label"].(string)] = rule["replacement"]
		}
		if _, ok := labels["metrics_path"]; !ok || labels["job"] != "kubelet" {
			t.Errorf("%s: labels %v", path, labels)
		}
	}
}

func TestScrapesHoldNoTemplateOfHelm(t *testing.T) {
	// The chart renders them as a template.
	for _, job := range kubeletScrapeConfigs() {
		pulumitest.CheckNoTemplates(t, job)
	}
}
