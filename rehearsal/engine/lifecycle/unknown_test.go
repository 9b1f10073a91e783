package lifecycle_test

import (
	"context"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
)

// A size or a price that the world does not know is said, in a person's words
// and in the sum: a sum without the nodes is credible and wrong.
func TestWhatTheWorldDoesNotKnowIsSaid(t *testing.T) {
	for _, c := range []struct {
		region, typ string
		cost        string
		warning     bool
	}{
		{"eu-north-1", "x9i.4xlarge", "at least ", true},
		{"sa-east-1", "m5.xlarge", "unknown: no prices of sa-east-1 here (", false},
	} {
		o := lifecycletest.Options(t, "dev", "dev")
		o.Quick = true
		r := lifecycletest.Start(t, o)
		if err := r.Set([]string{"aws:region=" + c.region, "nodes.instanceType=" + c.typ}); err != nil {
			t.Fatal(err)
		}
		rep := report.New("dev", 0)
		rep.Region = c.region
		if err := r.Run(context.Background(), 0, rep); err != nil {
			t.Fatal(err)
		}
		if !rep.Sound() || !strings.Contains(rep.MonthlyCost, c.cost) || rep.Kubernetes == "" || rep.Nodes != "2 × "+c.typ {
			t.Errorf("%s: %q; %s, %s; %q", c.region, rep.MonthlyCost, rep.Kubernetes, rep.Nodes, rep.Findings())
		}
		if rep.MonthlyCostUSD != nil {
			t.Errorf("%s: the sum is %.2f", c.region, *rep.MonthlyCostUSD)
		}
		warning := "does not know the size of " + c.typ
		if said := strings.Contains(strings.Join(rep.Warnings, " "), warning); said != c.warning {
			t.Errorf("%s with %s: %q", c.region, c.typ, rep.Warnings)
		}
		if (rep.Room == "") != c.warning {
			t.Errorf("%s: pods request %q", c.typ, rep.Room)
		}
		if c.warning && !strings.Contains(rep.MonthlyCost, "without 2 × "+c.typ) {
			t.Error(rep.MonthlyCost)
		}
		r.Stop()
	}
}
