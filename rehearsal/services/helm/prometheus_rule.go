package helm

import (
	"slices"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/promql"
	"eks-elk/rehearsal/world"
)

// prometheusRule is alerts that a program registers without a chart.
var prometheusRule = kubernetes.CustomToken("PrometheusRule")

func prometheusRuleType() *world.ResourceType {
	k := kubernetes.Custom("PrometheusRule", alertsParse, alertsKnowIndices)
	k.Findings = slices.Concat(alertFindings, []world.Rule{haveSource})
	k.Settled = func(op *world.Op) {
		for _, o := range op.List(prometheusRule) {
			alertsHaveSource(op.As(o))
		}
	}
	return k
}

// haveSource: an alert on what nothing exports never fires.
var haveSource = world.Rule{
	ID: "helm/alerts-have-a-source", Source: "prometheus.io/docs/prometheus/latest/querying/basics: a selector without a series is empty; the lists of " +
		"tools/metrics",
}

// alertsHaveSource looks at a stack that is up: the exporters may come after the alerts.
func alertsHaveSource(op *world.Op) {
	eachRule(rulesIn(op.Object), func(rule values) {
		for _, metric := range promql.Selected(rule.str("expr")) {
			if list := uncollected(op, metric); list != "" {
				op.Violate(haveSource.ID, "%s: alert %s never fires: it asks for %s, and no release has the %s collect it", op.Object,
					rule.str("alert")+rule.str("record"), metric, list)
			}
		}
	})
}

// holdsRules are the types that rules of Prometheus are in.
var holdsRules = []string{Release, prometheusRule}

// rulesIn returns what an object may have rules in.
func rulesIn(o *world.Object) values {
	if o.Type.Token == Release {
		return given(o)
	}
	out, _ := plain(o.Get("spec")).(map[string]any)
	return out
}
