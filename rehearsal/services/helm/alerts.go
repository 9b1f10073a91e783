package helm

import (
	"maps"
	"slices"
	"time"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/promql"
	"eks-elk/rehearsal/world"
)

// alertsParse looks at every alert and recording rule among the values.
var alertsParse = world.Rule{
	ID: "helm/alerts-parse", Source: "prometheus-operator pkg/prometheus/rules.go: a PrometheusRule that Prometheus would refuse is left " +
		"out, with an event",
	Test: func(op *world.Op) error {
		eachRule(rulesIn(op.Object), func(rule values) {
			name := rule.str("alert") + rule.str("record")
			if problem := promql.Expression(rule.str("expr")); problem != "" {
				op.Violate("helm/alerts-parse", "%s: alert %s is never evaluated: %s", op.Object, name, problem)
			}
			if problem := promql.Selects(rule.str("expr")); problem != "" {
				op.Violate("helm/alerts-parse", "%s: alert %s never fires: %s", op.Object, name, problem)
			}
			alertReaches(op, rule)
			for _, key := range slices.Sorted(maps.Keys(rule)) {
				if !slices.Contains(fieldsOfRule, key) {
					op.Violate("helm/alerts-parse", "%s: alert %s: unknown field %q is dropped by the API server", op.Object, name, key)
				}
			}
			if wait := rule.str("for"); wait != "" && promql.Duration(wait) != "" {
				op.Violate("helm/alerts-parse", "%s: alert %s is never evaluated: for: %s", op.Object, name, promql.Duration(wait))
			}
		})
		return nil
	},
}

// alertFindings are what alertReaches finds.
var alertFindings = []world.Rule{
	{ID: "helm/alerts-without-series",
		Source: "prometheus.io/docs/prometheus/latest/querying/operators: an aggregation of an empty vector is empty"},
	{ID: "helm/alerts-of-namespace",
		Source: "prometheus-operator v0.93.1 alertmanager_types.go: alertmanagerConfigMatcherStrategy is OnNamespace"},
}

// alertReaches: an alert that fires, but not when it should, or not to whom it should.
func alertReaches(op *world.Op, rule values) {
	if rule.str("alert") == "" {
		return
	}
	if problem := promql.Silent(rule.str("expr")); problem != "" {
		op.Violate("helm/alerts-without-series", "%s: alert %s never fires: %s", op.Object, rule.str("alert"), problem)
	}
	if rule.str("labels", "namespace") == "" && !promql.HasNamespace(rule.str("expr")) {
		op.Violate("helm/alerts-of-namespace", "%s: alert %s has no label namespace: the routes of an AlertmanagerConfig do not match it",
			op.Object, rule.str("alert"))
	}
}

// alertsKnowIndices: a metric of an index that nothing writes has no series.
var alertsKnowIndices = world.Rule{
	ID: "helm/alerts-know-indices", Source: "elasticsearch_exporter v1.11.0 collector/indices.go: one series for each index that there is",
	Test: func(op *world.Op) error {
		var written []string
		asked, windows := map[string]string{}, map[string]time.Duration{}
		var every time.Duration
		others := slices.DeleteFunc(kubernetes.On(op, holdsRules...), func(o *world.Object) bool { return o.Key() == op.Object.Key() })
		for _, o := range slices.Concat(others, []*world.Object{op.Object}) {
			if o.Type.Token == Release {
				for _, c := range planOf(o).clients {
					written, every = append(written, c.writes...), max(every, c.every)
				}
			}
			eachRule(rulesIn(o), func(rule values) {
				for _, index := range promql.Indices(rule.str("expr")) {
					name := rule.str("alert") + rule.str("record")
					asked[name], windows[name] = index, promql.Window(rule.str("expr"))
				}
			})
		}
		for _, alert := range slices.Sorted(maps.Keys(asked)) {
			if len(written) > 0 && !slices.Contains(written, asked[alert]) {
				op.Violate("helm/alerts-know-indices", "alert %s asks for index %s, which Logstash does not write (it writes %v)",
					alert, asked[alert], written)
			}
			if window := windows[alert]; window > 0 && every >= window {
				op.Violate("helm/alerts-know-indices", "alert %s looks at %s of index %s, to which Logstash writes every %s", alert, window,
					asked[alert], every)
			}
		}
		return nil
	},
}

// fieldsOfRule are those of a rule in prometheus-operator v0.93.1's PrometheusRule.
var fieldsOfRule = []string{"alert", "annotations", "expr", "for", "keep_firing_for", "labels", "record"}

// eachRule finds what looks like a rule of Prometheus at any depth.
func eachRule(x any, look func(values)) {
	if list, ok := x.([]any); ok {
		for _, e := range list {
			eachRule(e, look)
		}
	}
	m, ok := asMap(x)
	if !ok {
		return
	}
	v := values(m)
	if v.str("expr") != "" && v.str("alert")+v.str("record") != "" {
		look(v)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		eachRule(m[key], look)
	}
}
