package settings

import "slices"

var monitoringKeys = slices.Concat(
	[]Key{
		{"eks-elk:monitoring.retention", "10d", "a Prometheus duration such as 10d or 2w", "How long Prometheus keeps samples"},
		{"eks-elk:monitoring.retentionSize", "16GB", "a Prometheus size such as 16GB, below the volume's", "How much Prometheus keeps at most; room for its write-ahead log stays free"},
		storageKey("eks-elk:monitoring.prometheus", "Prometheus", "20Gi"),
	},
	workloadKeys("eks-elk:monitoring.prometheus", "Prometheus", "250m", "1536Mi", "", "2560Mi"),
	[]Key{storageKey("eks-elk:monitoring.alertmanager", "Alertmanager", "2Gi")},
	workloadKeys("eks-elk:monitoring.alertmanager", "Alertmanager", "10m", "64Mi", "", "128Mi"),
	[]Key{storageKey("eks-elk:monitoring.grafana", "Grafana", "5Gi")},
	workloadKeys("eks-elk:monitoring.grafana", "Grafana", "100m", "256Mi", "", "512Mi"),
)

func loadMonitoring(r *reader, m *Monitoring) {
	m.Retention = r.text("eks-elk:monitoring.retention")
	if !prometheusDuration(m.Retention) {
		r.refuse("eks-elk:monitoring.retention", "")
	}
	m.Prometheus = r.volume("eks-elk:monitoring.prometheus")
	m.Alertmanager = r.volume("eks-elk:monitoring.alertmanager")
	m.Grafana = r.volume("eks-elk:monitoring.grafana")

	m.RetentionSize = r.text("eks-elk:monitoring.retentionSize")
	kept, ok := prometheusSize(m.RetentionSize)
	if !ok {
		r.refuse("eks-elk:monitoring.retentionSize", "")
		return
	}
	if volume, ok := quantity(m.Prometheus.Storage); ok && kept.Cmp(volume) >= 0 {
		r.refuse("eks-elk:monitoring.retentionSize", "with a volume of "+m.Prometheus.Storage)
	}
}

func (r *reader) volume(path string) Volume {
	return Volume{Storage: r.storage(path + ".storage"), Resources: r.resources(path)}
}
