package lifecycle

import (
	"context"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

type opType = apitype.OpType

// Step is one command of the lifecycle and what it did.
type Step struct {
	Name     string // preview, up, refresh, destroy
	Elapsed  time.Duration
	Counts   map[opType]int // resources by what was (or would be) done to them
	Problems []string       // the engine's errors, in a person's words
	Warnings []string
	Done     []Change // in the order the engine finished them
	Failed   error    // the command's own failure; nil when it exited 0
}

// Change is what happened to one resource.
type Change struct {
	URN, Type, Name string
	Op              opType
	Diffs           []string // property paths that changed
}

// Progress is told of each resource when a step has come to its end.
type Progress func(step string, c Change)

// Changes counts the resources that were not left as they are.
func (s Step) Changes() int {
	n := 0
	for op, count := range s.Counts {
		switch op {
		case apitype.OpSame, apitype.OpRefresh, apitype.OpRead:
		default:
			n += count
		}
	}
	return n
}

// Preview runs `pulumi preview`.
func (r *Rehearsal) Preview(ctx context.Context) Step {
	return r.step("preview", func(stream chan events.EngineEvent) error {
		_, err := r.stack.Preview(ctx, optpreview.EventStreams(stream), optpreview.SuppressProgress())
		return err
	})
}

// Up runs `pulumi up`.
func (r *Rehearsal) Up(ctx context.Context) Step {
	return r.step("up", func(stream chan events.EngineEvent) error {
		_, err := r.stack.Up(ctx, optup.EventStreams(stream), optup.SuppressProgress(), optup.ShowSecrets(false),
			optup.Parallel(everythingAtOnce))
		return err
	})
}

// UpReplacing runs `pulumi up --replace` for what a pattern of URNs matches.
func (r *Rehearsal) UpReplacing(ctx context.Context, pattern string) Step {
	return r.step("up", func(stream chan events.EngineEvent) error {
		_, err := r.stack.Up(ctx, optup.EventStreams(stream), optup.SuppressProgress(), optup.ShowSecrets(false),
			optup.Parallel(everythingAtOnce), optup.Replace([]string{pattern}))
		return err
	})
}

// Refresh runs `pulumi refresh`.
func (r *Rehearsal) Refresh(ctx context.Context) Step {
	return r.step("refresh", func(stream chan events.EngineEvent) error {
		_, err := r.stack.Refresh(ctx, optrefresh.EventStreams(stream), optrefresh.SuppressProgress(), optrefresh.ShowSecrets(false))
		return err
	})
}

// RefreshOnly runs `pulumi refresh --target` for what a pattern of URNs matches.
func (r *Rehearsal) RefreshOnly(ctx context.Context, pattern string) Step {
	return r.step("refresh", func(stream chan events.EngineEvent) error {
		_, err := r.stack.Refresh(ctx, optrefresh.EventStreams(stream), optrefresh.SuppressProgress(), optrefresh.ShowSecrets(false),
			optrefresh.Target([]string{pattern}))
		return err
	})
}

// Destroy runs `pulumi destroy`.
func (r *Rehearsal) Destroy(ctx context.Context) Step {
	return r.step("destroy", func(stream chan events.EngineEvent) error {
		_, err := r.stack.Destroy(ctx, optdestroy.EventStreams(stream), optdestroy.SuppressProgress(), optdestroy.ShowSecrets(false),
			optdestroy.Parallel(everythingAtOnce))
		return err
	})
}

func (r *Rehearsal) step(name string, run func(chan events.EngineEvent) error) Step {
	s := Step{Name: name, Counts: map[opType]int{}}
	if err := r.account.Command(name); err != nil {
		s.Failed, s.Problems = err, []string{err.Error()}
		return s
	}
	var problems []string
	stream := make(chan events.EngineEvent)
	told := make(chan struct{})
	go func() {
		defer close(told)
		for e := range stream {
			s.take(e, r.progress)
		}
	}()
	begin := time.Now()
	s.Failed = run(stream)
	s.Elapsed = time.Since(begin)
	select {
	case <-told:
	case <-time.After(2 * time.Second): // a command that never ran never ends its events
	}
	for _, cause := range causes(s.Problems, s.Failed) {
		problems = append(problems, full(cause))
	}
	s.Problems = problems
	return s
}

// take reads one event of the engine.
func (s *Step) take(e events.EngineEvent, progress Progress) {
	switch {
	case e.ResOutputsEvent != nil:
		s.done(e.ResOutputsEvent.Metadata, progress)
	case e.DiagnosticEvent != nil:
		message := plainly(strings.TrimSpace(colors.Never.Colorize(e.DiagnosticEvent.Message)))
		if e.DiagnosticEvent.URN != "" && e.DiagnosticEvent.Severity == "error" {
			message = resource.URN(e.DiagnosticEvent.URN).Name() + ": " + message
		}
		switch {
		case message == "":
		case e.DiagnosticEvent.Severity == "error" || e.DiagnosticEvent.Severity == "info#err" && !e.DiagnosticEvent.Ephemeral:
			s.Problems = append(s.Problems, message)
		case e.DiagnosticEvent.Severity == "warning":
			s.Warnings = append(s.Warnings, message)
		}
	case e.SummaryEvent != nil:
		for op, n := range e.SummaryEvent.ResourceChanges {
			s.Counts[op] = n
		}
	}
}

func (s *Step) done(m apitype.StepEventMetadata, progress Progress) {
	c := Change{URN: m.URN, Type: m.Type, Name: resource.URN(m.URN).Name(), Op: m.Op, Diffs: m.Diffs}
	s.Done = append(s.Done, c)
	if progress != nil {
		progress(s.Name, c)
	}
}
