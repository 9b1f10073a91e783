package monitoring

import (
	"slices"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/alerts"
	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/kube"
	"eks-elk/settings"
)

func TestAlertsReachPrometheusAsTheyAreInTheTable(t *testing.T) {
	groups := alerts.Groups(alerts.Stack{Certificates: map[string]string{"kibana": "elk"}, RenewBefore: 240 * time.Hour})
	r := pulumitest.Record(t, func(ctx *pulumi.Context, s *settings.Settings, on kube.Cluster) error {
		m, err := New(ctx, "monitoring", &Args{Settings: s.Monitoring, Charts: s.Charts, Kubernetes: on})
		if err != nil {
			return err
		}
		return m.NewRules(ctx, groups, map[string]pulumi.StringOutput{"kibana": pulumi.String("1970-01-02T00:00:00Z").ToStringOutput()})
	})
	made := pulumitest.Find(t, r, "kubernetes:monitoring.coreos.com/v1:PrometheusRule", names.Alerts)
	rules := map[string]map[string]any{}
	for _, g := range made.Inputs.Mappable()["spec"].(map[string]any)["groups"].([]any) {
		for _, r := range g.(map[string]any)["rules"].([]any) {
			rule := r.(map[string]any)
			rules[rule["alert"].(string)+" "+rule["labels"].(map[string]any)["severity"].(string)] = rule
		}
	}
	for _, g := range groups {
		for _, a := range g.Alerts {
			rule := rules[a.Name+" "+string(a.Severity)]
			if rule == nil {
				t.Errorf("%s is missing", a.Name)
				continue
			}
			expr := a.Expr
			if a.Certificate != "" {
				expr, _ = a.Until("1970-01-02T00:00:00Z")
			}
			wait, _ := rule["for"].(string)
			namespace, _ := rule["labels"].(map[string]any)["namespace"].(string)
			annotations := rule["annotations"].(map[string]any)
			if rule["expr"] != expr || wait != a.For || namespace != a.Namespace ||
				annotations["summary"] != a.Summary || annotations["description"] != a.Description {
				t.Errorf("%s is %v", a.Name, rule)
			}
		}
	}
	crds := pulumitest.Find(t, r, pulumitest.ReleaseType, names.CRDsRelease)
	if !slices.Contains(made.Dependencies, crds.URN) {
		t.Error("the API server does not know the kind yet")
	}
}

func TestAnAlertOfOursSilencesTheChartsOwn(t *testing.T) {
	disabled := values(t, "gp3", "")["defaultRules"].(kube.Values)["disabled"].(kube.Values)
	for _, name := range alerts.Replaced() {
		if disabled[name] != true {
			t.Errorf("%s is sent beside ours", name)
		}
	}
}
