package order

import (
	"slices"
	"testing"
	"time"

	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

// beside is Kibana that comes up beside Elasticsearch and is ready some time after it.
func beside(short string) (*Graph, []world.Edge, Durations) {
	g := state(custom("namespace"), custom("kibana", "namespace"), custom("elasticsearch", "namespace"))
	e := edge("kibana", "elasticsearch")
	e.Waits, e.Short = true, short
	step := func(name string, seconds int, joins bool) latency.Step {
		d := time.Duration(seconds) * time.Second
		return latency.Step{Name: name, Time: latency.Time{Median: d, P90: d}, Joins: joins}
	}
	return g, []world.Edge{e}, Durations{
		"namespace":     {step("", 1, false)},
		"elasticsearch": {step("pull", 35, false), step("start", 83, false)},
		"kibana":        {step("pull", 30, false), step("start", 30, false), step("join", 25, true)},
	}
}

func TestWhatComesUpBesideAnotherIsReadyAfterIt(t *testing.T) {
	g, edges, takes := beside("")
	for name, c := range map[string]*Clock{"up": g.Up(edges, takes), "bound": g.LowerBound(edges, takes)} {
		at := c.Timeline()
		want := 144 * time.Second
		if name == "bound" { // no rule names the namespace here
			want = 143 * time.Second
		}
		if at.Total != want {
			t.Errorf("%s takes %s, want %s", name, at.Total, want)
		}
		if got := path(at); !slices.Equal(got[len(got)-3:], []string{"elasticsearch pull", "elasticsearch start", "kibana join"}) {
			t.Errorf("%s: the critical path is %q", name, got)
		}
	}
	takes["elasticsearch"] = takes["elasticsearch"][:1]
	if got, want := g.Up(edges, takes).Timeline().Total, 86*time.Second; got != want {
		t.Errorf("beside a fast Elasticsearch it takes %s, want %s: its own start", got, want)
	}
}

func TestWhatWaitsByItselfNeedsNoPathUnlessItGivesUpTooEarly(t *testing.T) {
	g, edges, _ := beside("")
	if p := Prove(g, edges); len(p.Missing) > 0 {
		t.Errorf("missing: %v", p.Missing)
	}
	g, edges, _ = beside("it gives up after 10m")
	if p := Prove(g, edges); len(p.Missing) != 1 || p.Missing[0].Why != "it gives up after 10m" {
		t.Errorf("missing: %v", p.Missing)
	}
	ordered := state(custom("elasticsearch"), custom("kibana", "elasticsearch"))
	if p := Prove(ordered, edges); len(p.Missing) > 0 {
		t.Errorf("made after it, it is missing: %v", p.Missing)
	}
}

func TestSpreadIsTheSameEveryTimeAndWiderThanThePath(t *testing.T) {
	g := state(custom("a"), custom("b", "a"), custom("c", "b"))
	takes := Durations{}
	for _, urn := range g.URNs {
		takes[urn] = latency.Steps{{Time: latency.Time{Median: 100 * time.Second, P90: 150 * time.Second}}}
	}
	s, again := g.Up(nil, takes).Spread(), g.Up(nil, takes).Spread()
	if s != again {
		t.Errorf("%v and then %v", s, again)
	}
	// The sum of three medians is 300 s, of three 90th percentiles 450 s.
	if s.Median < 300*time.Second || s.Median > 330*time.Second || s.P90 < 350*time.Second || s.P90 > 420*time.Second {
		t.Errorf("median %s, 90th percentile %s", s.Median, s.P90)
	}
	if one := (&Clock{}).Spread(); one != (Spread{}) {
		t.Errorf("nothing takes %v", one)
	}
}
