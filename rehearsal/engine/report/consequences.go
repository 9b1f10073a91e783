package report

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// ConsequenceRow is what a change does to one resource.
type ConsequenceRow struct{ Kind, Name, Type, Paths, Meaning string }

// PrintConsequences writes what a change of settings would do.
func PrintConsequences(w io.Writer, settings string, rows []ConsequenceRow) {
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
		t.AppendRow(table.Row{kind, r.Name, r.Type, r.Paths, r.Meaning})
	}
	if len(rows) > 0 {
		t.Render()
	}
	fmt.Fprintf(w, "%d created, %d updated, %d replaced, %d deleted\n",
		counts["create"], counts["update"], counts["replace"], counts["delete"])
}
