package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
)

//go:embed page.html.tmpl
var pageText string

// lane is one component's bars.
type lane struct {
	Component string
	Bars      []Bar
}

// page is the report with what only a drawing needs.
type page struct {
	*Report
	Lanes []lane
	Ticks []string
	Off   []string // the findings
}

// SavePage writes report.html into dir: one file that needs nothing else.
func (r *Report) SavePage(dir string) error {
	total := max(r.Up.PredictedSeconds, 1)
	t, err := template.New("page").Funcs(template.FuncMap{
		"minutes": minutes,
		"short":   func(typ string) string { return typ[strings.LastIndex(typ, ":")+1:] },
		"sub":     func(a, b float64) float64 { return a - b },
		"percent": func(seconds float64) string { return fmt.Sprintf("%.3f", 100*seconds/total) },
	}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("parse the report's page: %w", err)
	}
	p := page{Report: r, Lanes: lanes(r.Timeline), Off: r.Findings()}
	for i := range 5 {
		p.Ticks = append(p.Ticks, minutes(total*float64(i)/4))
	}
	f, err := os.Create(filepath.Join(dir, files[1]))
	if err != nil {
		return fmt.Errorf("write the report's page: %w", err)
	}
	if err := t.Execute(f, p); err != nil {
		f.Close()
		return fmt.Errorf("write the report's page: %w", err)
	}
	return f.Close()
}

// lanes groups the bars by component, in the order in which components begin.
func lanes(bars []Bar) []lane {
	var out []lane
	at := map[string]int{}
	for _, b := range bars {
		i, seen := at[b.Component]
		if !seen {
			i = len(out)
			at[b.Component] = i
			out = append(out, lane{Component: b.Component})
		}
		out[i].Bars = append(out[i].Bars, b)
	}
	return out
}

// Findings are all that is off, a sentence each.
func (r *Report) Findings() []string {
	var out []string
	for _, m := range r.MissingEdges {
		why := m.Rule
		if m.Why != "" {
			why += ": it " + m.Why
		}
		out = append(out, fmt.Sprintf("missing edge: %s must depend on %s (%s)", m.From, m.To, why))
	}
	for _, v := range r.Violations {
		out = append(out, fmt.Sprintf("violation: %s: %s (%s)", v.Rule, v.Message, v.URN))
	}
	for _, l := range r.Leaks {
		out = append(out, "leak: "+l)
	}
	for _, p := range r.Problems {
		out = append(out, "problem: "+p)
	}
	for _, f := range r.Faults {
		if !f.Recovered {
			out = append(out, "not recovered: "+f.Fault+": "+f.Message)
		}
	}
	return out
}
