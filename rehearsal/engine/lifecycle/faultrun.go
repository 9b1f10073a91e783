package lifecycle

import (
	"context"
	"fmt"
	"strings"

	"eks-elk/rehearsal/engine/fault"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/world"
)

// RunFault lets one fault happen somewhere in an up and a destroy, does what a
// person would do about it, and says whether the stack came through: the next
// up converges, a preview after it is empty, and destroy leaves nothing.
func (r *Rehearsal) RunFault(ctx context.Context, f fault.Fault, settings []string) (report.Fault, error) {
	armed := f.Hooks()
	r.World.Hooks(armed.Before, armed.After)
	defer r.World.Hooks(nil, nil)
	result, err := r.faultRun(ctx, f.String(), settings)
	if by, with := armed.By(); err == nil && by == nil {
		if !result.Recovered {
			return result, unprovoked(result)
		}
		return result, fmt.Errorf("-fault %s: there is no such operation in the %s of %s", f, steps(settings), r.Workspace.Stack)
	} else if with != nil {
		result.Message = with.Error()
	}
	return result, err
}

// RunKill kills the engine when its nth operation of an up and a destroy is
// in flight: it has taken effect, and no answer reaches the engine.
func (r *Rehearsal) RunKill(ctx context.Context, n int, settings []string) (report.Fault, error) {
	count := 0
	what := ""
	r.World.Hooks(nil, func(e world.Entry) error {
		if count++; count != n {
			return nil
		}
		what = fmt.Sprintf("%s:%s:%s", e.Op, e.Type, e.Name)
		r.command.Kill()
		return world.ErrKilled
	})
	defer r.World.Hooks(nil, nil)
	result, err := r.faultRun(ctx, fmt.Sprintf("kill-after %d", n), settings)
	if err == nil && what == "" {
		if !result.Recovered {
			return result, unprovoked(result)
		}
		return result, fmt.Errorf("-kill-after %d: the %s of %s have %d operations", n, steps(settings), r.Workspace.Stack, count)
	}
	result.Fault += " (" + what + ")"
	return result, err
}

// unprovoked is a life that went wrong although nothing had struck.
func unprovoked(result report.Fault) error {
	return fmt.Errorf("%s did not happen, yet %s", result.Fault, result.Message)
}

// steps names the commands of a fault run.
func steps(settings []string) string {
	if settings != nil {
		return "up, changed up and destroy"
	}
	return "up and destroy"
}

// faultRun is a life whose commands are each tried again once after recovery.
// Settings, unless nil, are changed in a second up.
func (r *Rehearsal) faultRun(ctx context.Context, name string, settings []string) (report.Fault, error) {
	life, err := r.life(settings)
	if err != nil {
		return report.Fault{}, err
	}
	result := report.Fault{Fault: name}
	var manualSteps []string
	fail := func(format string, args ...any) (report.Fault, error) {
		result.Recovery = strings.Join(manualSteps, "; ")
		result.Message = fmt.Sprintf(format, args...)
		return result, ctx.Err()
	}
	for _, step := range life {
		s := step(ctx)
		if s.Failed == nil {
			continue
		}
		done, err := r.Recover(ctx)
		if err != nil {
			return fail("recovery: %v", err)
		}
		manualSteps = append(manualSteps, done...)
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
	result.Recovery, result.Recovered = strings.Join(manualSteps, "; "), true
	return result, ctx.Err()
}
