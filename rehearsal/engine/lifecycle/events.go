package lifecycle

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/event"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// Events brings the stack up and lets events happen to it: those of a gap together,
// one gap after the other. A user's commands follow each gap. They show what the
// events' rows say, and up mends what there is to mend, without loss.
func (r *Rehearsal) Events(ctx context.Context, gaps [][]event.Event, rep *report.Report, show func(Step)) error {
	up := r.Up(ctx)
	show(up)
	if !r.passed(rep, up) {
		return ctx.Err()
	}
	for _, gap := range gaps {
		if err := r.meet(ctx, gap, rep, show); err != nil {
			return err
		}
	}
	r.still(ctx, rep, show) // after another gap, its own preview shows what is left to do
	if err := r.judge(ctx, rep); err != nil {
		return err
	}
	destroy, err := r.takeDown(ctx, rep)
	show(destroy)
	return err
}

// meet lets the events of a gap happen.
func (r *Rehearsal) meet(ctx context.Context, gap []event.Event, rep *report.Report, show func(Step)) error {
	if len(gap) == 0 {
		return nil
	}
	r.World.Settle()
	rep.Violations = append(rep.Violations, r.World.Violations()...)
	wanted, refused := map[string][]string{}, map[string]event.Event{}
	names := []string{}
	before, drifted := r.asTheServicesHaveThem(), map[string]bool{}
	for _, e := range gap {
		concerned, err := e.Happen(r.World)
		if err != nil {
			return fmt.Errorf("-event %s: %w", e.Name, err)
		}
		names = append(names, e.Name)
		minded, err := r.minded(ctx, e.Of, concerned)
		if err != nil {
			return err
		}
		if minded {
			wanted["preview"] = append(wanted["preview"], e.Preview...)
			wanted["up"] = append(wanted["up"], e.Up...)
			for _, o := range concerned {
				drifted[o.URN] = drifted[o.URN] || len(e.Refresh) > 0 && e.Refused == "" // what is refused has moved on
			}
		}
		wanted["refresh"] = append(wanted["refresh"], e.Refresh...)
		refused[e.Refused] = e
	}
	r.World.ClearViolations() // what happened is nobody's fault
	found := func(command string, problems ...string) {
		for _, p := range problems {
			rep.Problems = append(rep.Problems, fmt.Sprintf("after %s, %s: %s", strings.Join(names, " and "), command, p))
		}
	}
	held, did := r.held(), map[string][]event.Seen{}
	for _, run := range []func(context.Context) Step{r.Preview, r.Refresh, r.Up} {
		s := run(ctx)
		show(s)
		did[s.Name] = append(did[s.Name], r.seen(s)...)
		if e, is := refused[s.Name]; is {
			says := strings.Join(s.Problems, "; ")
			if s.Failed == nil || !strings.Contains(says, e.Says) {
				found(s.Name, fmt.Sprintf("it has to fail with %q: %s", e.Says, says))
			}
			for _, line := range e.WayOut {
				typed, err := r.typed(ctx, line)
				if err != nil {
					return err
				}
				show(typed)
				r.passed(rep, typed)
				did[typed.Name] = append(did[typed.Name], r.seen(typed)...)
			}
		} else if !r.passed(rep, s) {
			continue
		}
		found(s.Name, event.Differs(did[s.Name], wanted[s.Name])...)
	}
	problems, err := r.mended(ctx, gap, rep, show)
	if err != nil {
		return err
	}
	found("up", problems...)
	after := r.asTheServicesHaveThem()
	for urn := range drifted {
		for _, key := range before[urn].StableKeys() {
			if drifted[urn] && !before[urn][key].DeepEquals(after[urn][key]) {
				found("up", fmt.Sprintf("%s is not as it was: %s", resource.URN(urn).Name(), key))
			}
		}
	}
	for _, thing := range held {
		if !slices.Contains(r.held(), thing) {
			found("up", thing+" is lost")
		}
	}
	for _, down := range helm.Down(r.World) {
		found("up", "nothing runs of "+down)
	}
	return ctx.Err()
}

// mended looks for what is wrong after events and no command shows, and does what a
// person does then. What is wrong still is left for the report.
func (r *Rehearsal) mended(ctx context.Context, gap []event.Event, rep *report.Report, show func(Step)) (problems []string, err error) {
	wrong := slices.DeleteFunc(slices.Clone(gap), func(e event.Event) bool { return e.Wrong == "" })
	r.World.Settle()
	said := map[string]bool{}
	for _, v := range r.World.Violations() {
		expected := false
		for _, e := range wrong {
			expected = expected || v.Rule == e.Wrong
			said[e.Name] = said[e.Name] || v.Rule == e.Wrong && strings.Contains(v.Message, e.Says)
		}
		if !expected {
			rep.Violations = append(rep.Violations, v)
		}
	}
	r.World.ClearViolations()
	for _, e := range wrong {
		if !said[e.Name] {
			problems = append(problems, fmt.Sprintf("%s has to say %q", e.Wrong, e.Says))
		}
		for _, line := range e.WayOut {
			typed, err := r.typed(ctx, line)
			if err != nil {
				return nil, err
			}
			show(typed)
			r.passed(rep, typed)
		}
	}
	r.World.Settle()
	return problems, nil
}

// asTheServicesHaveThem is what AWS's services say of the stack's inputs, by URN.
func (r *Rehearsal) asTheServicesHaveThem() map[string]resource.PropertyMap {
	out := map[string]resource.PropertyMap{}
	for _, o := range r.World.Objects() {
		if o.URN != "" && len(o.Type.Schema.Attributes) > 0 {
			out[o.URN] = o.Type.Schema.Seen(o.Inputs, o.Outputs)
		}
	}
	return out
}

// minded tells whether the program says an input of what an event concerns, and
// the engine looks at it.
func (r *Rehearsal) minded(ctx context.Context, input string, concerned []*world.Object) (bool, error) {
	state, err := r.State(ctx)
	for _, res := range state.Resources {
		_, said := res.Inputs[input]
		if slices.ContainsFunc(concerned, func(o *world.Object) bool { return o.URN == string(res.URN) }) &&
			said && !slices.Contains(res.IgnoreChanges, input) {
			return true, err
		}
	}
	return input == "", err
}

// held is what must not be lost: what holds data, and what holds that.
func (r *Rehearsal) held() []string {
	var out []string
	for _, o := range r.World.Objects(eks.ClusterType, kubernetes.Namespace, kubernetes.PersistentVolumeClaim, ec2.Volume, helm.Release) {
		if o.Type.Token != ec2.Volume || o.Str("claim") != "" { // a node's own volume goes with it
			out = append(out, o.Address())
		}
	}
	return append(out, helm.Refused(r.World)...)
}

// seen is what a step did beside leaving things as they are; a replacement is one
// thing. What a component made of its arguments is seen at its children.
func (r *Rehearsal) seen(s Step) []event.Seen {
	var out []event.Seen
	for _, c := range s.Done {
		one := event.Seen{Op: plainKind(string(c.Op)), Type: c.Type, Name: c.Name}
		if component := !r.asked(c.URN) && !strings.HasPrefix(c.Type, "pulumi:"); one.Op != "" && !component && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// typed runs a command line of docs/troubleshooting.md.
func (r *Rehearsal) typed(ctx context.Context, line string) (Step, error) {
	for _, cluster := range r.World.Objects(eks.ClusterType) {
		line = strings.ReplaceAll(line, "{version}", cluster.Str("version"))
	}
	words := strings.Fields(strings.ReplaceAll(line, "'", ""))
	last := words[len(words)-1]
	switch {
	case strings.HasPrefix(line, "pulumi refresh") && strings.Contains(line, "--target "):
		return r.RefreshOnly(ctx, last), nil
	case strings.HasPrefix(line, "pulumi up --replace"):
		return r.UpReplacing(ctx, last), nil
	case strings.HasPrefix(line, "pulumi up"):
		return r.Up(ctx), nil
	case strings.HasPrefix(line, "pulumi config set"):
		return Step{Name: "config"}, r.Set([]string{strings.TrimPrefix(words[len(words)-2], r.Workspace.Name+":") + "=" + last})
	}
	if helm.ByHand(r.World, line) {
		return Step{Name: "kubectl"}, nil
	}
	return Step{}, fmt.Errorf("the rehearsal cannot type %q", line)
}
