package leftovers_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
	"eks-elk/bootstrap/policies"
)

// asksEverything is an account in which every question leads to the next: with a
// cluster as well.
func asksEverything(t *testing.T) *accounttest.Account {
	a, _ := left(t)
	a.Put("cluster", "eks-elk-dev", accounttest.Own)
	return a
}

func TestItOnlyReads(t *testing.T) {
	a := asksEverything(t)
	found(t, a)
	reads := regexp.MustCompile(`^[a-z0-9]+:(Describe|Get|List)`)
	for _, action := range a.Calls() {
		if !reads.MatchString(action) {
			t.Errorf("%s is called", action)
		}
	}
}

func TestEveryDeniedQuestionIsSaid(t *testing.T) {
	all := asksEverything(t)
	found(t, all)
	for _, action := range all.Calls() {
		if action == "sts:GetCallerIdentity" || action == "eks:DescribeCluster" { // AWS answers it to everybody; another test
			continue
		}
		a := asksEverything(t)
		a.Deny[action] = true
		f, said := found(t, a), false
		for _, u := range f.Unasked {
			said = said || strings.Contains(u.Why, "the caller may not "+action)
		}
		if !said {
			t.Errorf("nothing says that the caller may not %s: %+v", action, f.Unasked)
		}
	}
}

func TestWhatIsFoundBeforeAnErrorCounts(t *testing.T) {
	a, _ := left(t)
	a.Deny["ec2:DescribeSecurityGroupRules"] = true
	if of := one(t, found(t, a), "sg-duty"); of.Command == "" {
		t.Errorf("%+v", of)
	}
}

func TestItsPolicyIsWhatItAsks(t *testing.T) {
	var policy struct{ Statement []struct{ Action []string } }
	if err := json.Unmarshal([]byte(policies.Place{}.Fill("leftovers.json")), &policy); err != nil {
		t.Fatal(err)
	}
	a := asksEverything(t)
	found(t, a)
	// AWS answers GetCallerIdentity to everybody.
	calls := slices.DeleteFunc(a.Calls(), func(action string) bool { return action == "sts:GetCallerIdentity" })
	if got := policy.Statement[0].Action; !slices.Equal(got, calls) {
		t.Errorf("the policy allows\n%v\nand it asks\n%v", got, calls)
	}
}
