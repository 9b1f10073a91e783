package helm

import (
	"maps"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// blackboxExporter is prometheus-community's prometheus-blackbox-exporter at
// 11.17.2.
var blackboxExporter = chart{
	name: "prometheus-blackbox-exporter", version: "11.17.2", appVersion: "v0.28.0",
	releases: []string{"11.15.1", "11.16.0", "11.16.1", "11.17.0", "11.17.1", "11.17.2"}, model: blackboxModel,
	defaults: values{
		"replicas":       1,
		"config":         values{"modules": values{"http_2xx": values{"prober": "http"}}},
		"serviceMonitor": values{"enabled": false, "defaults": values{"interval": "30s", "scrapeTimeout": "30s", "module": "http_2xx"}},
		"securityContext": values{
			"runAsUser": 1000, "runAsNonRoot": true, "allowPrivilegeEscalation": false, "capabilities": values{"drop": []any{"ALL"}},
		},
	},
	rules: []world.Rule{
		{ID: "helm/probe-module-known", Source: "prometheus/blackbox_exporter prober/handler.go: an unknown module is answered with 400, and the target is never probed"},
		{ID: "helm/probe-needs-authority", Source: "prometheus/blackbox_exporter CONFIGURATION.md tls_config: without ca_file the system's authorities are asked"},
	},
}

func blackboxModel(p *plan, r rel, v values) {
	const chartName = "prometheus-blackbox-exporter"
	name := fullname(r, chartName, v)
	p.services = []string{name}
	modules := v.sub("config", "modules")
	each := pod{surge: true, shape: shape{context: v.sub("podSecurityContext"), containers: []container{{"blackbox-exporter", v.sub("securityContext")}}}}
	each.Name = name + "-a"
	p.resources(&each, v.sub("resources"))
	for _, m := range v.items("extraSecretMounts") {
		each.mounts = append(each.mounts, mount{m.str("name"), m.str("secretName"), m.str("mountPath"), m.str("subPath")})
	}
	for _, module := range slices.Sorted(maps.Keys(modules)) {
		each.configs = append(each.configs, modules.sub(module).str("http", "tls_config", "ca_file"))
	}
	p.pods = []pod{each}
	budgeted(p.pods, name, v.sub("podDisruptionBudget"))
	if !v.is("serviceMonitor", "enabled") {
		return
	}
	p.custom = []string{"ServiceMonitor"}
	monitored(p, name, values{"serviceMonitor": v.sub("serviceMonitor", "defaults").over(values{"enabled": true})})
	for _, target := range v.items("serviceMonitor", "targets") {
		module := target.str("module")
		if module == "" {
			module = v.str("serviceMonitor", "defaults", "module")
		}
		probe := modules.sub(module)
		switch https := strings.HasPrefix(target.str("url"), "https:"); {
		case probe == nil:
			p.warns("helm/probe-module-known", "target %s is probed with module %q, which the configuration does not have", target.str("name"), module)
		case https && probe.str("http", "tls_config", "ca_file") == "":
			p.warns("helm/probe-needs-authority", "target %s is probed over TLS, and module %q trusts the authorities of the image alone", target.str("name"), module)
		}
	}
}
