package helm

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"eks-elk/rehearsal/kubernetes"
	"eks-elk/rehearsal/world"
)

// logstashChart is elastic/helm-charts logstash at v8.5.1.
func logstashChart() chart {
	return chart{
		name: "logstash", version: "8.5.1", appVersion: "8.5.1", repository: elasticRepository,
		keys: logstashKeys, model: logstashModel,
		defaults: values{
			"replicas": 1, "imageTag": "8.5.1", "antiAffinity": "hard", "logstashJavaOpts": "-Xmx1g -Xms1g",
			"resources": values{
				"requests": values{"cpu": "100m", "memory": "1536Mi"},
				"limits":   values{"cpu": "1000m", "memory": "1536Mi"},
			},
			"persistence":         values{"enabled": false},
			"volumeClaimTemplate": values{"resources": values{"requests": values{"storage": "1Gi"}}},
		},
		// Its probe waits a minute before it asks (values.yaml: initialDelaySeconds 60).
		latency: world.Latency{Create: 95 * time.Second, Update: 95 * time.Second, Delete: 20 * time.Second},
	}
}

func logstashModel(p *plan, r rel, v values) {
	name := v.str("fullnameOverride")
	if name == "" {
		name = r.name + "-logstash"
		if o := v.str("nameOverride"); o != "" {
			name = r.name + "-" + o
		}
	}
	p.services = []string{name + "-headless"}
	if v.at("service", "ports") != nil {
		p.services = append(p.services, name)
	}
	var pods []pod
	for i := range v.number("replicas") {
		each := p.elasticPod(fmt.Sprintf("%s-%d", name, i), v)
		each.configs = append(configTexts(v, "logstashConfig"), configTexts(v, "logstashPipeline")...)
		pods = append(pods, each)
	}
	if v.is("persistence", "enabled") {
		p.templated(pods, name, name, v.sub("volumeClaimTemplate"))
	}
	p.pods = append(p.pods, pods...)
	logstashStarts(p, v)
	if len(pods) > 0 {
		pipelineClients(p, v, pods[0])
	}
}

func logstashStarts(p *plan, v values) {
	config := v.str("logstashConfig", "logstash.yml")
	if config != "" && setting(config, "api.http.host") == "" && setting(config, "http.host") == "" {
		p.breaks("helm/logstash-api-answers", "Readiness probe failed: Get \"http://:9600/\": connection refused: logstash.yml replaces the image's and says no api.http.host")
	}
	if err := heapFits(v.str("logstashJavaOpts"), v); err != nil {
		p.breaks("helm/heap-fits", "%s", err)
	}
	persisted := setting(config, "queue.type") == "persisted"
	if persisted && !v.is("persistence", "enabled") {
		p.warns("helm/logstash-queue-kept", "queue.type is persisted but persistence is not enabled: the queue goes with the pod")
	}
	if most := bytesMi(setting(config, "queue.max_bytes")); persisted && most > 0 && v.is("persistence", "enabled") {
		size, err := kubernetes.MemoryMi(v.str("volumeClaimTemplate", "resources", "requests", "storage"))
		if err == nil && most >= size {
			p.breaks("helm/logstash-queue-fits", "The persistent queue on path \"/usr/share/logstash/data/queue\" won't fit in file system: queue.max_bytes is %d MiB, the volume %d MiB", most, size)
		}
	}
	if pipelines := v.sub("logstashPipeline"); pipelines != nil && pipelines["logstash.conf"] == nil {
		p.warns("helm/logstash-replaces-image-pipeline", "logstashPipeline has no logstash.conf: the image's own (beats in, stdout out) runs too")
	}
}

var (
	pipelineHosts = regexp.MustCompile(`hosts\s*=>\s*\[?([^\]\n]*)\]?`)
	quoted        = regexp.MustCompile(`"([^"]*)"`)
	pipelineUser  = regexp.MustCompile(`\buser\s*=>\s*"([^"]*)"`)
	pipelinePass  = regexp.MustCompile(`\bpassword\s*=>\s*"([^"]*)"`)
	pipelineCA    = regexp.MustCompile(`(?:ssl_certificate_authorities|cacert)\s*=>\s*\[?\s*"([^"]*)"`)
	pipelineKey   = regexp.MustCompile(`ssl_key\s*=>\s*"([^"]*)"`)
)

// pipelineClients reads the elasticsearch outputs and the TLS inputs of the
// pipelines.
func pipelineClients(p *plan, v values, first pod) {
	for _, text := range configTexts(v, "logstashPipeline") {
		for _, key := range pipelineKey.FindAllStringSubmatch(text, -1) {
			if k, ok := resolve(first.mounts, key[1]); ok {
				p.pkcs8 = append(p.pkcs8, k)
			}
		}
		_, output, found := strings.Cut(text, "elasticsearch {")
		if !found {
			continue
		}
		c := client{
			what: "Logstash", version: v.str("imageTag"),
			username: from(first.env, group(pipelineUser, output)),
			password: from(first.env, group(pipelinePass, output)),
			trusts:   trusted(first.mounts, group(pipelineCA, output)),
		}
		for _, host := range quoted.FindAllStringSubmatch(group(pipelineHosts, output), -1) {
			c.hosts = append(c.hosts, host[1])
		}
		p.talks = append(p.talks, c)
	}
}

func group(r *regexp.Regexp, text string) string {
	if m := r.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// bytesMi reads Logstash's notation of bytes (1gb, 512mb) in MiB.
func bytesMi(text string) int {
	n, unit := 0, ""
	if _, err := fmt.Sscanf(strings.ToLower(text), "%d%s", &n, &unit); err != nil {
		return 0
	}
	switch unit {
	case "gb":
		return n * 1024
	case "mb":
		return n
	}
	return 0
}
