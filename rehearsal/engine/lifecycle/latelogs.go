package lifecycle

import (
	"context"
	"fmt"
	"strings"

	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/logs"
)

// LateLogs names the fault of EKS's last logs, which arrive when their group is
// deleted and make it again.
const LateLogs = "late-logs"

// RunLateLogs lets that happen after a destroy, sees the next up refused, deletes
// the group as docs/troubleshooting.md says, and goes on.
func (r *Rehearsal) RunLateLogs(ctx context.Context) (report.Fault, error) {
	result := report.Fault{Fault: LateLogs}
	fail := func(format string, args ...any) (report.Fault, error) {
		result.Message = fmt.Sprintf(format, args...)
		return result, ctx.Err()
	}
	r.World.LateLogs = true
	for _, step := range []func(context.Context) Step{r.Up, r.Destroy} {
		if s := step(ctx); s.Failed != nil {
			return fail("the first %s failed: %s", s.Name, strings.Join(s.Problems, "; "))
		}
	}
	r.World.LateLogs = false
	left := r.World.Left()
	if len(left) != 1 || left[0].Type.Token != logs.Group {
		return fail("the destroy leaves %q, not the log group alone", r.World.Leaks())
	}
	again := r.Up(ctx)
	if result.Message = strings.Join(again.Problems, "; "); again.Failed == nil || !strings.Contains(result.Message, "already exists") {
		return fail("the next up does not meet the log group: %s", result.Message)
	}
	step, err := r.manualStep(left[0])
	if err != nil {
		return result, err
	}
	result.Recovery = []string{step}
	for _, step := range []func(context.Context) Step{r.Up, r.Preview, r.Destroy} {
		if s := step(ctx); s.Failed != nil || s.Name == "preview" && s.Changes() > 0 {
			return fail("the %s after that: %d changes, %s", s.Name, s.Changes(), strings.Join(s.Problems, "; "))
		}
	}
	return r.cameThrough(result), ctx.Err()
}
