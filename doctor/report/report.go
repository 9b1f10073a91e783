// Package report shows what the account answered.
package report

import (
	"encoding/json"
	"io"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"eks-elk/doctor/account"
	"eks-elk/doctor/check"
)

// Report is what -json prints.
type Report struct {
	Stack    string         `json:"stack"`
	Account  string         `json:"account"`
	Caller   string         `json:"caller"` // ARN
	Region   string         `json:"region"`
	OK       bool           `json:"ok"`
	Checks   []check.Result `json:"checks"`
	Warnings []string       `json:"warnings,omitempty"` // of the settings
}

// New sums up results.
func New(stack string, in *account.Account, results []check.Result, warnings []string) Report {
	r := Report{
		Stack: stack, Account: in.Caller.Account, Caller: in.Caller.ARN, Region: in.Region, Checks: results, Warnings: warnings,
	}
	r.OK = len(results) > 0 && !slices.ContainsFunc(results, func(c check.Result) bool { return c.Verdict != check.OK })
	return r
}

// Count counts the checks that came to a verdict.
func (r Report) Count(v check.Verdict) int {
	n := 0
	for _, c := range r.Checks {
		if c.Verdict == v {
			n++
		}
	}
	return n
}

// JSON writes the report for programs.
func (r Report) JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(r)
}

// signs are the verdicts as the table has them.
var signs = map[check.Verdict]string{check.OK: "ok", check.Finding: "FINDING", check.NotAsked: "NOT ASKED"}

// Table writes the report for people, and below it what to do, so that a command
// can be copied.
func (r Report) Table(w io.Writer) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Title.Align = text.AlignLeft
	t.SetTitle("%s in account %s, %s", r.Stack, r.Account, r.Region)
	t.AppendHeader(table.Row{"asked", "", "found"})
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, WidthMax: 84, WidthMaxEnforcer: text.WrapSoft}})
	for _, c := range r.Checks {
		t.AppendRow(table.Row{c.Name, signs[c.Verdict], c.Found})
	}
	t.Render()
	first := true
	for _, c := range r.Checks {
		if c.Do == "" {
			continue
		}
		if first {
			io.WriteString(w, "\nWhat to do:\n")
			first = false
		}
		io.WriteString(w, "\n  "+c.Name+":\n    "+c.Do+"\n")
	}
	for _, warning := range r.Warnings {
		io.WriteString(w, "\nwarning: "+warning+"\n")
	}
}
