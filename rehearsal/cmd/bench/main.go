// Command bench says what a preview of a stack costs, as a multiple of what a
// preview of an empty program costs on the same engine, and what it is spent on.
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"eks-elk/rehearsal/engine/lifecycle"
)

// limit is the most that a preview may cost, in previews of an empty program;
// bigLimit the most that a resource may cost in a big stack, in what it costs
// in the measured one.
const (
	limit    = 8.0
	bigLimit = 1.3
)

// big is a stack of six zones and four node groups.
var big = []string{
	"aws:region=us-east-1", "network.zones=6", "network.natGateways=single",
	"nodeGroups={a: {}, b: {instanceType: m5.2xlarge}, c: {zones: 1}, d: {desired: 3}}",
}

func main() {
	project := flag.String("project", ".", "the project's `DIR`")
	stack := flag.String("stack", "dev", "preview Pulumi.`STACK`.yaml")
	rounds := flag.Int("rounds", 5, "previews of each; the median counts")
	empty := flag.String("empty", "", "a built `PROGRAM` that registers nothing")
	flag.Parse()
	ctx, stop := lifecycle.Interruptible()
	err := run(ctx, *project, *stack, *empty, *rounds)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, project, stack, empty string, rounds int) error {
	project, err := filepath.Abs(project)
	if err != nil {
		return err
	}
	cache := filepath.Join(project, ".cache")
	tools, err := lifecycle.FindTools(filepath.Join(cache, "tools"), filepath.Join(cache, "program"))
	if err != nil {
		return err
	}
	ofStack := measurement{program: tools.Program}
	ofNothing := measurement{program: empty}
	ofBig := measurement{program: tools.Program, settings: big}
	for range rounds { // in turn, so that both see the same machine
		for _, m := range []*measurement{&ofNothing, &ofStack, &ofBig} {
			tools.Program = m.program
			if err := m.preview(ctx, lifecycle.Options{Project: project, Stack: stack, Tools: tools}); err != nil {
				return err
			}
		}
	}
	parts, err := outsideParts(tools)
	if err != nil {
		return err
	}
	ratio := ofStack.median().Seconds() / ofNothing.median().Seconds()
	fmt.Printf("preview of an empty program   %6.2f s\n", ofNothing.median().Seconds())
	fmt.Printf("preview of %-18s %6.2f s  (%d resources)\n", stack, ofStack.median().Seconds(), ofStack.resources)
	fmt.Printf("ratio                         %6.2f    (at most %.0f)\n", ratio, limit)
	bigRatio := ofBig.each().Seconds() / ofStack.each().Seconds()
	fmt.Printf("\na resource of %-18s %4.1f ms\n", stack, 1000*ofStack.each().Seconds())
	fmt.Printf("of a big stack                  %4.1f ms  (%d resources: six zones, four node groups)\n", 1000*ofBig.each().Seconds(),
		ofBig.resources)
	fmt.Printf("ratio                         %6.2f    (at most %.1f)\n", bigRatio, bigLimit)
	fmt.Println("\nof a preview of " + stack + ", measured one by one (they overlap):")
	for _, p := range append(parts, part{"the stand-ins' answers", ofStack.busy}) {
		fmt.Printf("  %-28s%6.2f s\n", p.name, p.took.Seconds())
	}
	fmt.Printf("\nmemory at its peak, together  %6d MiB\n", ofStack.together>>20)
	for _, name := range slices.Sorted(maps.Keys(ofStack.memory)) {
		fmt.Printf("  %-28s%6d MiB\n", name, ofStack.memory[name]>>20)
	}
	if ratio > limit {
		return fmt.Errorf("a preview of %s costs %.1f previews of an empty program; at most %.0f are allowed", stack, ratio, limit)
	}
	if bigRatio > bigLimit {
		return fmt.Errorf("a resource of a big stack costs %.2f of one of %s; at most %.1f are allowed", bigRatio, stack, bigLimit)
	}
	return nil
}

// measurement is previews of one program under one stack's settings.
type measurement struct {
	program   string
	settings  []string // changed before the preview
	took      []time.Duration
	resources int
	busy      time.Duration
	together  int64
	memory    map[string]int64
}

func (m *measurement) preview(ctx context.Context, o lifecycle.Options) error {
	r, err := lifecycle.Start(ctx, o)
	if err != nil {
		return err
	}
	defer r.Stop()
	if err := r.Set(m.settings); err != nil {
		return err
	}
	memory := r.Workspace.WatchMemory()
	s := r.Preview(ctx)
	if s.Failed != nil {
		return fmt.Errorf("preview with %s failed: %v", m.program, s.Problems)
	}
	m.took = append(m.took, s.Elapsed)
	m.resources, m.busy = s.Changes(), r.Busy()
	m.together, m.memory = memory.Peak()
	return nil
}

func (m *measurement) median() time.Duration {
	return slices.Sorted(slices.Values(m.took))[len(m.took)/2]
}

// each is what one resource takes of the median preview.
func (m *measurement) each() time.Duration { return m.median() / time.Duration(m.resources) }
