package helm

import (
	"maps"
	"slices"

	"eks-elk/rehearsal/services/promql"
	"eks-elk/rehearsal/world"
)

// alertsParse looks at every alert and recording rule among the values.
var alertsParse = world.Rule{
	ID: "helm/alerts-parse", Source: "prometheus-operator pkg/prometheus/rules.go: a PrometheusRule that Prometheus would refuse is left " +
		"out, with an event",
	Test: func(op *world.Op) error {
		eachRule(given(op.Object), func(rule values) {
			name := rule.str("alert") + rule.str("record")
			if problem := promql.Expression(rule.str("expr")); problem != "" {
				op.Violate("helm/alerts-parse", "release %s: alert %s is never evaluated: %s", op.Str("name"), name, problem)
			}
			if problem := promql.Labels(rule.str("expr")); problem != "" {
				op.Violate("helm/alerts-parse", "release %s: alert %s never fires: %s", op.Str("name"), name, problem)
			}
			for _, key := range slices.Sorted(maps.Keys(rule)) {
				if !slices.Contains(fieldsOfRule, key) {
					op.Violate("helm/alerts-parse", "release %s: alert %s: unknown field %q is dropped by the API server", op.Str("name"), name, key)
				}
			}
			if wait := rule.str("for"); wait != "" && promql.Duration(wait) != "" {
				op.Violate("helm/alerts-parse", "release %s: alert %s is never evaluated: for: %s", op.Str("name"), name, promql.Duration(wait))
			}
		})
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
