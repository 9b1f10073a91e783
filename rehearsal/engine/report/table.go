package report

import (
	"fmt"
	"io"
	"maps"
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

// Print writes the tables a person reads at the end of a run.
func (r *Report) Print(w io.Writer, steps []StepRow, made bool) {
	if made && len(r.Timeline) > 0 {
		r.printMade(w)
	}
	if len(steps) > 0 {
		r.printSteps(w, steps)
	}
	if r.Resources > 0 {
		r.summary(w)
	}
	for _, f := range r.Findings() {
		fmt.Fprintln(w, f)
	}
}

func (r *Report) printSteps(w io.Writer, steps []StepRow) {
	t := newTable(w, "Rehearsal of "+r.Stack)
	t.AppendHeader(table.Row{"step", "here", r.where() + " (predicted)", "resources", "verdict"})
	predicted := map[string]float64{"up": r.Up.PredictedSeconds, "destroy": r.Destroy.PredictedSeconds}
	for _, s := range steps {
		onAWS := ""
		if p := predicted[s.Step]; p > 0 {
			onAWS = minutes(p)
			delete(predicted, s.Step) // a second up is another thing
		}
		t.AppendRow(table.Row{s.Step, fmt.Sprintf("%.1f s", s.Seconds), onAWS, s.Did, s.Verdict})
	}
	t.Render()
}

// printMade sums up the timeline by component and type.
func (r *Report) printMade(w io.Writer) {
	count, slowest := map[[2]string]int{}, map[[2]string]Bar{}
	for _, b := range r.Timeline {
		key := [2]string{b.Component, b.Type}
		if count[key]++; b.End-b.Begin >= slowest[key].End-slowest[key].Begin {
			slowest[key] = b
		}
	}
	t := newTable(w, "What was made")
	t.AppendHeader(table.Row{"component", "type", "resources", "slowest", "takes"})
	for _, key := range slices.SortedFunc(maps.Keys(count), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		t.AppendRow(table.Row{key[0], key[1], count[key], slowest[key].Name, minutes(slowest[key].End - slowest[key].Begin)})
	}
	t.Render()
}

func (r *Report) summary(w io.Writer) {
	t := newTable(w, "Findings")
	t.AppendRows([]table.Row{
		{"order", fmt.Sprintf("%d pairs of rules checked, %d missing", r.RulesChecked, len(r.MissingEdges))},
		{"violations", len(r.Violations)},
		{"leaks", len(r.Leaks)},
		{"up " + r.where(), fmt.Sprintf("%s, at least %s", minutes(r.Up.PredictedSeconds), minutes(r.Up.LowerBoundSeconds))},
		{"critical path", text.WrapSoft(strings.Join(r.Up.CriticalPath, " → "), 90)},
		{"a month on AWS", r.price()},
	})
	t.Render()
}

// where is what takes its time.
func (r *Report) where() string {
	if r.ExistingCluster {
		return "on the cluster"
	}
	return "on AWS"
}

func (r *Report) price() string {
	if r.ExistingCluster {
		return "0 USD: nothing is made there"
	}
	return fmt.Sprintf("%.2f USD before traffic and logs", r.MonthlyCostUSD)
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

// PrintFaults writes what every fault came to.
func PrintFaults(w io.Writer, faults []Fault) {
	t := newTable(w, "Faults")
	t.AppendHeader(table.Row{"fault", "recovered", "by hand", "the service said"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 3, WidthMax: 50, WidthMaxEnforcer: text.WrapText},
		{Number: 4, WidthMax: 50, WidthMaxEnforcer: text.WrapSoft},
	})
	recovered := 0
	for _, f := range faults {
		verdict := "NO"
		if f.Recovered {
			verdict = "yes"
			recovered++
		}
		t.AppendRow(table.Row{f.Fault, verdict, f.Recovery, f.Message})
	}
	t.Render()
	fmt.Fprintf(w, "%d of %d faults recovered\n", recovered, len(faults))
}
