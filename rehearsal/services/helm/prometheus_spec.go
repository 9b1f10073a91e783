package helm

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"

	"eks-elk/rehearsal/services/promql"
)

// The forms in prometheus-operator v0.93.1's definitions, which the API server
// holds custom resources to.
var (
	durationForm = regexp.MustCompile(`^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$`)
	sizeForm     = regexp.MustCompile(`(^0|([0-9]*[.])?[0-9]+((K|M|G|T|E|P)i?)?B)$`)
	// Alertmanager counts in hours at most.
	hoursForm = regexp.MustCompile(`^(0|(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$`)
)

// customField holds a field of a custom resource to its form.
func (p *plan) customField(kind, name, at, text string, form *regexp.Regexp) {
	if text != "" && !form.MatchString(text) {
		p.invalid = append(p.invalid, finding{"helm/custom-resources-valid", fmt.Sprintf(
			"%s.monitoring.coreos.com %q is invalid: %s: Invalid value: %q: %s in body should match '%s'", kind, name, at, text, at, form)})
	}
}

// prometheusSpec looks at what the operator and Prometheus make of the resource.
func prometheusSpec(p *plan, name string, spec values) {
	for _, key := range []string{"retention", "scrapeInterval", "scrapeTimeout", "evaluationInterval"} {
		p.customField("Prometheus", name, "spec."+key, spec.str(key), durationForm)
	}
	p.customField("Prometheus", name, "spec.retentionSize", spec.str("retentionSize"), sizeForm)
	if timeout, interval := spec.str("scrapeTimeout"), spec.str("scrapeInterval"); promql.Longer(timeout, interval) {
		p.warns("helm/prometheus-scrapes", "the operator leaves Prometheus as it is: scrapeTimeout %q greater than scrapeInterval %q", timeout,
			interval)
	}
	p.keeps("Prometheus", "prometheus.prometheusSpec.storageSpec", spec.sub("storageSpec"))
	additionalScrapes(p, spec)
}

// storageFields are those of the definition's storage; others the API server drops.
var storageFields = []string{"disableMountSubPath", "emptyDir", "ephemeral", "volumeClaimTemplate"}

// keeps: without a claim the operator gives the pod an emptyDir, which goes
// with the pod (prometheus-operator.dev/docs/platform/storage).
func (p *plan) keeps(what, at string, storage values) {
	for _, key := range slices.Sorted(maps.Keys(storage)) {
		if !slices.Contains(storageFields, key) {
			p.warns("helm/metrics-kept", "unknown field %q of %s is dropped by the API server", key, at)
		}
	}
	if storage.sub("volumeClaimTemplate", "spec") == nil {
		p.warns("helm/metrics-kept", "%s has no volumeClaimTemplate: %s keeps its data in an emptyDir, which goes with its pod", at, what)
	}
}

// additionalScrapes are a part of Prometheus's own configuration: the operator
// hands them on as they are, and Helm does not wait for Prometheus.
func additionalScrapes(p *plan, spec values) {
	var configs []map[string]any
	for _, c := range spec.items("additionalScrapeConfigs") {
		configs = append(configs, c)
		for _, at := range [][]string{{"authorization", "credentials_file"}, {"bearer_token_file"}, {"tls_config", "ca_file"},
			{"tls_config", "cert_file"}, {"tls_config", "key_file"}} {
			if file := c.str(at...); file != "" && !inPrometheus(spec, file) {
				p.warns("helm/prometheus-scrapes", "job %s is never scraped: open %s: no such file or directory: nothing is mounted there",
					c.str("job_name"), file)
			}
		}
	}
	if problem := promql.ScrapeConfigs(configs); problem != "" {
		p.warns("helm/prometheus-scrapes",
			"Prometheus does not start: Error loading config (--config.file=/etc/prometheus/config_out/prometheus.env.yaml): %s", problem)
	}
}

// podFiles are in every pod with a token (kubernetes.io/docs/tasks/run-application/access-api-from-pod).
var podFiles = []string{"token", "ca.crt", "namespace"}

// inPrometheus says whether a file is in the pod that the operator makes.
func inPrometheus(spec values, file string) bool {
	directory := path.Dir(file)
	switch {
	case directory == "/var/run/secrets/kubernetes.io/serviceaccount":
		return slices.Contains(podFiles, path.Base(file))
	case path.Dir(directory) == "/etc/prometheus/secrets":
		return slices.Contains(texts(spec.at("secrets")), path.Base(directory))
	case path.Dir(directory) == "/etc/prometheus/configmaps":
		return slices.Contains(texts(spec.at("configMaps")), path.Base(directory))
	}
	return slices.ContainsFunc(spec.items("volumeMounts"), func(m values) bool {
		return m.str("mountPath") == directory || m.str("mountPath") == file
	})
}

// monitored looks at how Prometheus finds the exporter: without a monitor
// nothing scrapes it, and alerts about its metrics never fire.
func monitored(p *plan, name string, v values) {
	found := false
	for key, kind := range map[string]string{"serviceMonitor": "ServiceMonitor", "podMonitor": "PodMonitor"} {
		m := v.sub(key)
		if !m.is("enabled") {
			continue
		}
		found = true
		p.customField(kind, name, "spec.endpoints[0].interval", m.str("interval"), durationForm)
		p.customField(kind, name, "spec.endpoints[0].scrapeTimeout", m.str("scrapeTimeout"), durationForm)
		if promql.Longer(m.str("scrapeTimeout"), m.str("interval")) {
			p.warns("helm/prometheus-scrapes", "the operator leaves %s %s out: scrapeTimeout %q greater than scrapeInterval %q", kind, name,
				m.str("scrapeTimeout"), m.str("interval"))
		}
	}
	if !found {
		p.warns("helm/exporter-scraped", "neither serviceMonitor nor podMonitor is enabled: nothing scrapes %s, and no alert has its metrics",
			name)
	}
}
