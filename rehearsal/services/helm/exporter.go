package helm

import (
	"fmt"
	"maps"
	"slices"

	"eks-elk/rehearsal/world"
)

// elasticsearchExporter is prometheus-community's
// prometheus-elasticsearch-exporter at 7.4.0.
var elasticsearchExporter = chart{
	name: "prometheus-elasticsearch-exporter", version: "7.4.0", appVersion: "v1.11.0",
	releases: []string{"7.0.0", "7.1.0", "7.2.0", "7.2.1", "7.3.0", "7.4.0"}, model: exporterModel,
	defaults: values{
		"replicaCount": 1,
		"es": values{
			"uri": "http://localhost:9200", "sslSkipVerify": false,
			"ssl": values{
				"enabled": false, "useExistingSecrets": false, "ca": values{"path": "/ssl/ca.pem"},
				"client": values{"enabled": true, "pemPath": "/ssl/client.pem", "keyPath": "/ssl/client.key"},
			},
		},
		"service":            values{"enabled": true},
		"podSecurityContext": values{"runAsNonRoot": true, "runAsUser": 1000, "seccompProfile": values{"type": "RuntimeDefault"}},
		"securityContext":    values{"allowPrivilegeEscalation": false, "capabilities": values{"drop": []any{"ALL"}}},
		"serviceMonitor":     values{"enabled": false, "interval": "10s", "scrapeTimeout": "10s"},
	},
	rules: []world.Rule{
		{ID: "helm/exporter-uses-secrets",
			Source: "prometheus-community/helm-charts prometheus-elasticsearch-exporter 7.4.0 templates/cert-secret.yaml"},
		{ID: "helm/exporter-scraped", Source: "prometheus-community/helm-charts prometheus-elasticsearch-exporter 7.4.0 values.yaml: " +
			"serviceMonitor, podMonitor"},
	},
}

func exporterModel(p *plan, r rel, v values) {
	const chartName = "prometheus-elasticsearch-exporter"
	name := fullname(r, chartName, v)
	if v.is("service", "enabled") {
		p.services = []string{name}
	}
	each := pod{surge: true, mounts: secretMounts(v)}
	each.shape = shape{context: v.sub("podSecurityContext"), containers: []container{{"exporter", v.sub("securityContext")}}}
	each.Name = name
	p.resources(&each, v.sub("resources"))
	secrets := v.sub("extraEnvSecrets")
	for _, variable := range slices.Sorted(maps.Keys(secrets)) {
		ref := secrets.sub(variable)
		each.env = append(each.env, secretKey{variable: variable, secret: ref.str("secret"), key: ref.str("key")})
	}
	if s := v.str("envFromSecret"); s != "" {
		each.env = append(each.env, secretKey{secret: s})
	}
	ssl := v.sub("es", "ssl")
	if ssl.is("enabled") && !ssl.is("useExistingSecrets") {
		p.breaks("helm/exporter-uses-secrets",
			"es.ssl.useExistingSecrets is not set: the chart would make a Secret of es.ssl.ca.pem, which holds nothing")
	}
	if ssl.is("enabled") {
		each.configs = append(each.configs, ssl.str("ca", "path"))
		if ssl.is("client", "enabled") {
			each.configs = append(each.configs, ssl.str("client", "pemPath"), ssl.str("client", "keyPath"))
		}
	}
	for i := range v.number("replicaCount") {
		one := each
		one.Name = fmt.Sprintf("%s-%c", name, 'a'+i)
		p.pods = append(p.pods, one)
	}
	for key, kind := range map[string]string{"serviceMonitor": "ServiceMonitor", "podMonitor": "PodMonitor",
		"prometheusRule": "PrometheusRule"} {
		if v.is(key, "enabled") {
			p.custom = append(p.custom, kind)
		}
	}
	slices.Sort(p.custom)
	monitored(p, name, v)
	c := client{what: "the exporter", hosts: []string{v.str("es", "uri")}}
	if e := find(each.env, "ES_USERNAME"); e != nil {
		c.username = *e
	}
	if e := find(each.env, "ES_PASSWORD"); e != nil {
		c.password = *e
	}
	if ssl.is("enabled") {
		c.trusts = trusted(each.mounts, ssl.str("ca", "path"))
	}
	c.anyone = v.is("es", "sslSkipVerify")
	c.requests = exporterRequests(v)
	p.clients = append(p.clients, c)
}

// exporterRequests: the exporter answers its probe whatever Elasticsearch refuses;
// the metrics are missing (elasticsearch_exporter README, Elasticsearch 7.x security privileges).
func exporterRequests(v values) []request {
	out := []request{monitorRequest("cluster:monitor/health", false), monitorRequest("cluster:monitor/nodes/stats", false)}
	if v.is("es", "indices") || v.is("es", "shards") {
		out = append(out, indexRequest("indices:monitor/stats", "*", "monitor", "manage"))
	}
	if v.is("es", "indices_settings") {
		out = append(out, indexRequest("indices:monitor/settings/get", "*", "monitor", "view_index_metadata", "manage"))
	}
	if v.is("es", "indices_mappings") {
		out = append(out, indexRequest("indices:admin/mappings/get", "*", "view_index_metadata", "manage"))
	}
	if v.is("es", "ilm") {
		out = append(out, request{action: "cluster:admin/ilm/operation_mode/get", grants: []string{"read_ilm", "manage_ilm", "manage", "all"}},
			indexRequest("indices:admin/ilm/explain", "*", "view_index_metadata", "manage_ilm", "manage"))
	}
	if v.is("es", "data_stream") {
		out = append(out, indexRequest("indices:monitor/data_stream/stats", "*", "monitor", "manage"))
	}
	if v.is("es", "slm") {
		out = append(out, request{action: "cluster:admin/slm/stats", grants: []string{"manage_slm", "manage", "all"}})
	}
	if v.is("es", "snapshots") {
		out = append(out, request{action: "cluster:admin/repository/get", grants: []string{"monitor_snapshot", "create_snapshot", "manage", "all"}})
	}
	return out
}
