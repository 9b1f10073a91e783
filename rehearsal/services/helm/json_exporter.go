package helm

import (
	"maps"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// jsonExporter is prometheus-community's prometheus-json-exporter at 0.19.2.
var jsonExporter = chart{
	name: "prometheus-json-exporter", version: "0.19.2", appVersion: "v0.7.0",
	releases: []string{"0.16.2", "0.17.0", "0.18.0", "0.19.0", "0.19.1", "0.19.2"}, model: jsonExporterModel,
	defaults: values{
		"configuration":  values{"structuredConfig": values{}},
		"serviceMonitor": values{"enabled": false, "defaults": values{"interval": "10s", "scrapeTimeout": "8s"}},
	},
	rules: []world.Rule{
		{ID: "helm/json-module-known", Source: "prometheus-community/json_exporter v0.7.0 cmd/main.go probeHandler: an unknown module is answered with 400"},
		{ID: "helm/json-needs-authority", Source: "prometheus/common config TLSConfig: without ca_file the system's authorities are asked"},
		{ID: "helm/json-image-user", Source: "prometheus-community/json_exporter v0.7.0 Dockerfile: USER nobody; kubernetes.io/docs/tasks/configure-pod-container/" +
			"security-context: runAsNonRoot and a user that is no number is CreateContainerConfigError"},
	},
}

func jsonExporterModel(p *plan, r rel, v values) {
	name := fullname(r, "prometheus-json-exporter", v)
	p.services = []string{name}
	modules := v.sub("configuration", "structuredConfig", "modules")
	each := pod{surge: true, shape: shape{context: v.sub("podSecurityContext"), containers: []container{{"prometheus-json-exporter", v.sub("securityContext")}}}}
	each.Name = name + "-a"
	p.resources(&each, v.sub("resources"))
	each.mounts = volumeMounts(v.items("additionalVolumes"), v.items("additionalVolumeMounts"))
	for _, module := range slices.Sorted(maps.Keys(modules)) {
		client := modules.sub(module, "http_client_config")
		for _, file := range []string{client.str("tls_config", "ca_file"), client.str("basic_auth", "password_file")} {
			if file != "" {
				each.reads = append(each.reads, file)
			}
		}
	}
	p.pods = []pod{each}
	nonRoot := v.is("securityContext", "runAsNonRoot") || v.is("podSecurityContext", "runAsNonRoot")
	if nonRoot && v.at("securityContext", "runAsUser") == nil && v.at("podSecurityContext", "runAsUser") == nil {
		p.breaks("helm/json-image-user", "pod %s: CreateContainerConfigError: container has runAsNonRoot and image has non-numeric user (nobody), "+
			"cannot verify user is non-root", each.Name)
	}
	if !v.is("serviceMonitor", "enabled") {
		return
	}
	p.custom = []string{"ServiceMonitor"}
	monitored(p, name, values{"serviceMonitor": v.sub("serviceMonitor", "defaults").over(values{"enabled": true})})
	for _, target := range v.items("serviceMonitor", "targets") {
		module := modules.sub(target.str("module"))
		switch https := strings.HasPrefix(target.str("url"), "https:"); {
		case module == nil:
			p.warns("helm/json-module-known", "target %s is read with module %q, which the configuration does not have: Unknown module",
				target.str("name"), target.str("module"))
		case https && module.str("http_client_config", "tls_config", "ca_file") == "":
			p.warns("helm/json-needs-authority", "target %s is read over TLS, and module %q trusts the authorities of the image alone",
				target.str("name"), target.str("module"))
		}
	}
}

// volumeMounts reads volumes of Secrets and their mounts as a pod's spec has them.
func volumeMounts(volumes, mounts []values) []mount {
	var out []mount
	for _, m := range mounts {
		for _, volume := range volumes {
			secret := volume.sub("secret")
			if volume.str("name") != m.str("name") || secret == nil {
				continue
			}
			items := secret.items("items")
			for _, item := range items {
				out = append(out, mount{m.str("name"), secret.str("secretName"), m.str("mountPath") + "/" + item.str("path"), item.str("key")})
			}
			if len(items) == 0 {
				out = append(out, mount{m.str("name"), secret.str("secretName"), m.str("mountPath"), m.str("subPath")})
			}
		}
	}
	return out
}
