package helm

import (
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// kibanaChart is elastic/helm-charts kibana at v7.17.3, which has no hooks.
var kibanaChart = chart{
	name: "kibana", version: "7.17.3", appVersion: "7.17.3",
	releases: elasticReleases, model: kibanaModel,
	defaults: values{
		"elasticsearchHosts": "http://elasticsearch-master:9200", "replicas": 1, "imageTag": "7.17.3",
		"protocol": "http", "healthCheckPath": "/app/kibana",
		"podSecurityContext": values{"fsGroup": 1000}, "securityContext": unprivileged(),
		"resources": values{
			"requests": values{"cpu": "1000m", "memory": "2Gi"},
			"limits":   values{"cpu": "1000m", "memory": "2Gi"},
		},
		"updateStrategy": values{"type": "Recreate"},
	},
	rules: []world.Rule{
		{ID: "helm/kibana-settings", Source: "elastic.co/guide/en/kibana/8.19/settings.html: what its schema does not have ends the start"},
		{ID: "helm/kibana-verifies", Source: "elastic.co/guide/en/kibana/8.19/settings.html: elasticsearch.ssl.verificationMode"},
		{ID: "helm/kibana-key-length", Source: "elastic.co/guide/en/kibana/8.19/security-settings-kb.html: encryption keys of 32 characters " +
			"or more"},
		{ID: "helm/kibana-probe-may-enter", Source: "kibana packages/core/status routes/status.ts: authRequired optional; " +
			"elastic/helm-charts 7.17.3 kibana/templates/deployment.yaml: the probe logs in only with ELASTICSEARCH_USERNAME"},
		{ID: "helm/kibana-without-hooks", Source: "elastic/helm-charts #1766"},
	},
}

// kibanaWithHooks is the chart at v8.5.1: known, to be refused with its reason.
var kibanaWithHooks = chart{
	name: "kibana", version: "8.5.1", appVersion: "8.5.1",
	model: func(p *plan, _ rel, _ values) {
		p.breaks("helm/kibana-without-hooks", "failed pre-install: job failed: BackoffLimitExceeded (the hook runs "+
			"/usr/share/kibana/node/bin/node, which images from 8.15.0 on do not have, and fails at every upgrade: elastic/helm-charts #1766)")
	},
}

func kibanaModel(p *plan, r rel, v values) {
	name := v.str("fullnameOverride")
	if name == "" {
		name = r.name + "-kibana"
		if o := v.str("nameOverride"); o != "" {
			name = o + "-kibana"
		}
	}
	p.services = []string{name}
	config := v.str("kibanaConfig", "kibana.yml")
	var first pod
	for i := range v.number("replicas") {
		each := p.elasticPod(fmt.Sprintf("%s-%c", name, 'a'+i), "kibana", v)
		each.configs = configTexts(v, "kibanaConfig")
		each.surge = v.str("updateStrategy", "type") == "RollingUpdate"
		p.pods = append(p.pods, each)
		first = each
	}
	serves := "http"
	if setting(config, "server.ssl.enabled") == "true" {
		serves = "https"
	}
	if probe := v.str("protocol"); probe != serves {
		p.breaks("helm/probe-scheme", "Readiness probe failed: the probe speaks %s, Kibana %s", probe, serves)
	}
	if path := v.str("healthCheckPath"); path != "" && !slices.Contains(openPages, strings.TrimPrefix(path, setting(config, "server.basePath"))) {
		p.breaks("helm/kibana-probe-may-enter", "Readiness probe failed: Error: Got HTTP code 401 but expected a 200: %s asks for a login", path)
	}
	kibanaConfigured(p, v)
	p.serverCerts = append(p.serverCerts, serverCert{"Kibana", trusted(first.mounts, setting(config, "server.ssl.certificate")), name})
	if err := v8Fits(v); err != nil {
		p.breaks("helm/heap-fits", "%s", err)
	}
	p.clients = append(p.clients, client{
		what: "Kibana", hosts: []string{v.str("elasticsearchHosts")}, version: v.str("imageTag"),
		username: from(first.env, setting(config, "elasticsearch.username")),
		password: from(first.env, setting(config, "elasticsearch.password")),
		trusts:   trusted(first.mounts, setting(config, "elasticsearch.ssl.certificateAuthorities")),
		anyName:  setting(config, "elasticsearch.ssl.verificationMode") == "certificate",
		// Kibana's configuration schema forbids it from 8.0 on.
		notElastic: true,
		anyone:     setting(config, "elasticsearch.ssl.verificationMode") == "none",
		role:       "kibana_system",
		stores:     true,
		waits:      true,
	})
	for _, key := range []string{"xpack.security.encryptionKey", "xpack.encryptedSavedObjects.encryptionKey",
		"xpack.reporting.encryptionKey"} {
		if c := from(first.env, setting(config, key)); c.secret != "" {
			c.variable = key
			p.keys = append(p.keys, c)
		}
	}
}

// openPages are the pages that Kibana shows without a login.
var openPages = []string{"/api/status", "/login"}

// v8Fits holds Node.js's old space against the container's memory.
func v8Fits(v values) error {
	const flag = "--max-old-space-size="
	limit, err := kubernetes.MemoryMi(v.str("resources", "limits", "memory"))
	if err != nil || limit == 0 {
		return nil
	}
	for _, e := range v.items("extraEnvs") {
		_, size, found := strings.Cut(e.str("value"), flag)
		if e.str("name") != "NODE_OPTIONS" || !found {
			continue
		}
		n := 0
		_, _ = fmt.Sscan(size, &n)
		if n >= limit {
			return fmt.Errorf("container terminated, reason OOMKilled, exit code 137: %s%d in a container of %d MiB", flag, n, limit)
		}
	}
	return nil
}
