package lifecycle

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/order"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/world"
)

// judge looks at a stack that is up: is the order right for every schedule,
// how long do the services take, what does it cost a month.
func (r *Rehearsal) judge(ctx context.Context, rep *report.Report) error {
	state, err := r.State(ctx)
	if err != nil {
		return err
	}
	graph := order.Read(state)
	objects := map[string]*world.Object{}
	for _, o := range r.World.Objects() {
		if o.URN != "" {
			objects[o.URN] = o
		}
	}
	rep.Resources, rep.ExistingCluster = len(graph.URNs), r.OnExisting

	r.World.Settle()
	edges := r.World.Edges()
	proof := order.Prove(graph, edges)
	rep.MissingEdges, rep.RulesChecked = proof.Missing, proof.Pairs

	takes := func(pick func(world.Latency) time.Duration) order.Durations {
		d := order.Durations{}
		for urn, o := range objects {
			d[urn] = pick(o.Duration())
		}
		return d
	}
	creating := takes(func(l world.Latency) time.Duration { return l.Create })
	up := graph.Up(creating)
	rep.Up.PredictedSeconds = up.Total.Seconds()
	rep.Up.LowerBoundSeconds = graph.LowerBound(edges, creating).Total.Seconds()
	for _, urn := range up.Critical {
		rep.Up.CriticalPath = append(rep.Up.CriticalPath, resource.URN(urn).Name())
	}
	for _, s := range up.Spans {
		if o := objects[s.URN]; o != nil {
			rep.Timeline = append(rep.Timeline, report.Bar{
				Name: resource.URN(s.URN).Name(), Type: o.Type.Token, Component: componentOf(s.URN),
				Begin: s.Begin.Seconds(), End: s.End.Seconds(), Critical: s.Critical,
			})
		}
	}
	rep.Destroy.PredictedSeconds = graph.Destroy(takes(func(l world.Latency) time.Duration { return l.Delete })).Total.Seconds()
	rep.Costs, rep.MonthlyCostUSD = bill(r.World.Objects())
	return nil
}

// componentOf is the package of the program that a URN's outermost component
// belongs to: eks-elk:network:Network → network.
func componentOf(urn string) string {
	outermost, _, _ := strings.Cut(string(resource.URN(urn).QualifiedType()), "$")
	if names := strings.Split(outermost, ":"); names[0] == "eks-elk" && len(names) == 3 {
		return names[1]
	}
	return "stack"
}

// bill adds up what everything that exists costs a month, dearest line first.
func bill(objects []*world.Object) ([]report.Cost, float64) {
	lines := map[string]report.Cost{}
	total := 0.0
	for _, o := range objects {
		if o.Type.Price == nil {
			continue
		}
		for _, l := range o.Type.Price(o) {
			c := lines[l.Item]
			lines[l.Item] = report.Cost{Item: l.Item, Quantity: c.Quantity + l.Quantity, USD: c.USD + l.USD, Unknown: c.Unknown || l.Unknown}
			total += l.USD
		}
	}
	out := []report.Cost{}
	for _, c := range lines {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b report.Cost) int {
		return cmp.Or(cmp.Compare(b.USD, a.USD), cmp.Compare(a.Item, b.Item))
	})
	return out, total
}
