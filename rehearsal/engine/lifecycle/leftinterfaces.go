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

// LeftInterfaces names the fault of a CNI that leaves an interface of a node
// behind, although the order was right.
const LeftInterfaces = "left-interfaces"

// RunLeftInterfaces lets that happen, sees the destroy refused, deletes what is
// left as docs/troubleshooting.md says, and destroys the rest.
func (r *Rehearsal) RunLeftInterfaces(ctx context.Context) (report.Fault, error) {
	result := report.Fault{Fault: LeftInterfaces}
	fail := func(format string, args ...any) (report.Fault, error) {
		result.Message = fmt.Sprintf(format, args...)
		return result, ctx.Err()
	}
	r.World.LeftInterfaces = true
	if s := r.Up(ctx); s.Failed != nil {
		return fail("the first up failed: %s", strings.Join(s.Problems, "; "))
	}
	s := r.Destroy(ctx)
	if result.Message = strings.Join(s.Problems, "; "); s.Failed == nil || !strings.Contains(result.Message, "DependencyViolation") {
		return fail("the destroy does not meet the interface: %s", result.Message)
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
	if s := r.Destroy(ctx); s.Failed != nil {
		return fail("the destroy after that: %s", strings.Join(s.Problems, "; "))
	}
	return r.cameThrough(result), ctx.Err()
}
