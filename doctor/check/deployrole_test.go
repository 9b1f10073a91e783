package check

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/doctor/account"
	"eks-elk/settings"
)

func TestNoPatternGoesToTheSimulator(t *testing.T) {
	s, err := settings.Parse(settings.Source{Stack: "dev", Config: map[string]string{
		"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.0/24"]}`, "eks-elk:network": `{"flowLogs": true}`,
		"eks-elk:elk":        `{"backups": {"enabled": true}}`,
		"eks-elk:monitoring": `{"alerts": {"sns": {"topicArn": "arn:aws:sns:eu-central-1:123456789012:alerts"}}}`,
	}})
	if err != nil {
		t.Fatal(err)
	}
	e := &Examination{Settings: s, Account: &account.Account{
		Region: "eu-central-1", Caller: account.Caller{Account: "123456789012", ARN: "arn:aws:iam::123456789012:role/deploy"},
	}}
	needed, err := e.rightsNeeded()
	if err != nil || len(needed) == 0 {
		t.Fatalf("%d rights, %v", len(needed), err)
	}
	for _, r := range needed {
		if slices.ContainsFunc(r.resources, func(on string) bool { return on != "*" && strings.Contains(on, "*") }) {
			t.Errorf("%v on %v", r.actions, r.resources)
		}
	}
	for _, pattern := range []string{
		"arn:aws:iam::123456789012:instance-profile/eks-elk-*", "arn:aws:iam::123456789012:role/aws-service-role/elasticloadbalancing.amazonaws.com/*",
	} {
		if got, err := e.resources(pattern); err == nil || !strings.Contains(err.Error(), pattern) {
			t.Errorf("%s is %v, %v", pattern, got, err)
		}
	}
}
