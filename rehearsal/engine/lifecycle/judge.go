package lifecycle

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/engine/order"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/kubernetes"
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
	rep.Resources, rep.ExistingCluster = countOf(state), r.OnExisting

	r.World.Settle()
	edges := r.World.Edges()
	proof := order.Prove(graph, edges)
	rep.MissingEdges, rep.RulesChecked = proof.Missing, proof.Pairs

	creating := r.durations(graph, "create", objects)
	clock := graph.Up(edges, creating)
	up, spread := clock.Timeline(), clock.Spread()
	rep.Up.PredictedSeconds, rep.Up.MedianSeconds, rep.Up.P90Seconds = up.Total.Seconds(), spread.Median.Seconds(), spread.P90.Seconds()
	rep.Up.LowerBoundSeconds = graph.LowerBound(edges, creating).Timeline().Total.Seconds()
	for _, s := range up.Critical {
		rep.Up.CriticalPath = append(rep.Up.CriticalPath, named(s))
	}
	for _, s := range up.Spans {
		if len(creating[s.URN]) > 0 {
			rep.Timeline = append(rep.Timeline, report.Bar{
				Name: resource.URN(s.URN).Name(), Step: s.Step, Type: string(resource.URN(s.URN).Type()), Component: componentOf(s.URN),
				Begin: s.Begin.Seconds(), End: s.End.Seconds(), Critical: s.Critical,
			})
		}
	}
	rep.Destroy.PredictedSeconds = graph.Destroy(r.durations(graph, "delete", objects)).Seconds()
	rep.Bill(costs(r.World.Objects()))
	r.describe(rep)
	return nil
}

// countOf is how many resources the engine's own summary counts: those in the
// state but for the default providers, which no program asks for.
func countOf(state apitype.DeploymentV3) int {
	n := 0
	for _, res := range state.Resources {
		if !strings.HasPrefix(string(res.Type), "pulumi:providers:") || !strings.HasPrefix(res.URN.Name(), "default") {
			n++
		}
	}
	return n
}

// describe notes the cluster and its nodes, and what the world cannot judge of them.
func (r *Rehearsal) describe(rep *report.Report) {
	for _, cluster := range r.World.Objects(eks.ClusterType) {
		rep.Kubernetes = cluster.Str("version")
	}
	count := map[string]int{}
	for _, node := range r.World.Objects(ec2.Instance) {
		typ := node.Str("instanceType")
		if count[typ]++; node.Bool("unmeasured") {
			rep.Warn("the rehearsal does not know the size of " + typ + ": whether the pods fit on these nodes is not checked")
		}
	}
	var nodes []string
	for _, typ := range slices.Sorted(maps.Keys(count)) {
		nodes = append(nodes, fmt.Sprintf("%d × %s", count[typ], typ))
	}
	rep.Nodes = strings.Join(nodes, ", ")
	if !slices.ContainsFunc(r.World.Objects(ec2.Instance), func(node *world.Object) bool { return node.Bool("unmeasured") }) {
		rep.Room = room(r.World)
	}
}

// room says what the pods request together of what the nodes have; "" without a cluster.
func room(w *world.World) (said string) {
	for _, namespace := range w.Objects(kubernetes.Namespace) {
		_ = w.Act(namespace, func(op *world.Op) error {
			of, have := kubernetes.Requests(op)
			var all kubernetes.Request
			for _, r := range of {
				all.CPUMilli, all.MemoryMi, all.Pods = all.CPUMilli+r.CPUMilli, all.MemoryMi+r.MemoryMi, all.Pods+r.Pods
			}
			said = fmt.Sprintf("%d of %d m CPU, %d of %d Mi memory, %d of %d pods on the nodes",
				all.CPUMilli, have.CPUMilli, all.MemoryMi, have.MemoryMi, all.Pods, have.Pods)
			return nil
		})
	}
	return said
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

// costs are what everything that exists costs a month, dearest line first.
func costs(objects []*world.Object) []report.Cost {
	lines := map[string]report.Cost{}
	for _, o := range objects {
		if o.Type.Price == nil {
			continue
		}
		if item, n := o.Type.Price(o); n > 0 {
			l := price.Monthly(o.Session.Region, item, n)
			c := lines[l.Item]
			lines[l.Item] = report.Cost{Item: l.Item, Quantity: c.Quantity + l.Quantity, USD: c.USD + l.USD, Unknown: c.Unknown || l.Unknown}
		}
	}
	out := []report.Cost{}
	for _, c := range lines {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b report.Cost) int {
		return cmp.Or(cmp.Compare(b.USD, a.USD), cmp.Compare(a.Item, b.Item))
	})
	return out
}
