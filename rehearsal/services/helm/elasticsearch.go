package helm

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// elasticsearchChart is elastic/helm-charts elasticsearch at v8.5.1.
var elasticsearchChart = chart{
	name: "elasticsearch", version: "8.5.1", appVersion: "8.5.1",
	releases: elasticReleases, model: elasticsearchModel,
	defaults: values{
		"clusterName": "elasticsearch", "nodeGroup": "master", "replicas": 3, "minimumMasterNodes": 2,
		"createCert": true, "secret": values{"enabled": true}, "tests": values{"enabled": true},
		"protocol": "https", "imageTag": "8.5.1", "maxUnavailable": 1, "antiAffinity": "hard",
		"clusterHealthCheckParams": "wait_for_status=green&timeout=1s",
		"persistence":              values{"enabled": true},
		"sysctlInitContainer":      values{"enabled": true},
		"podSecurityContext":       values{"fsGroup": 1000, "runAsUser": 1000}, "securityContext": unprivileged(),
		"resources": values{
			"requests": values{"cpu": "1000m", "memory": "2Gi"},
			"limits":   values{"cpu": "1000m", "memory": "2Gi"},
		},
		"volumeClaimTemplate": values{"resources": values{"requests": values{"storage": "30Gi"}}},
	},
	rules: []world.Rule{
		{ID: "helm/elasticsearch-forms",
			Source: "elastic.co/guide/en/elasticsearch/reference/8.19/discovery-settings.html and modules-node.html"},
		{ID: "helm/elasticsearch-probe-has-password",
			Source: "elastic/helm-charts v8.5.1 elasticsearch/templates/statefulset.yaml: readinessProbe"},
		{ID: "helm/elasticsearch-probe-keeps-password", Source: "elasticsearch ReservedRealm.java: a password that was changed by API is a " +
			"document in .security, and ELASTIC_PASSWORD is no longer asked"},
		{ID: "helm/elasticsearch-settings",
			Source: "elastic.co/guide/en/elasticsearch/reference/8.19/security-settings.html, ml-settings.html, geoip-processor.html and " +
				"bootstrap-checks.html"},
		{ID: "helm/elasticsearch-secured",
			Source: "elastic.co/guide/en/elasticsearch/reference/8.19/security-settings.html: xpack.security.enabled"},
		{ID: "helm/certificate-from-chart", Source: "elastic/helm-charts v8.5.1 elasticsearch/templates/secret-cert.yaml"},
		{ID: "helm/random-names", Source: "elastic/helm-charts v8.5.1 elasticsearch/templates/test/test-elasticsearch-health.yaml"},
		{ID: "helm/elasticsearch-ready-again", Source: "elastic/helm-charts v8.5.1 elasticsearch/values.yaml: clusterHealthCheckParams"},
		{ID: "helm/elasticsearch-watermarks",
			Source: "elasticsearch 8.19 DiskThresholdSettings.java: WatermarkValidator, MaxHeadroomValidator; DiskThresholdDecider.java"},
		{ID: "helm/elasticsearch-shares-a-disk", Source: "elastic.co/guide/en/elasticsearch/reference/8.19/modules-cluster.html: disk-based shard " +
			"allocation; github.com/elastic/start-local/issues/19"},
		{ID: "helm/elasticsearch-heap-half",
			Source: "elastic.co/guide/en/elasticsearch/reference/8.19/important-settings.html: heap size settings"},
	},
}

// elasticReleases are the versions of Elastic's three charts from 7.16 on; the
// charts are archived.
var elasticReleases = []string{"7.16.1", "7.16.2", "7.16.3", "7.17.1", "7.17.3", "8.5.1"}

// elasticsearchNode is what clients of Elasticsearch look for.
type elasticsearchNode struct {
	service string
	https   bool
	version string
	// Where its certificate, file-realm users and superuser's password are.
	certificate secretKey
	users       secretKey
	userRoles   secretKey
	roles       secretKey
	password    secretKey
	reserved    bool // the superuser is the built-in one, whose password can be changed by API

	cluster string // its name, in its namespace
	data    bool   // it holds shards
	volume  int64  // of one node, in bytes; 0: none
	marks   []mark // of the volume
	held    heldByFile
	peers   peers
	who     identity // towards a store of snapshots
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
		each := p.elasticPod(fmt.Sprintf("%s-%d", uname, i), "elasticsearch", v)
		each.configs = configTexts(v, "esConfig")
		if v.is("createCert") {
			each.mounts = append(each.mounts, mount{"elasticsearch-certs", "", "/usr/share/elasticsearch/config/certs", ""})
		}
		pods = append(pods, each)
	}
	templatedBudget(pods, uname, v)
	if v.is("persistence", "enabled") {
		p.templated(pods, uname, uname, v.sub("volumeClaimTemplate"))
	}
	p.pods = append(p.pods, pods...)
	p.serves = elasticsearchServer(v, service, pods)
	p.serves.held = fileSettings(p, v)
	p.serves.peers = peersOf(p, v, pods)
	p.serves.who = identityOf(p, v)
	p.serverCerts = append(p.serverCerts, serverCert{"Elasticsearch", p.serves.certificate, service})
	elasticsearchStarts(p, v, pods)
	elasticsearchEnds(p, v)
}

// elasticsearchStarts are the ways in which its pods never become ready.
func elasticsearchStarts(p *plan, v values, pods []pod) {
	if v.number("minimumMasterNodes") > v.number("replicas") {
		p.breaks("helm/elasticsearch-forms", "%d master nodes are asked for and %d run: no master is ever elected",
			v.number("minimumMasterNodes"), v.number("replicas"))
	}
	config := v.str("esConfig", "elasticsearch.yml")
	if strings.Contains(config, "discovery.type: single-node") {
		p.breaks("helm/elasticsearch-forms",
			"setting [cluster.initial_master_nodes] is not allowed when [discovery.type] is set to [single-node]")
	}
	if len(pods) > 0 && !v.is("secret", "enabled") && find(pods[0].env, "ELASTIC_PASSWORD") == nil {
		p.breaks("helm/elasticsearch-probe-has-password", "Readiness probe failed: ELASTIC_PASSWORD variable is missing, exiting")
	}
	if err := heapFits(v.str("esJavaOpts"), v); err != nil {
		p.breaks("helm/heap-fits", "%s", err)
	}
	elasticsearchConfigured(p, v)
	serves := "http"
	if servesTLS(v) {
		serves = "https"
	}
	if probe := v.str("protocol"); probe != serves {
		why := ""
		if setting(config, "xpack.security.enabled") == "false" {
			why = ": xpack.security.enabled is false, which opens it to everyone"
		}
		p.breaks("helm/probe-scheme", "Readiness probe failed: the probe speaks %s, Elasticsearch %s%s", probe, serves, why)
	}
	if roles := texts(v.at("roles")); roles != nil && !slices.Contains(roles, "master") {
		p.breaks("helm/elasticsearch-forms", "master not discovered yet: node.roles [%s] holds no master", strings.Join(roles, ","))
	}
}

// elasticsearchEnds are things the chart takes that end badly.
func elasticsearchEnds(p *plan, v values) {
	if v.is("secret", "enabled") {
		p.warns("helm/password-new-with-every-upgrade", "secret.enabled makes a new password for elastic with every upgrade of the release")
	}
	if config := v.str("esConfig", "elasticsearch.yml"); hasReservedRealm(config) && setting(config, "xpack.security.enabled") != "false" {
		p.warns("helm/elasticsearch-probe-keeps-password",
			"the reserved realm is on: who changes the password of elastic in Kibana makes the readiness probe fail, which logs in with "+
				"ELASTIC_PASSWORD for ever")
	}
	if v.is("createCert") {
		p.warns("helm/certificate-from-chart",
			"createCert makes an authority and a certificate of the chart's own, which nothing renews and no client of the stack trusts")
	}
	if v.is("tests", "enabled") {
		p.warns("helm/random-names", "tests.enabled renders a pod with a random name: resourceNames differ at every preview")
	}
	switch health := v.str("clusterHealthCheckParams"); {
	case v.number("replicas") == 1 && strings.Contains(health, "wait_for_status=green"):
		p.warns("helm/elasticsearch-ready-again",
			"clusterHealthCheckParams waits for green: one data node with any replica shard stays yellow, and after a restart its pod is never "+
				"ready again")
	case strings.Contains(health, "wait_for_status="):
		p.warns("helm/elasticsearch-ready-again",
			"clusterHealthCheckParams waits for a status: with one damaged index, which is red, a restarted pod stays out of its Service, through "+
				"which that index would be restored or deleted")
	}
	if heap := heapMi(v.str("esJavaOpts")); heap > 0 {
		if limit, err := kubernetes.MemoryMi(v.str("resources", "limits", "memory")); err == nil && limit > 0 && 2*heap > limit {
			p.warns("helm/elasticsearch-heap-half",
				"the heap of %d MiB is more than half of the memory limit of %d MiB, which Elasticsearch needs outside it", heap, limit)
		}
	}
}

// hasReservedRealm tells whether elasticsearch.yml leaves the built-in users on.
func hasReservedRealm(config string) bool {
	return setting(config, "xpack.security.authc.reserved_realm.enabled") != "false"
}

// elasticsearchServer finds, in its values, what a client has to agree with.
func elasticsearchServer(v values, service string, pods []pod) *elasticsearchNode {
	config := v.str("esConfig", "elasticsearch.yml")
	node := &elasticsearchNode{
		service: service, version: v.str("imageTag"), https: servesTLS(v),
		cluster: v.str("clusterName"), data: hasData(texts(v.at("roles"))),
		reserved: hasReservedRealm(config),
	}
	if len(pods) == 0 {
		node.data = false
		return node
	}
	at := func(path string) secretKey {
		k, _ := resolve(pods[0].mounts, path)
		return k
	}
	node.certificate = at(setting(config, "xpack.security.http.ssl.certificate"))
	node.users = at("/usr/share/elasticsearch/config/users")
	node.userRoles = at("/usr/share/elasticsearch/config/users_roles")
	node.roles = at(rolesFile)
	if e := find(pods[0].env, "ELASTIC_PASSWORD"); e != nil {
		node.password = *e
	}
	return node
}

// servesTLS: without security there is no TLS, whatever its settings are.
func servesTLS(v values) bool {
	config := v.str("esConfig", "elasticsearch.yml")
	return v.is("createCert") || setting(config, "xpack.security.enabled") != "false" &&
		setting(config, "xpack.security.http.ssl.enabled") == "true"
}

// texts returns the texts of a list.
func texts(x any) []string {
	list, _ := x.([]any)
	var out []string
	for _, e := range list {
		out = append(out, fmt.Sprint(e))
	}
	return out
}

// configTexts returns the files in a map of file names to contents.
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
