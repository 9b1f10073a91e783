package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Consequence is what a change does to one resource.
type Consequence struct {
	URN, Type, Name string
	Kind            string   // create, update, replace, delete
	Diffs           []string // property paths that changed
	Meaning         string
}

// PrintConsequences writes what a change of settings would do.
func PrintConsequences(w io.Writer, settings string, rows []Consequence) {
	counts := map[string]int{}
	t := newTable(w, "What "+settings+" would do")
	t.AppendHeader(table.Row{"what", "resource", "type", "because of", "that means"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 4, WidthMax: 28, WidthMaxEnforcer: text.WrapSoft},
		{Number: 5, WidthMax: 48, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, r := range rows {
		counts[r.Kind]++
		kind := r.Kind
		if kind == "replace" {
			kind = "REPLACE"
		}
		t.AppendRow(table.Row{kind, r.Name, r.Type, strings.Join(r.Diffs, ", "), r.Meaning})
	}
	if len(rows) > 0 {
		t.Render()
	}
	fmt.Fprintf(w, "%d created, %d updated, %d replaced, %d deleted\n",
		counts["create"], counts["update"], counts["replace"], counts["delete"])
}
