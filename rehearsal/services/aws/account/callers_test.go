package account_test

import (
	"testing"

	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

func TestCredentialsThatHaveEndedAreRefused(t *testing.T) {
	around := account.Old()
	a := awstest.New(t)
	a.W.Account = around
	around.Expire()
	a.Refused(ec2.VPC, "vpc", awstest.VPCIn, "ExpiredToken", "iam/credentials-last")
	if !around.Renew() || around.Renew() {
		t.Error("there were no new credentials, or twice")
	}
	a.Make(ec2.VPC, "vpc", awstest.VPCIn)
}

// Who made the cluster may do everything on it; another one what aws-auth says.
func TestKubernetesIsAskedBySomebody(t *testing.T) {
	const maker, other = "caller: arn:aws:iam::123456789012:user/maker", "later: {caller: 'arn:aws:iam::123456789012:role/team/other'}"
	for _, c := range []struct{ groups, rule string }{
		{"", "eks/caller-is-mapped"}, {"[readers]", "eks/caller-is-authorized"}, {"[system:masters]", ""},
	} {
		around, err := of(t, maker, other)
		if err != nil {
			t.Fatal(err)
		}
		a := awstest.New(t)
		a.W.Account = around
		p := a.ControlPlane()
		a.Session = world.Session{Package: "kubernetes", Server: p.Cluster.Str("endpoint")}
		mapped := in{"metadata": map[string]any{"namespace": "kube-system", "name": "aws-auth"}, "data": map[string]any{"mapRoles": "[]"}}
		if c.groups != "" {
			mapped["data"] = map[string]any{"mapRoles": "[{rolearn: 'arn:aws:iam::123456789012:role/other', username: other, groups: " + c.groups + "}]"}
		}
		auth := a.Make("kubernetes:core/v1:ConfigMap", "aws-auth", mapped)
		for _, command := range []string{"up", "up"} {
			if err := around.Command(command); err != nil {
				t.Fatal(err)
			}
		}
		_, err = a.Try("kubernetes:core/v1:ConfigMap", "x", in{"metadata": map[string]any{"namespace": "a", "name": "x"}})
		_, _, _, read := a.W.Read(world.Call{Type: "kubernetes:core/v1:ConfigMap", ID: auth.ID, Session: a.Session})
		if c.rule == "" && (err != nil || read != nil) {
			t.Errorf("%q: %v, %v", c.groups, err, read)
		} else if c.rule != "" {
			code := map[bool]string{true: "Forbidden"}[c.groups != ""]
			a.Refusal(err, code, c.rule)
			a.Refusal(read, code, c.rule)
		}
	}
}
