package alerts

import (
	"eks-elk/internal/names"
	"fmt"
)

// pages are the alerts of the blackbox exporter, which asks as a client does.
var pages = []Alert{
	probe("ElasticsearchProbeFails", names.ElasticsearchProbe, names.ELKNamespace, Critical,
		"Elasticsearch does not answer its clients", "Its Service has no pod, or its certificate is not one of the stack's authority."),
	probe("KibanaProbeFails", names.KibanaProbe, names.ELKNamespace, Warning,
		"Kibana does not answer", "Nobody can look at logs. They are written all the same."),
	probe("GrafanaProbeFails", names.GrafanaProbe, names.MonitoringNamespace, Warning,
		"Grafana does not answer", "Nobody can look at dashboards. Alerts are sent all the same."),
	{
		Name: "KibanaDegraded", Severity: Warning, Namespace: names.ELKNamespace,
		Expr: `kibana_status_level{level!="available"} == 1`, For: "15m",
		Summary:     "Kibana says that it is {{ $labels.level }}",
		Description: "Parts of it do not work. Its log and /api/status say which.",
	},
	{
		Name: "ProbesMissing", Severity: Warning, Namespace: names.ProbesNamespace,
		Expr: `absent(probe_success)`, For: "15m",
		Summary:     "The blackbox exporter says nothing",
		Description: "Nothing asks Elasticsearch, Kibana and Grafana as a client does, and no alert says that they do not answer.",
	},
}

func probe(name, target, namespace string, severity Severity, summary, description string) Alert {
	return Alert{
		Name: name, Severity: severity, Namespace: namespace,
		Expr: fmt.Sprintf(`probe_success{target=%q} == 0`, target), For: "10m",
		Summary: summary, Description: description,
	}
}
