// Package settings reads the stack's configuration into plain Go values.
//
// Each setting is declared once, in the file of its group: name, field, allowed
// values, default, meaning and an example. Parsing, the reference in docs and
// the JSON Schema of the stack file all come from that declaration.
//
// Parse returns every problem at once and registers nothing: each problem names
// the key, what is wrong and what is allowed. Whatever Parse returns without an
// error can be built; no other package checks a setting again.
package settings

// Namespace is the configuration namespace and the project's name.
const Namespace = "eks-elk"

// Settings are the values of a stack file, with the defaults filled in.
type Settings struct {
	AWS        AWS
	Network    Network
	Cluster    Cluster
	Nodes      []NodeGroup // sorted by name; the only one of a stack without eks-elk:nodeGroups is "default"
	ELK        ELK
	Logs       Logs
	Monitoring Monitoring
	Charts     Charts
	Certs      Certs

	// Warnings are sentences a person should read although nothing is wrong.
	Warnings []string
}

// declare declares every setting, in the order of the reference. nodeGroups are
// the names that the stack file gives its node groups; nil: it has none.
func (l *loader) declare(s *Settings, nodeGroups []string) {
	l.declareAWS(&s.AWS)
	l.declareNetwork(&s.Network)
	l.declareCluster(&s.Cluster, &s.AWS, &s.Network)
	l.declareExisting(&s.Cluster)
	groups, made := l.declareNodes(s, nodeGroups)
	volume := l.declareELK(&s.ELK)
	l.declareBackups(&s.ELK.Backups, &s.ELK, &s.Cluster)
	l.declareLogs(&s.Logs, &s.ELK.Elasticsearch, volume)
	l.declareMonitoring(&s.Monitoring, &s.AWS)
	l.declareCharts(&s.Charts)
	l.declareCerts(&s.Certs)
	l.checkCapacity(groups, made)
	l.checkPrivate(s)
}
