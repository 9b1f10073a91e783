package lifecycle

import (
	"context"
	"fmt"
	"strings"

	"eks-elk/rehearsal/fault"
	"eks-elk/rehearsal/report"
	"eks-elk/rehearsal/world"
)

// Drill lets one fault happen somewhere in an up and a destroy, does what a
// person would do about it, and says whether the stack came through: the next
// up converges, a preview after it is empty, and destroy leaves nothing.
func (r *Rehearsal) Drill(ctx context.Context, f fault.Fault) (report.Fault, error) {
	struck := f.Strike()
	r.World.Hooks(struck.Before, struck.After)
	defer r.World.Hooks(nil, nil)
	result, err := r.drill(ctx, f.String())
	if by, with := struck.By(); err == nil && by == nil {
		return result, fmt.Errorf("-fault %s never struck: no up or destroy of %s does that", f, r.Stage.Stack)
	} else if with != nil {
		result.Message = with.Error()
	}
	return result, err
}

// DrillKill kills the engine when its nth operation of an up and a destroy is
// in flight: it has taken effect, and no answer reaches the engine.
func (r *Rehearsal) DrillKill(ctx context.Context, n int) (report.Fault, error) {
	count := 0
	what := ""
	r.World.Hooks(nil, func(e world.Entry) error {
		if count++; count != n {
			return nil
		}
		what = fmt.Sprintf("%s:%s:%s", e.Op, e.Type, e.Name)
		r.command.Kill()
		return fmt.Errorf("the engine was killed")
	})
	defer r.World.Hooks(nil, nil)
	result, err := r.drill(ctx, fmt.Sprintf("kill-after %d", n))
	if err == nil && what == "" {
		return result, fmt.Errorf("-kill-after %d never came: an up and a destroy of %s are %d operations", n, r.Stage.Stack, count)
	}
	result.Fault += " (" + what + ")"
	return result, err
}

// drill is an up and a destroy, each tried again once after recovery.
func (r *Rehearsal) drill(ctx context.Context, name string) (report.Fault, error) {
	result := report.Fault{Fault: name}
	var hands []string
	fail := func(format string, args ...any) (report.Fault, error) {
		result.Recovery = strings.Join(hands, "; ")
		result.Message = fmt.Sprintf(format, args...)
		return result, interrupted(ctx)
	}
	for _, step := range []func(context.Context) Step{r.Up, r.Destroy} {
		s := step(ctx)
		if s.Failed == nil {
			continue
		}
		hand, err := r.Recover(ctx)
		if err != nil {
			return fail("recovery: %v", err)
		}
		hands = append(hands, hand...)
		if s = step(ctx); s.Failed != nil {
			return fail("the next %s failed: %s", s.Name, strings.Join(append(s.Problems, lastLine(s.Failed.Error())), "; "))
		}
		if s.Name == "up" {
			if p := r.Preview(ctx); p.Failed != nil || p.Changes() > 0 {
				return fail("the preview after it would change %d", p.Changes())
			}
		}
	}
	if leaks := r.World.Leaks(); len(leaks) > 0 {
		return fail("left behind: %s", strings.Join(leaks, ", "))
	}
	result.Recovery, result.Recovered = strings.Join(hands, "; "), true
	return result, interrupted(ctx)
}
