package stack

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

// heard is a stack of whose alerts somebody hears by a way.
func heard(t *testing.T, alerts string) *recorder.Recording {
	t.Helper()
	return record(t, map[string]string{"eks-elk:cluster": minimalCluster, "eks-elk:monitoring": `{"alerts": ` + alerts + `}`},
		recorder.WithSecrets("eks-elk:monitoring"))
}

func TestUpSaysThatNobodyHears(t *testing.T) {
	said := func(r *recorder.Recording) (out []string) {
		for _, line := range r.Logs {
			if strings.Contains(line.Message, "reach nobody") {
				out = append(out, line.Severity+" "+line.Message)
			}
		}
		return out
	}
	if got := said(defaultStack(t)); len(got) != 1 || !strings.HasPrefix(got[0], "INFO eks-elk:monitoring.alerts names no receiver") {
		t.Errorf("%q", got)
	}
	if got := said(heard(t, `{"pagerduty": {"routingKey": "0123456789abcdef0123456789abcdef"}}`)); len(got) != 1 || !strings.HasSuffix(got[0], "so warnings reach nobody") {
		t.Errorf("%q", got)
	}
	if got := said(heard(t, `{"slack": {"url": "https://hooks.slack.com/a"}}`)); got != nil {
		t.Errorf("%q", got)
	}
}

func TestAlertmanagerMayPublishToItsTopicAndNothingElse(t *testing.T) {
	const topic = "arn:aws:sns:eu-central-1:123456789012:alerts"
	r := heard(t, `{"sns": {"topicArn": "`+topic+`"}}`)
	role := pulumitest.Find(t, r, "aws:iam/role:Role", names.AlertmanagerRole)
	trust := pulumitest.Open(role.Inputs["assumeRolePolicy"]).StringValue()
	if !strings.Contains(trust, `:sub":"system:serviceaccount:monitoring:kube-prometheus-stack-alertmanager"`) {
		t.Errorf("%s", trust)
	}
	policy := pulumitest.Find(t, r, "aws:iam/rolePolicy:RolePolicy", names.AlertmanagerRole)
	const want = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sns:Publish"],"Resource":["` + topic + `"]}]}`
	if got := policy.Inputs["policy"].StringValue(); got != want {
		t.Errorf("%s", got)
	}
	release := pulumitest.Find(t, r, pulumitest.ReleaseType, names.StackRelease)
	if !slices.Contains(release.Dependencies, policy.URN) {
		t.Error("Alertmanager is up before it may publish")
	}
	if r := defaultStack(t); r.Find("aws:iam/role:Role", names.AlertmanagerRole) != nil {
		t.Error("without a topic there is a role")
	}
}
