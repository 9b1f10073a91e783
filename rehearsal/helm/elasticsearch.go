package helm

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"eks-elk/rehearsal/kubernetes"
	"eks-elk/rehearsal/world"
)

// elasticsearchChart is elastic/helm-charts elasticsearch at v8.5.1.
func elasticsearchChart() chart {
	return chart{
		name: "elasticsearch", version: "8.5.1", appVersion: "8.5.1", repository: elasticRepository,
		keys: elasticsearchKeys, model: elasticsearchModel,
		defaults: values{
			"clusterName": "elasticsearch", "nodeGroup": "master", "replicas": 3, "minimumMasterNodes": 2,
			"createCert": true, "secret": values{"enabled": true}, "tests": values{"enabled": true},
			"protocol": "https", "imageTag": "8.5.1", "antiAffinity": "hard",
			"clusterHealthCheckParams": "wait_for_status=green&timeout=1s",
			"persistence":              values{"enabled": true},
			"resources": values{
				"requests": values{"cpu": "1000m", "memory": "2Gi"},
				"limits":   values{"cpu": "1000m", "memory": "2Gi"},
			},
			"volumeClaimTemplate": values{"resources": values{"requests": values{"storage": "30Gi"}}},
		},
		// Public logs: 1m58 to ready.
		latency: world.Latency{Create: 118 * time.Second, Update: 90 * time.Second, Delete: 30 * time.Second},
	}
}

// elasticsearchNode is what clients of Elasticsearch look for.
type elasticsearchNode struct {
	service string
	https   bool
	version string
	// Where its certificate, file-realm users and superuser's password are.
	certificate secretKey
	users       secretKey
	userRoles   secretKey
	password    secretKey
}

func elasticsearchModel(p *plan, _ rel, v values) {
	uname := v.str("clusterName") + "-" + v.str("nodeGroup")
	service := v.str("clusterName") + "-master"
	if name := v.str("nameOverride"); name != "" {
		uname, service = name+"-"+v.str("nodeGroup"), name+"-master"
	}
	if name := v.str("fullnameOverride"); name != "" {
		uname, service = name, name
	}
	if name := v.str("masterService"); name != "" {
		service = name
	}
	if v.str("nodeGroup") != "master" {
		service = uname
	}
	p.services = []string{service, service + "-headless"}
	var pods []pod
	for i := range v.number("replicas") {
		each := p.elasticPod(fmt.Sprintf("%s-%d", uname, i), v)
		each.configs = configTexts(v, "esConfig")
		if v.is("createCert") {
			each.mounts = append(each.mounts, mount{"elasticsearch-certs", "", "/usr/share/elasticsearch/config/certs", ""})
		}
		pods = append(pods, each)
	}
	if v.is("persistence", "enabled") {
		p.templated(pods, uname, uname, v.sub("volumeClaimTemplate"))
	}
	p.pods = append(p.pods, pods...)
	p.serves = elasticsearchServer(v, service, pods)
	elasticsearchStarts(p, v, pods)
	elasticsearchEnds(p, v)
}

// elasticsearchStarts are the ways in which its pods never become ready.
func elasticsearchStarts(p *plan, v values, pods []pod) {
	if v.number("minimumMasterNodes") > v.number("replicas") {
		p.breaks("helm/elasticsearch-forms", "%d master nodes are asked for and %d run: no master is ever elected", v.number("minimumMasterNodes"), v.number("replicas"))
	}
	config := v.str("esConfig", "elasticsearch.yml")
	if strings.Contains(config, "discovery.type: single-node") {
		p.breaks("helm/elasticsearch-forms", "setting [cluster.initial_master_nodes] is not allowed when [discovery.type] is set to [single-node]")
	}
	if len(pods) > 0 && !v.is("secret", "enabled") && find(pods[0].env, "ELASTIC_PASSWORD") == nil {
		p.breaks("helm/elasticsearch-probe-has-password", "Readiness probe failed: ELASTIC_PASSWORD variable is missing, exiting")
	}
	if err := heapFits(v.str("esJavaOpts"), v); err != nil {
		p.breaks("helm/heap-fits", "%s", err)
	}
	serves := "http"
	if setting(config, "xpack.security.http.ssl.enabled") == "true" || v.is("createCert") {
		serves = "https"
	}
	if probe := v.str("protocol"); probe != serves {
		p.breaks("helm/probe-scheme", "Readiness probe failed: the probe speaks %s, Elasticsearch %s", probe, serves)
	}
}

// elasticsearchEnds are things the chart takes that end badly.
func elasticsearchEnds(p *plan, v values) {
	if v.is("secret", "enabled") {
		p.warns("helm/password-new-with-every-upgrade", "secret.enabled makes a new password for elastic with every upgrade of the release")
	}
	if v.is("createCert") {
		p.warns("helm/certificate-from-chart", "createCert makes an authority and a certificate of the chart's own, which nothing renews and no client of the stack trusts")
	}
	if v.is("tests", "enabled") {
		p.warns("helm/random-names", "tests.enabled renders a pod with a random name: resourceNames differ at every preview")
	}
	if v.number("replicas") == 1 && strings.Contains(v.str("clusterHealthCheckParams"), "wait_for_status=green") {
		p.warns("helm/elasticsearch-ready-again", "clusterHealthCheckParams waits for green: one data node with any replica shard stays yellow, and after a restart its pod is never ready again")
	}
	if heap := heapMi(v.str("esJavaOpts")); heap > 0 {
		if limit, err := kubernetes.MemoryMi(v.str("resources", "limits", "memory")); err == nil && limit > 0 && 2*heap > limit {
			p.warns("helm/elasticsearch-heap-half", "the heap of %d MiB is more than half of the memory limit of %d MiB, which Elasticsearch needs outside it", heap, limit)
		}
	}
}

// elasticsearchServer finds, in its values, what a client has to agree with.
func elasticsearchServer(v values, service string, pods []pod) *elasticsearchNode {
	config := v.str("esConfig", "elasticsearch.yml")
	node := &elasticsearchNode{
		service: service, version: v.str("imageTag"),
		https: setting(config, "xpack.security.http.ssl.enabled") == "true" || v.is("createCert"),
	}
	if len(pods) == 0 {
		return node
	}
	at := func(path string) secretKey {
		k, _ := resolve(pods[0].mounts, path)
		return k
	}
	node.certificate = at(setting(config, "xpack.security.http.ssl.certificate"))
	node.users = at("/usr/share/elasticsearch/config/users")
	node.userRoles = at("/usr/share/elasticsearch/config/users_roles")
	if e := find(pods[0].env, "ELASTIC_PASSWORD"); e != nil {
		node.password = *e
	}
	return node
}

// configTexts answers the files in a map of file names to contents.
func configTexts(v values, key string) []string {
	var out []string
	for _, text := range v.sub(key) {
		if s, ok := text.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// setting reads one dotted setting of a flat YAML file.
func setting(config, name string) string {
	for _, line := range strings.Split(config, "\n") {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && key == name {
			return strings.Trim(strings.TrimSpace(value), `"'[] `)
		}
	}
	return ""
}

func find(env []secretKey, variable string) *secretKey {
	for _, e := range env {
		if e.variable == variable {
			return &e
		}
	}
	return nil
}

var heapFlag = regexp.MustCompile(`-Xmx(\d+)([kKmMgG])`)

// heapMi reads the JVM's largest heap in MiB, 0 when it is not said.
func heapMi(options string) int {
	m := heapFlag.FindStringSubmatch(options)
	if m == nil {
		return 0
	}
	n := 0
	_, _ = fmt.Sscan(m[1], &n)
	switch strings.ToLower(m[2]) {
	case "g":
		return n * 1024
	case "k":
		return n / 1024
	}
	return n
}

func heapFits(options string, v values) error {
	limit, err := kubernetes.MemoryMi(v.str("resources", "limits", "memory"))
	if err != nil || limit == 0 {
		return nil
	}
	if heap := heapMi(options); heap >= limit {
		return fmt.Errorf("container terminated, reason OOMKilled, exit code 137: a heap of %d MiB in a container of %d MiB", heap, limit)
	}
	return nil
}
