package check_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
	"eks-elk/bootstrap/policies"
)

func document(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/doctor.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// asksEverything is an account in which every question leads to the next.
func asksEverything(t *testing.T) *ask {
	a := newAsk(t)
	a.Put("log group", "/aws/eks/eks-elk-dev/cluster", accounttest.Own)
	a.Put("key alias", "alias/eks/eks-elk-dev", accounttest.Own)
	a.DiskKey = customersKey
	a.KeyPolicy = `{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}}`
	return a
}

func TestItsPolicyIsWhatItAsks(t *testing.T) {
	block := policies.Place{}.Fill("doctor.json")
	var policy struct{ Statement []struct{ Action []string } }
	if err := json.Unmarshal([]byte(block), &policy); err != nil {
		t.Fatal(err)
	}
	a := asksEverything(t)
	a.results(t)
	// AWS answers GetCallerIdentity to everybody.
	calls := slices.DeleteFunc(a.Calls(), func(action string) bool { return action == "sts:GetCallerIdentity" })
	if got := policy.Statement[0].Action; !slices.Equal(got, calls) {
		t.Errorf("the policy allows\n%v\nand the doctor asks\n%v", got, calls)
	}
}

// The simulator is asked for the deploy role's rights, on things that can exist.
func TestTheSimulatorIsAskedForTheRightsOfTheDeployRole(t *testing.T) {
	a := newAsk(t)
	a.Region, a.Config["aws:region"] = "eu-west-1", "eu-west-1"
	a.Config["eks-elk:network"] = `{"flowLogs": true}`
	a.Config["eks-elk:monitoring"] = `{"alerts": {"sns": {"topicArn": "arn:aws:sns:eu-west-1:123456789012:alerts"}}}`
	a.results(t)
	rolePolicies := policies.Place{}.Fill("deploy.json") + policies.Place{}.Fill("deploy-flow-logs.json")
	asked, attached, publisher := map[string]bool{}, map[string]bool{}, false
	for _, question := range a.Simulation() {
		asked[question.Action] = true
		if question.Keys["aws:RequestedRegion"] != "eu-west-1" {
			t.Errorf("%s is asked in %s", question.Action, question.Keys["aws:RequestedRegion"])
		}
		if question.Action == "iam:AttachRolePolicy" {
			attached[question.Keys["iam:PolicyARN"]] = true
		}
		publisher = publisher || question.Action == "iam:PutRolePolicy" &&
			slices.Equal(question.Resources, []string{"arn:aws:iam::123456789012:role/eks-elk-dev-eu-west-1-alertmanager"})
		if len(question.Resources) == 0 {
			t.Errorf("%s is asked on nothing", question.Action)
		}
		for _, arn := range question.Resources {
			if arn != "*" && (strings.Contains(arn, "*") || strings.Contains(arn, "eu-central-1") || !strings.HasPrefix(arn, "arn:aws:") ||
				!strings.Contains(arn, ":123456789012:")) {
				t.Errorf("%s is asked on %s", question.Action, arn)
			}
		}
	}
	for _, action := range regexp.MustCompile(`"((?:ec2|eks|iam|logs|ssm):[A-Za-z]+)"\s*[],]`).FindAllStringSubmatch(rolePolicies, -1) {
		if !asked[action[1]] {
			t.Errorf("%s is a right of the deploy role and not asked", action[1])
		}
	}
	if !publisher {
		t.Error("nobody asks for the policy of Alertmanager's role")
	}
	for _, policy := range regexp.MustCompile(`"(arn:aws:iam::aws:policy/[^"]+)"`).FindAllStringSubmatch(rolePolicies, -1) {
		if !attached[policy[1]] {
			t.Errorf("%s is attached in none of the questions, but %v", policy[1], attached)
		}
	}
}

func TestTheTableInTheDocumentHasEveryCheck(t *testing.T) {
	_, part, _ := strings.Cut(document(t), "<!-- checks -->")
	part, _, _ = strings.Cut(part, "<!-- end of checks -->")
	var named []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(part, -1) {
		named = append(named, m[1])
	}
	used := map[string]bool{}
	for _, r := range newAsk(t).results(t) {
		i := slices.IndexFunc(named, func(name string) bool { return strings.HasPrefix(r.Name, name) })
		if i < 0 {
			t.Errorf("docs/doctor.md does not name %q", r.Name)
			continue
		}
		used[named[i]] = true
	}
	for _, name := range named {
		if !used[name] {
			t.Errorf("docs/doctor.md names %q, which is not asked", name)
		}
	}
}
