package lifecycle

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

// ServiceFault is what a service does now and then although every operation succeeds.
type ServiceFault struct {
	Name, Does string
	turn       func(w *world.World, on bool)
	// Commands succeed until one meets what is left, and says so. What services
	// left is then deleted as docs/troubleshooting.md says, and the rest succeeds.
	until []string
	meets string
	says  string
	rest  []string
}

// ServiceFaults are those that can be rehearsed.
var ServiceFaults = []ServiceFault{
	{
		"late-logs", "EKS makes its log group again after a destroy", func(w *world.World, on bool) { w.LateLogs = on },
		[]string{"up", "destroy"}, "up", "already exists", []string{"up", "preview", "destroy"},
	},
	{
		"left-interfaces", "the CNI leaves an interface behind, and the destroy meets it", func(w *world.World, on bool) { w.LeftInterfaces = on },
		[]string{"up"}, "destroy", "DependencyViolation", []string{"destroy"},
	},
}

// ServiceFaultNamed finds one, or nil.
func ServiceFaultNamed(name string) *ServiceFault {
	for i := range ServiceFaults {
		if ServiceFaults[i].Name == name {
			return &ServiceFaults[i]
		}
	}
	return nil
}

// RunServiceFault lets it happen until the first destroy is over, and recovers.
func (r *Rehearsal) RunServiceFault(ctx context.Context, f ServiceFault) (report.Fault, error) {
	result := report.Fault{Fault: f.Name}
	fail := func(format string, args ...any) (report.Fault, error) {
		result.Message = fmt.Sprintf(format, args...)
		return result, ctx.Err()
	}
	run := func(command string) Step {
		s := map[string]func(context.Context) Step{"up": r.Up, "preview": r.Preview, "destroy": r.Destroy}[command](ctx)
		if command == "destroy" {
			f.turn(r.World, false)
		}
		return s
	}
	f.turn(r.World, true)
	for _, command := range f.until {
		if s := run(command); s.Failed != nil {
			return fail("the first %s failed: %s", s.Name, strings.Join(s.Problems, "; "))
		}
	}
	s := run(f.meets)
	if result.Message = strings.Join(s.Problems, "; "); s.Failed == nil || !strings.Contains(result.Message, f.says) {
		return fail("the %s does not meet what is left: %s", s.Name, result.Message)
	}
	left := r.World.Left()
	slices.SortStableFunc(left, func(a, b *world.Object) int { return strings.Compare(a.Type.Title, b.Type.Title) }) // interfaces before groups
	for _, o := range left {
		if o.Owner == "" || o.Owner == ec2.Owner {
			continue // of the stack, or of its network: the next destroy deletes it
		}
		step, err := r.manualStep(o)
		if err != nil {
			return result, err
		}
		result.Recovery = append(result.Recovery, step)
	}
	for _, command := range f.rest {
		if s := run(command); s.Failed != nil || s.Name == "preview" && s.Changes() > 0 {
			return fail("the %s after that: %d changes, %s", s.Name, s.Changes(), strings.Join(s.Problems, "; "))
		}
	}
	return r.cameThrough(result), ctx.Err()
}
