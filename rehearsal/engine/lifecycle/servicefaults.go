package lifecycle

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"eks-elk/rehearsal/engine/event"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/logs"
	"eks-elk/rehearsal/world"
)

// ServiceFault is what a service does now and then although every operation
// succeeds, and in the right order too.
type ServiceFault struct {
	Name, Does string
	// life are the commands. The one of the index met is refused, with says, until
	// what the first of the makers has left, and what is left of the others with it,
	// is deleted as docs/troubleshooting.md says.
	life   []string
	met    int
	says   string
	makers []string
	// expires are the operations during which the session of the credentials ends.
	expires []string
}

// ServiceFaults are all of them.
var ServiceFaults = []ServiceFault{
	{
		Name: world.LateLogs, Does: "EKS makes its log group again after a destroy, and the next up meets it",
		life: []string{"up", "destroy", "up", "preview", "destroy"}, met: 2, says: "already exists", makers: []string{logs.Late},
	},
	{
		Name: world.LeftInterfaces, Does: "the CNI leaves an interface of a node behind, and the destroy meets it",
		life: []string{"up", "destroy"}, met: 1, says: "DependencyViolation", makers: []string{eks.VPCCNI, eks.Owner},
	},
	{
		Name: "expired-token", Does: "the session of the credentials ends while EKS makes the cluster, and again while it deletes nodes",
		expires: []string{"create " + eks.ClusterType, "delete " + eks.NodeGroupType},
	},
}

// ServiceFaultNamed finds one; nil: there is none of that name.
func ServiceFaultNamed(name string) *ServiceFault {
	for i := range ServiceFaults {
		if ServiceFaults[i].Name == name {
			return &ServiceFaults[i]
		}
	}
	return nil
}

// RunServiceFault lets that happen, sees the command refused that meets it, does
// what the document says, and goes on.
func (r *Rehearsal) RunServiceFault(ctx context.Context, f *ServiceFault) (report.Fault, error) {
	if f.expires != nil {
		return r.runExpiring(ctx, f)
	}
	result := report.Fault{Fault: f.Name}
	r.World.Lapses = map[string]bool{f.Name: true}
	commands := map[string]func(context.Context) Step{"up": r.Up, "preview": r.Preview, "destroy": r.Destroy}
	for i, name := range f.life {
		s := commands[name](ctx)
		if i == f.met {
			result.Message = strings.Join(s.Problems, "; ")
			var err error
			if result.Recovery, err = r.byHand(*f, s); err != nil {
				return result, err
			}
			if result.Recovery == nil {
				result.Message = fmt.Sprintf("the %s does not meet it: %s", name, result.Message)
				return result, ctx.Err()
			}
			r.World.Lapses = nil
			s = commands[name](ctx)
		}
		if s.Failed != nil || name == "preview" && s.Changes() > 0 {
			result.Message = fmt.Sprintf("%s, command %d: %d changes, %s", name, i+1, s.Changes(), strings.Join(s.Problems, "; "))
			return result, ctx.Err()
		}
	}
	return r.cameThrough(result), ctx.Err()
}

// runExpiring ends the session while the provider waits for EKS. What it waits for
// comes to its end, and nothing else is answered until there are new credentials.
func (r *Rehearsal) runExpiring(ctx context.Context, f *ServiceFault) (report.Fault, error) {
	left, said := slices.Clone(f.expires), ""
	r.World.Hooks(nil, func(e world.Entry) error {
		i := slices.Index(left, e.Op+" "+e.Type)
		if i < 0 {
			return nil
		}
		left = slices.Delete(left, i, i+1)
		r.account.Expire()
		said = fmt.Sprintf("waiting for %s of %s: ExpiredTokenException: The security token included in the request is expired", e.Op, e.Name)
		return &world.Unfinished{Reason: said}
	})
	defer r.World.Hooks(nil, nil)
	result, err := r.faultRun(ctx, f.Name, nil, false)
	if result.Recovered && len(left) > 0 {
		result.Recovered, result.Message = false, fmt.Sprintf("there was no %s", strings.Join(left, ", "))
	} else if result.Recovered {
		result.Message = said
	}
	return result, err
}

// byHand deletes what a fault has left if a command met it, and returns how.
func (r *Rehearsal) byHand(f ServiceFault, met Step) ([]string, error) {
	left := slices.DeleteFunc(r.World.Left(), func(o *world.Object) bool { return !slices.Contains(f.makers, o.Owner) })
	if met.Failed == nil || !strings.Contains(strings.Join(met.Problems, "; "), f.says) ||
		!slices.ContainsFunc(left, func(o *world.Object) bool { return o.Owner == f.makers[0] }) {
		return nil, nil
	}
	drawn := r.World.Lapses
	r.World.Lapses = nil // a person's deletion is long after
	defer func() { r.World.Lapses = drawn }()
	var steps []string
	slices.SortStableFunc(left, func(a, b *world.Object) int { return strings.Compare(a.Type.Title, b.Type.Title) }) // interfaces before groups
	for _, o := range left {
		step, err := r.manualStep(o)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// Draw decides by a seed what services do and what happens to the stack in the next
// run, and returns the names.
func (r *Rehearsal) Draw(seed int64) []string {
	random := rand.New(rand.NewPCG(uint64(seed), 2))
	r.World.Lapses, r.drawn = map[string]bool{}, nil
	var names []string
	for _, f := range ServiceFaults {
		if f.life != nil && random.IntN(4) == 0 {
			r.World.Lapses[f.Name] = true
			names = append(names, f.Name)
		}
	}
	// What changes the stack's file would change the runs after it.
	all := slices.DeleteFunc(slices.Clone(event.All), func(e event.Event) bool {
		return strings.Contains(strings.Join(e.WayOut, "\n"), "pulumi config set")
	})
	if i := random.IntN(4 * len(all)); i < len(all) {
		r.drawn = all[i : i+1]
		names = append(names, all[i].Name)
	}
	return names
}

// coping runs a command, and once more after it met what a service has left.
func (r *Rehearsal) coping(ctx context.Context, run func(context.Context) Step) (Step, error) {
	s := run(ctx)
	for _, f := range ServiceFaults {
		steps, err := r.byHand(f, s)
		if err != nil {
			return s, err
		}
		if steps != nil {
			s = run(ctx)
		}
	}
	return s, nil
}

// expected tells whether a thing is what a service was drawn to leave after a
// destroy, which the next up meets.
func (r *Rehearsal) expected(o *world.Object) bool {
	return r.World.Lapses[world.LateLogs] && o.Owner == logs.Late
}
