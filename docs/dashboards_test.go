package docs_test

import (
	"fmt"
	"strings"
	"testing"

	"eks-elk/dashboards"
)

func TestTheDocumentOfDashboardsIsWhatTheyShow(t *testing.T) {
	var text strings.Builder
	for _, d := range append(dashboards.Others(&dashboards.Prices{Nodes: map[string]float64{"m5.xlarge": 1}}), dashboards.Elasticsearch()) {
		fmt.Fprintf(&text, "\n## %s\n\n%s.\n\n", d.Title, d.About)
		rows := [][]string{{"", "panel", "unit", "what it shows"}}
		for _, row := range d.Rows {
			for n, p := range row.Panels {
				heading := ""
				if n == 0 {
					heading = row.Title
				}
				rows = append(rows, []string{heading, p.Title, "`" + p.Unit + "`", p.About})
			}
		}
		text.WriteString(table(rows))
	}
	hold(t, "docs/dashboards.md", "dashboards", "\n"+strings.TrimPrefix(text.String(), "\n"))
}
