package monitoring

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/alerts"
	"eks-elk/internal/names"
	"eks-elk/kube"
)

// NewRules registers alerts as one PrometheusRule, which the operator gives to
// Prometheus. ends are those of the certificates that alerts are about, RFC 3339.
//
// It is a resource of its own and no value of the chart: the end of a certificate
// is known only while an up runs, a changed alert upgrades no release, and the
// operator's webhook refuses what Prometheus would not read.
func (m *Monitoring) NewRules(ctx *pulumi.Context, groups []alerts.Group, ends map[string]pulumi.StringOutput) error {
	var written []kube.Values
	for _, g := range groups {
		var rules []kube.Values
		for _, a := range g.Alerts {
			rules = append(rules, rule(a, ends[a.Certificate], m.runbooks))
		}
		if len(rules) > 0 { // a stack may ship no logs
			written = append(written, kube.Values{"name": g.Name, "rules": rules})
		}
	}
	return m.tenant.Object(ctx, kube.Object{
		APIVersion: "monitoring.coreos.com/v1", Kind: "PrometheusRule", Name: names.Alerts, Spec: kube.Values{"groups": written},
		// The API server answers 404 for a kind that is not defined yet.
		After: []string{names.CRDsRelease},
	})
}

// rule returns an alert as Prometheus takes it.
func rule(a alerts.Alert, end pulumi.StringOutput, runbooks string) kube.Values {
	labels := kube.Values{"severity": string(a.Severity)}
	if a.Namespace != "" {
		labels["namespace"] = a.Namespace
	}
	out := kube.Values{
		"alert": a.Name, "expr": a.Expr, "labels": labels,
		"annotations": kube.Values{"summary": a.Summary, "description": a.Description, "runbook_url": a.Runbook(runbooks)},
	}
	if a.For != "" {
		out["for"] = a.For
	}
	if a.Certificate != "" {
		out["expr"] = end.ApplyT(a.Until)
	}
	return out
}
