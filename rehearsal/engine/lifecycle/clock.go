package lifecycle

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/order"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

// durations is how long an operation on each resource takes. What the program's
// own components wait for is no resource: the eks component hands out no
// kubeconfig before the new endpoint answers, so that step stands with the provider
// that it makes of it.
func (r *Rehearsal) durations(graph *order.Graph, what string, objects map[string]*world.Object) order.Durations {
	d := order.Durations{}
	for _, urn := range graph.URNs {
		if o := objects[urn]; o != nil {
			d[urn] = r.World.Takes(what, o)
		} else if what == "create" && ofComponent(urn) {
			d[urn] = latency.Steps{latency.Part("health check", "answer endpoint")}
		}
	}
	return d
}

// ofComponent says that a URN is a Kubernetes provider of the eks component.
func ofComponent(urn string) bool {
	typ := string(resource.URN(urn).QualifiedType())
	return strings.Contains(typ, "eks:index:Cluster$") && strings.HasSuffix(typ, "$pulumi:providers:kubernetes")
}

// named is a step as a person reads it.
func named(s order.Span) string {
	name := resource.URN(s.URN).Name()
	if s.Step != "" {
		name += " (" + s.Step + ")"
	}
	return name
}

// time says how long a second up takes, and each of its consequences: what it
// made, changed and replaced along the graph that is now there, and then what it
// took away, layer by layer of the graph before.
func (r *Rehearsal) time(ctx context.Context, before *order.Graph, journal []world.Entry, found []report.Consequence, rep *report.Report) error {
	state, err := r.State(ctx)
	if err != nil {
		return err
	}
	along, last, each := order.Durations{}, order.Durations{}, map[string]time.Duration{}
	for _, e := range journal {
		each[e.URN] += e.Takes.Median()
		switch e.Op {
		case "create", "update":
			along[e.URN] = append(append(latency.Steps{}, last[e.URN]...), append(along[e.URN], e.Takes...)...)
			delete(last, e.URN) // a replacement that deletes first
		case "delete":
			last[e.URN] = e.Takes
		}
	}
	for i, c := range found {
		found[i].Seconds = each[c.URN].Seconds()
	}
	clock := order.Read(state).Up(r.World.Edges(), along)
	spread, gone := clock.Spread(), before.Destroy(last)
	rep.Then = &report.Prediction{
		PredictedSeconds: (clock.Timeline().Total + gone).Seconds(),
		MedianSeconds:    (spread.Median + gone).Seconds(), P90Seconds: (spread.P90 + gone).Seconds(),
	}
	if !r.OnExisting {
		rep.Warn(outlasting(spread.P90 + gone)...)
	}
	return nil
}

// session is how long the credentials of a role last where nobody asks for longer: the
// default of DurationSeconds in STS API AssumeRole, and of role-duration-seconds in
// aws-actions/configure-aws-credentials.
const session = time.Hour

// outlasting warns of a command that most sessions do not last for.
func outlasting(takes time.Duration) []string {
	if takes < session {
		return nil
	}
	return []string{fmt.Sprintf("the up may take %d minutes, and the credentials of a role last %d unless you ask for longer: -fault expired-token "+
		"rehearses their end", int(takes.Minutes()), int(session.Minutes()))}
}
