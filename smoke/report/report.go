// Package report shows what the checks saw.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"eks-elk/smoke/check"
)

// Report is what -json prints.
type Report struct {
	Stack      string         `json:"stack"`
	Kubernetes string         `json:"kubernetes"` // the API server's version
	OK         bool           `json:"ok"`
	Seconds    float64        `json:"seconds"`
	Checks     []check.Result `json:"checks"`
}

// New sums up results.
func New(stack, kubernetes string, results []check.Result, took time.Duration) Report {
	r := Report{Stack: stack, Kubernetes: kubernetes, OK: len(results) > 0, Seconds: took.Seconds(), Checks: results}
	r.OK = r.OK && r.Failed() == 0
	return r
}

// Failed counts the checks that failed.
func (r Report) Failed() int {
	failed := 0
	for _, c := range r.Checks {
		if !c.OK {
			failed++
		}
	}
	return failed
}

// JSON writes the report for programs.
func (r Report) JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(r)
}

// Table writes the report for people.
func (r Report) Table(w io.Writer) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Title.Align = text.AlignLeft
	t.SetTitle("%s on Kubernetes %s", r.Stack, r.Kubernetes)
	t.AppendHeader(table.Row{"check", "", "saw", "seconds"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 3, WidthMax: 76, WidthMaxEnforcer: text.WrapSoft},
		{Number: 4, Align: text.AlignRight},
	})
	for _, c := range r.Checks {
		verdict := "ok"
		if !c.OK {
			verdict = "FAILED"
		}
		t.AppendRow(table.Row{c.Name, verdict, c.Saw, fmt.Sprintf("%.1f", c.Seconds)})
	}
	t.Render()
}
