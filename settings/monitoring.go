package settings

import (
	"math/big"
	"regexp"
	"time"
)

// Monitoring is Prometheus, Alertmanager, Grafana and their volumes.
type Monitoring struct {
	Enabled       bool
	Dashboards    bool     // whether Grafana has the stack's own, besides the chart's
	Logs          bool     // whether Grafana shows those in Elasticsearch
	Retention     string   // Prometheus notation, 10d
	RetentionSize Quantity // Prometheus notation, 16GB; below the volume's size
	Prometheus    Volume
	Alertmanager  Volume
	Grafana       Volume
	Alerts        Alerts
}

// Volume is a workload with one persistent volume.
type Volume struct {
	Storage Quantity
	Resources
}

func (l *loader) declareMonitoring(m *Monitoring, a *AWS) {
	g := l.group("eks-elk:monitoring.", anyCluster)
	declare(g, "enabled", &m.Enabled, truth, "true", "Whether Prometheus, Alertmanager, Grafana, the probes and the exporter of Elasticsearch "+
		"are installed; false for a cluster that has a Prometheus operator", false)
	declare(g, "dashboards", &m.Dashboards, truth, "true", "Whether Grafana has the stack's own dashboards besides those of the chart", false)
	declare(g, "logs", &m.Logs, truth, "true", "Whether Grafana shows the logs in Elasticsearch, which it reads as a user of its own", false)
	declare(g, "retention", &m.Retention, retention, "10d", "How long Prometheus keeps samples", "3d")
	kept := declare(g, "retentionSize", &m.RetentionSize,
		prometheusBytes.between(64*mib, 16*tib, "a Prometheus size such as 16GB, from 64MB to 85 % of the volume", prometheusPattern),
		"16GB", "How much Prometheus keeps at most; the rest of the volume is for its write-ahead log and compaction", "7GB")
	volume := g.volume("prometheus", &m.Prometheus, "Prometheus", "20Gi", "256Mi", sizes{"250m", "1536Mi", "", "2560Mi"}, "2Gi")
	g.volume("alertmanager", &m.Alertmanager, "Alertmanager", "2Gi", "32Mi", sizes{"10m", "64Mi", "", "128Mi"}, "96Mi")
	g.volume("grafana", &m.Grafana, "Grafana", "5Gi", "128Mi", sizes{"100m", "256Mi", "", "512Mi"}, "300Mi")
	l.declareAlerts(&m.Alerts, a)
	// Size-based retention does not count the write-ahead log while it decides.
	// https://prometheus.io/docs/prometheus/latest/storage/#right-sizing-retention-size
	kept.check(func() {
		if m.RetentionSize.Bytes()*100 > m.Prometheus.Storage.Bytes()*85 {
			kept.refuse("with a volume of " + m.Prometheus.Storage.String())
		}
	}, volume)
}

func (g group) volume(name string, into *Volume, title, storage string, least leastMemory, defaults sizes, memoryExample string) *setting {
	g = g.below(name)
	volume := g.storage(&into.Storage, title, storage)
	g.resources(&into.Resources, title, least, defaults, memoryExample)
	return volume
}

// retentionForm is that of the operator's retention, largest unit first.
// https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Duration
var retentionForm = regexp.MustCompile(`^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$`)

var retentionUnits = []time.Duration{365 * day, 7 * day, day, time.Hour, time.Minute, time.Second, time.Millisecond}

const day = 24 * time.Hour

// Bounds of the retention. A block of samples covers two hours; above 292 years
// Prometheus finds the duration out of range (prometheus/common model/time.go).
const (
	leastRetention = 2 * time.Hour
	mostRetention  = 100 * 365 * day
)

var retention = matching(retentionForm, "a Prometheus duration such as 10d or 2w, from 2h to 100y").judged(func(text string) error {
	total := new(big.Int)
	for i, part := range retentionForm.FindStringSubmatch(text)[1:] {
		if part == "" {
			continue
		}
		amount, _ := new(big.Int).SetString(regexp.MustCompile(`^[0-9]+`).FindString(part), 10) // digits by the form
		total.Add(total, amount.Mul(amount, big.NewInt(int64(retentionUnits[i]))))
	}
	if total.Cmp(big.NewInt(int64(leastRetention))) < 0 || total.Cmp(big.NewInt(int64(mostRetention))) > 0 {
		return errNotAllowed
	}
	return nil
})
