package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"eks-elk/rehearsal/world"
)

// StepRow is one line of the table of steps.
type StepRow struct {
	Step    string
	Seconds float64
	Did     string // "131 create"
	Verdict string
}

// Print writes what a person reads at the end of a run: what matters most is
// last, next to the prompt.
func (r *Report) Print(w io.Writer, steps []StepRow, made bool) {
	if r.Change != "" && r.Consequences != nil {
		r.printConsequences(w)
	}
	if made && len(r.Timeline) > 0 {
		r.printMade(w)
	}
	if len(steps) > 0 {
		r.printSteps(w, steps)
	}
	if r.Resources > 0 {
		r.summary(w)
	}
	list(w, "Warnings", r.Warnings)
	list(w, "Findings", r.Findings())
	fmt.Fprintln(w)
	paragraph(w, "", r.About())
	fmt.Fprintln(w, r.Verdict())
}

// Verdict is the outcome in one sentence.
func (r *Report) Verdict() string {
	counted := func(n int, what string) string {
		if n == 1 {
			return "1 " + what
		}
		return fmt.Sprintf("%d %ss", n, what)
	}
	verdict := "Sound"
	if !r.Sound() {
		verdict = "Not sound: " + counted(len(r.Findings()), "finding")
	}
	if n := len(r.Warnings); n > 0 {
		verdict += ", with " + counted(n, "warning")
	}
	return verdict + "."
}

func list(w io.Writer, title string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintln(w, "\n"+title)
	}
	for _, line := range lines {
		paragraph(w, "  - ", line)
	}
}

func (r *Report) printSteps(w io.Writer, steps []StepRow) {
	t := newTable(w, "Rehearsal of "+r.Stack)
	t.AppendHeader(table.Row{"step", "here", r.where() + " (predicted)", "resources", "verdict"})
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 4, WidthMax: 24, WidthMaxEnforcer: text.WrapSoft}})
	predicted := map[string]float64{"up": r.Up.PredictedSeconds, "destroy": r.Destroy.PredictedSeconds}
	for _, s := range steps {
		onAWS := ""
		if p := predicted[s.Step]; p > 0 {
			onAWS = minutes(p)
			delete(predicted, s.Step)
			if s.Step == "up" && r.Then != nil { // a second up is another thing
				predicted["up"] = r.Then.PredictedSeconds
			}
		}
		t.AppendRow(table.Row{s.Step, fmt.Sprintf("%.1f s", s.Seconds), onAWS, s.Did, s.Verdict})
	}
	t.Render()
}

// printMade sums up the timeline by component.
func (r *Report) printMade(w io.Writer) {
	t := newTable(w, "What was made")
	t.AppendHeader(table.Row{"component", "resources", "slowest", "takes"})
	for _, lane := range lanes(r.whole()) {
		slowest := slices.MaxFunc(lane.Bars, func(a, b Bar) int { return cmp.Compare(a.End-a.Begin, b.End-b.Begin) })
		t.AppendRow(table.Row{lane.Component, len(lane.Bars), slowest.Name, minutes(slowest.End - slowest.Begin)})
	}
	t.Render()
}

// whole is the timeline with the steps of each resource in one bar.
func (r *Report) whole() []Bar {
	var out []Bar
	at := map[string]int{}
	for _, b := range r.Timeline {
		if strings.HasPrefix(b.Type, "pulumi:providers:") {
			continue // a wait, nothing that is made
		}
		key := b.Component + b.Type + b.Name
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, b)
		}
		out[i].Begin, out[i].End = min(out[i].Begin, b.Begin), max(out[i].End, b.End)
	}
	return out
}

func (r *Report) summary(w io.Writer) {
	t := newTable(w, "In short")
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 2, WidthMax: columns - 22, WidthMaxEnforcer: text.WrapSoft}})
	t.AppendRows([]table.Row{
		{"order", fmt.Sprintf("%d pairs of rules checked, %d missing", r.RulesChecked, len(r.MissingEdges))},
		{"violations", len(r.Violations)},
		{"leaks", len(r.Leaks)},
		{"up " + r.where(), fmt.Sprintf("%s, at least %s; half of all runs within %s, nine of ten within %s",
			minutes(r.Up.PredictedSeconds), minutes(r.Up.LowerBoundSeconds), minutes(r.Up.MedianSeconds), minutes(r.Up.P90Seconds))},
		{"critical path", strings.Join(r.Up.CriticalPath, " → ")},
		{"a month on AWS", r.MonthlyCost},
	})
	if r.Room != "" {
		t.AppendRow(table.Row{"pods request", r.Room})
	}
	if len(r.Kept) > 0 {
		t.AppendRow(table.Row{"kept on purpose", strings.Join(r.Kept, ", ")})
	}
	t.Render()
}

// where is what takes its time.
func (r *Report) where() string {
	if r.ExistingCluster {
		return "on the cluster"
	}
	return "on AWS"
}

func newTable(w io.Writer, title string) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Title.Align = text.AlignLeft
	t.SetTitle(title)
	return t
}

func minutes(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	if d < time.Minute {
		return d.String()
	}
	return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
}

// PrintRules writes the rules of the world, a line each.
func PrintRules(w io.Writer, rules []world.RuleText) {
	t := newTable(w, fmt.Sprintf("%d rules", len(rules)))
	t.AppendHeader(table.Row{"rule", "source"})
	for _, r := range rules {
		t.AppendRow(table.Row{r.ID, r.Source})
	}
	t.Render()
}
