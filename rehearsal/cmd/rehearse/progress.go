package main

import (
	"fmt"
	"io"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/report"
)

// progress tells a person what is going on: on a terminal in one line that
// changes, elsewhere in a line for each step, with -verbose in one for each resource.
type progress struct {
	out      io.Writer
	terminal bool
	verbose  bool
	step     string
	done     int
}

func newProgress(verbose bool) *progress {
	info, err := os.Stdout.Stat()
	return &progress{out: os.Stdout, terminal: err == nil && info.Mode()&os.ModeCharDevice != 0, verbose: verbose}
}

// wide is the most of a line that may be written without a line break.
const wide = 79

// resource is told of one resource.
func (p *progress) resource(step string, c lifecycle.Change) {
	if step != p.step {
		p.step, p.done = step, 0
	}
	p.done++
	switch {
	case p.verbose:
		if c.Op != apitype.OpSame && c.Op != apitype.OpRefresh {
			fmt.Fprintf(p.out, "  %-8s %-14s %-52s %s\n", step, c.Op, c.Type, c.Name)
		}
	case p.terminal:
		line := []rune(fmt.Sprintf("%s: %d resources, %s", step, p.done, c.Name))
		fmt.Fprintf(p.out, "\r\033[K%s", string(line[:min(len(line), wide)]))
	}
}

// finished is told of a step that has ended.
func (p *progress) finished(row report.StepRow) {
	p.clear()
	if !p.terminal {
		fmt.Fprintf(p.out, "%s: %s, %s in %.1f s\n", row.Step, row.Verdict, row.Did, row.Seconds)
	}
}

// clear takes away the line that changes.
func (p *progress) clear() {
	if p.terminal && !p.verbose && p.step != "" {
		fmt.Fprint(p.out, "\r\033[K")
		p.step = ""
	}
}
