package lifecycle

import (
	"context"
	"fmt"
	"strings"

	"eks-elk/rehearsal/engine/fault"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/world"
)

// RunFault lets one fault happen somewhere in an up and a destroy, does what a
// person would do about it, and says whether the stack came through: the next
// up converges, a preview after it is empty, and destroy leaves nothing.
func (r *Rehearsal) RunFault(ctx context.Context, f fault.Fault, settings []string) (report.Fault, error) {
	armed := f.Hooks()
	r.World.Hooks(armed.Before, armed.After)
	defer r.World.Hooks(nil, nil)
	result, err := r.faultRun(ctx, f.String(), settings, false)
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

// Kill is one way to kill an engine.
type Kill struct {
	N           int  // which operation of a life without faults is in flight
	PluginLives bool // the plugin outlives the engine, and finishes what it was asked for
	Keep        bool // the stack is to stay, although its destroy was killed

	// op is that operation, and nth which of those like it: in another life it has
	// another number, as what is made side by side ends in any order.
	op  fault.Fault
	nth int
}

// Kills returns the ways that make a difference for the nth of all operations.
// Helm alone does things of which an end by itself, or half an end, leaves a mark.
func Kills(n int, all []fault.Fault) []Kill {
	kill := Kill{N: n}
	if n > len(all) {
		return []Kill{kill}
	}
	op := all[n-1]
	kill.op = op
	for _, other := range all[:n] {
		if other == op {
			kill.nth++
		}
	}
	kills := []Kill{kill}
	if op.Type == helm.Release {
		lives, keep := kill, kill
		lives.PluginLives, keep.Keep = true, true
		kills = append(kills, lives)
		if op.Op == "delete" {
			kills = append(kills, keep)
		}
	}
	return kills
}

func (k Kill) String() string {
	text := fmt.Sprintf("kill-after %d", k.N)
	if k.PluginLives {
		text += ", the plugin lives on"
	}
	if k.Keep {
		text += ", the stack stays"
	}
	return text
}

// RunKill kills the engine when that operation of an up and a destroy is in flight:
// it has taken effect, and no answer reaches the engine.
func (r *Rehearsal) RunKill(ctx context.Context, kill Kill, settings []string) (report.Fault, error) {
	r.World.PluginLives = kill.PluginLives
	count, like := 0, 0
	what := ""
	r.World.Hooks(nil, func(e world.Entry) error {
		count++
		if e.Op != kill.op.Op || e.Type != kill.op.Type || e.Name != kill.op.Name {
			return nil
		}
		if like++; like != kill.nth {
			return nil
		}
		what = fmt.Sprintf("%s:%s:%s", e.Op, e.Type, e.Name)
		r.command.Kill()
		return world.ErrKilled
	})
	defer r.World.Hooks(nil, nil)
	result, err := r.faultRun(ctx, kill.String(), settings, kill.Keep)
	if err == nil && what == "" {
		if !result.Recovered {
			return result, unprovoked(result)
		}
		return result, fmt.Errorf("-kill-after %d: the %s of %s have %d operations", kill.N, steps(settings), r.Workspace.Stack, count)
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
// Settings, unless nil, are changed in a second up. A stack that is kept although
// its destroy failed is brought up again, and destroyed then.
func (r *Rehearsal) faultRun(ctx context.Context, name string, settings []string, keep bool) (report.Fault, error) {
	life, err := r.life(settings)
	if err != nil {
		return report.Fault{}, err
	}
	result := report.Fault{Fault: name}
	fail := func(format string, args ...any) (report.Fault, error) {
		result.Message = fmt.Sprintf(format, args...)
		return result, ctx.Err()
	}
	for i := 0; i < len(life); i++ {
		step := life[i]
		s := step(ctx)
		if s.Failed == nil {
			continue
		}
		stays := keep && s.Name == "destroy"
		done, err := r.Recover(ctx, stays)
		if err != nil {
			return fail("recovery: %v", err)
		}
		result.Recovery = append(result.Recovery, done...)
		if stays {
			step, life = r.Up, append(life, r.Destroy)
		}
		if s = step(ctx); s.Failed != nil {
			return fail("the next %s failed: %s", s.Name, strings.Join(append(s.Problems, lastLine(s.Failed.Error())), "; "))
		}
		if s.Name == "up" {
			if p := r.Preview(ctx); p.Failed != nil || p.Changes() > 0 {
				return fail("the preview after it would change %d", p.Changes())
			}
			if down := helm.Down(r.World); len(down) > 0 {
				return fail("the preview after it is empty, and nothing runs of %s", strings.Join(down, ", "))
			}
		}
	}
	return r.cameThrough(result), ctx.Err()
}

// cameThrough returns a fault's result after the last destroy: recovered, unless
// something is left.
func (r *Rehearsal) cameThrough(result report.Fault) report.Fault {
	if leaks := r.World.Leaks(); len(leaks) > 0 {
		result.Message = "left behind: " + strings.Join(leaks, ", ")
		return result
	}
	result.Recovered = true
	return result
}
