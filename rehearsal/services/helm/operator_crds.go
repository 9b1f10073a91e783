package helm

// operatorKinds are the ten definitions of prometheus-operator v0.93.1.
var operatorKinds = []string{
	"Alertmanager", "AlertmanagerConfig", "PodMonitor", "Probe", "Prometheus",
	"PrometheusAgent", "PrometheusRule", "ScrapeConfig", "ServiceMonitor", "ThanosRuler",
}

// operatorCRDs is prometheus-community's prometheus-operator-crds at 31.0.1:
// the definitions as templates, so that they are upgraded and deleted.
var operatorCRDs = chart{
	name: "prometheus-operator-crds", version: "31.0.1", appVersion: "v0.93.1",
	releases: []string{"30.0.0", "30.0.1", "31.0.0", "31.0.1"},
	model: func(p *plan, _ rel, _ values) {
		p.defines = operatorKinds
	},
	// Seen: 7 s to delete.
}
