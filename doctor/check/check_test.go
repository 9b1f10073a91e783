package check_test

import (
	"context"
	"errors"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"eks-elk/aws/accounttest"
	"eks-elk/doctor/account"
	"eks-elk/doctor/check"
	"eks-elk/settings"
)

// at is when the tests are: no version's support ends soon.
var at = time.Date(2026, time.September, 1, 12, 0, 0, 0, time.UTC)

// ask is an examination of stack dev in an account of a test's own.
type ask struct {
	*accounttest.Account
	Config      map[string]string
	Environment map[string]string
	Address     string // of this machine; "": it cannot be learned
}

func newAsk(t *testing.T) *ask {
	t.Helper()
	a := &ask{Account: accounttest.New(t), Address: "1.2.3.4", Config: map[string]string{
		"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.0/24"]}`,
	}}
	a.Environment = a.Account.Environment()
	return a
}

// open opens the account as the command does.
func (a *ask) open(t *testing.T) (*account.Account, *settings.Settings, error) {
	t.Helper()
	for name, value := range a.Environment {
		t.Setenv(name, value)
	}
	s, err := settings.Parse(settings.Source{Stack: "dev", Config: a.Config, Now: at})
	if err != nil {
		t.Fatal(err)
	}
	in, err := account.Open(t.Context(), s.AWS)
	return in, s, err
}

func (a *ask) results(t *testing.T) []check.Result {
	t.Helper()
	in, s, err := a.open(t)
	if err != nil {
		t.Fatal(err)
	}
	results, err := check.Run(t.Context(), &check.Examination{
		Account: in, Settings: s, Stack: "dev", Now: at,
		Environment: func(name string) string { return a.Environment[name] },
		Address: func(context.Context) (netip.Addr, error) {
			if a.Address == "" {
				return netip.Addr{}, errors.New("nobody answers")
			}
			return netip.MustParseAddr(a.Address), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// result returns the one of that name.
func result(t *testing.T, all []check.Result, name string) check.Result {
	t.Helper()
	for _, r := range all {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("there is no check %q in %+v", name, all)
	return check.Result{}
}

func TestAGoodAccountIsGood(t *testing.T) {
	for _, r := range newAsk(t).results(t) {
		if r.Verdict != check.OK || r.Found == "" || r.Do != "" {
			t.Errorf("%+v", r)
		}
	}
}

// Nothing that the doctor asks can change the account.
func TestItOnlyReads(t *testing.T) {
	a := asksEverything(t)
	a.results(t)
	reads := regexp.MustCompile(`^[a-z0-9]+:(Describe|Get|List|Simulate)`)
	calls := a.Calls()
	for _, action := range calls {
		if !reads.MatchString(action) {
			t.Errorf("%s is called", action)
		}
	}
	if len(calls) < 20 {
		t.Errorf("only %v are called", calls)
	}
}

// Whatever the caller may not ask is no pass, and says which right it needs.
func TestEveryDeniedQuestionIsNoPass(t *testing.T) {
	all := asksEverything(t)
	all.results(t)
	for _, action := range all.Calls() {
		if action == "sts:GetCallerIdentity" {
			continue // AWS answers it to everybody
		}
		a := asksEverything(t)
		a.Deny[action] = true
		said := false
		for _, r := range a.results(t) {
			said = said || r.Verdict != check.OK && strings.Contains(r.Found, action)
		}
		if !said {
			t.Errorf("nothing says that the caller may not %s", action)
		}
	}
}

func TestARegionThatIsOffIsFoundAndNotAsked(t *testing.T) {
	a := newAsk(t)
	a.Region, a.OptIn = "somewhere-1", "not-opted-in"
	results := a.results(t)
	if r := result(t, results, "region"); r.Verdict != check.Finding || !strings.Contains(r.Do, "enable-region --region-name eu-central-1") {
		t.Errorf("%+v", r)
	}
	for _, name := range []string{"zones", "quota: VPCs", "name: cluster eks-elk-dev", "EC2 Classic calls"} {
		if r := result(t, results, name); r.Verdict != check.NotAsked {
			t.Errorf("%+v", r)
		}
	}
	if r := result(t, results, "service role: AWSServiceRoleForAmazonEKS"); r.Verdict != check.OK {
		t.Errorf("IAM is asked all the same: %+v", r)
	}
}

func TestAnAPIWithoutPublicEndpointAsksForNoAddress(t *testing.T) {
	a := newAsk(t)
	a.Config["eks-elk:cluster"] = `{"endpointPublicAccess": false}`
	for _, r := range a.results(t) {
		if r.Name == "own address" {
			t.Errorf("%+v", r)
		}
	}
}
