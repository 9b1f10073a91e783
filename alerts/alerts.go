// Package alerts is every alert of the stack, as one table: what is wrong, how it
// shows in a metric, for how long, and how bad that is. Each has a runbook of its
// name in docs/runbooks.
//
// The package knows nothing of Pulumi, so that a test reads the table without
// compiling a provider's SDK. Package monitoring puts it on the cluster.
package alerts

import (
	"slices"
	"strings"
	"time"

	"eks-elk/internal/names"
)

// Severity is how bad an alert is. It decides who hears of it.
type Severity string

const (
	// Critical: data is being lost, or will be before the next working day.
	Critical Severity = "critical"
	// Warning: somebody should look during the day.
	Warning Severity = "warning"
)

// Alert is one row. A name may stand in two rows, of two severities: the critical
// one then silences the other.
type Alert struct {
	Name     string
	Severity Severity
	// Namespace is the label by which routes find the alert: what absent, sum and
	// vector return has none. Empty: that of the series.
	Namespace string
	// Expr is PromQL. The series that it returns are the alerts that fire.
	Expr string
	For  string // Prometheus notation, 10m; empty: at once
	// Summary is one line; Description says what follows from it. Both are
	// templates of Prometheus's: {{ $labels.node }}.
	Summary, Description string
	// Certificate names the certificate whose end Until puts into Expr.
	Certificate string
	// Replaces are alerts of kube-prometheus-stack that say the same.
	Replaces []string

	// needs tells whether the stack has what the alert is about; nil: every stack has.
	needs func(Stack) bool
}

// Group is alerts that Prometheus evaluates together.
type Group struct {
	Name   string
	Alerts []Alert
}

// Stack is what the alerts of a stack depend on.
type Stack struct {
	Certificates map[string]string // whose there are: the release, and its namespace
	RenewBefore  time.Duration     // an up this close to a certificate's end renews it
	Logs         bool              // Filebeat is on every node
	Backups      time.Duration     // between two snapshots of Elasticsearch; 0: it takes none
}

// Everything is a stack with all that alerts are about, for who looks at the whole
// table.
func Everything() Stack {
	return Stack{
		Certificates: map[string]string{
			names.ElasticsearchRelease: names.ELKNamespace, names.KibanaRelease: names.ELKNamespace, names.LogstashRelease: names.ELKNamespace,
			names.FilebeatRelease: names.LogsNamespace,
		},
		RenewBefore: 30 * 24 * time.Hour, Logs: true, Backups: time.Hour,
	}
}

// Groups returns the alerts of a stack.
func Groups(s Stack) []Group {
	groups := []Group{
		{"elasticsearch", slices.Concat(elasticsearch, backups(s))},
		{"logstash", logstash},
		{"logs", logs},
		{"pages", pages},
		{"certificates", certificates(s)},
		{"cluster", cluster},
		{"monitoring", monitoring},
	}
	for i := range groups {
		groups[i].Alerts = slices.DeleteFunc(slices.Clone(groups[i].Alerts), func(a Alert) bool { return a.needs != nil && !a.needs(s) })
	}
	return groups
}

// Replaced returns the alerts of kube-prometheus-stack in whose place one of ours is.
func Replaced() []string {
	var out []string
	for _, g := range Groups(Everything()) {
		for _, a := range g.Alerts {
			out = append(out, a.Replaces...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Runbook is where it says what to do, below a base.
func (a Alert) Runbook(base string) string {
	return strings.TrimSuffix(base, "/") + "/" + a.Name + ".md"
}
