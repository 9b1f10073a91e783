// The second version of the model is for Grafana's API; files that Grafana's sidecar
// finds are in the first (https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards).
//
//lint:file-ignore SA1019 the SDK calls the first version deprecated

package dashboards

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

var prices = &Prices{Fixed: 100, Nodes: map[string]float64{"m5.xlarge": 170, "t3.large": 70}, GiB: 0.1}

// all are the dashboards of a stack.
func all() []Dashboard { return append(Others(prices), Elasticsearch()) }

// each calls a function with every panel.
func each(f func(d Dashboard, p Panel)) {
	for _, d := range all() {
		for _, row := range d.Rows {
			for _, p := range row.Panels {
				f(d, p)
			}
		}
	}
}

func built(t *testing.T, d Dashboard) dashboard.Dashboard {
	t.Helper()
	out, err := d.Build()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryPanelSaysWhatItShows(t *testing.T) {
	names, seen := map[string]bool{}, map[string]bool{}
	for _, d := range all() {
		// Grafana takes 40 characters (pkg/util/shortid_generator.go).
		if d.About == "" || d.Title == "" || names[d.Name] || names[d.File] || len(d.Name) > 40 {
			t.Errorf("dashboard %+v", d)
		}
		names[d.Name], names[d.File] = true, true
	}
	each(func(d Dashboard, p Panel) {
		at := d.Name + ": " + p.Title
		if p.Title == "" || p.About == "" || p.Unit == "" || seen[at] {
			t.Errorf("%s says %q in %q", at, p.About, p.Unit)
		}
		seen[at] = true
		if strings.HasSuffix(p.About, ".") || len(p.Queries) == 0 {
			t.Errorf("%s: a sentence too many, or no query", at)
		}
		for _, q := range p.Queries {
			if q.Legend == "" && (len(p.Queries) > 1 || p.Kind != Now) {
				t.Errorf("%s: which series is it", at)
			}
		}
		for i, limit := range p.Limits {
			if i > 0 && limit.From <= p.Limits[i-1].From || !slices.Contains([]string{good, warn, bad}, limit.Colour) {
				t.Errorf("%s: limits %v", at, p.Limits)
			}
		}
	})
	if len(seen) < 60 {
		t.Errorf("only %d panels", len(seen))
	}
}

func TestPanelsFillTheirRowsAndDoNotOverlap(t *testing.T) {
	for _, d := range all() {
		ids := map[uint32]bool{}
		taken := map[[2]uint32]string{}
		for _, row := range d.Rows {
			width := 0
			for _, p := range row.Panels {
				width += p.Width
			}
			if width%whole != 0 {
				t.Errorf("%s: row %q is %d columns wide", d.Name, row.Title, width)
			}
		}
		for _, p := range built(t, d).Panels {
			var id uint32
			var at *dashboard.GridPos
			var title string
			if p.Panel != nil {
				id, at, title = *p.Panel.Id, p.Panel.GridPos, *p.Panel.Title
			} else {
				id, at, title = p.RowPanel.Id, p.RowPanel.GridPos, *p.RowPanel.Title
			}
			if id == 0 || ids[id] {
				t.Errorf("%s: %s has id %d", d.Name, title, id)
			}
			ids[id] = true
			for x := at.X; x < at.X+at.W; x++ {
				for y := at.Y; y < at.Y+at.H; y++ {
					if other := taken[[2]uint32{x, y}]; other != "" || x >= whole {
						t.Fatalf("%s: %s lies on %q or outside", d.Name, title, other)
					}
					taken[[2]uint32{x, y}] = title
				}
			}
		}
	}
}

func TestTheDataSourceIsAVariable(t *testing.T) {
	for _, d := range all() {
		text, err := json.Marshal(built(t, d))
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			UID        string
			Templating struct {
				List []struct{ Name, Type, Query string }
			}
			Panels []struct {
				Type, Title string
				Datasource  struct{ Type, UID string }
				Targets     []struct {
					Expr           string
					RefID          string
					Instant, Range bool
				}
				FieldConfig struct{ Defaults struct{ Unit string } }
			}
		}
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		if list := read.Templating.List; len(list) != 1 || list[0].Name != dataSource || list[0].Type != "datasource" || list[0].Query != "prometheus" {
			t.Errorf("%s has variables %+v", d.Name, list)
		}
		if read.UID != d.Name {
			t.Errorf("%s is at %s", d.Name, read.UID)
		}
		for _, p := range read.Panels {
			if p.Type == "row" {
				continue
			}
			if p.Datasource.UID != "${datasource}" || p.Datasource.Type != "prometheus" || p.FieldConfig.Defaults.Unit == "" {
				t.Errorf("%s: %s asks %+v, in %q", d.Name, p.Title, p.Datasource, p.FieldConfig.Defaults.Unit)
			}
			refs := map[string]bool{}
			for _, target := range p.Targets {
				if refs[target.RefID] || target.Expr == "" || target.Instant == target.Range || target.Range != (p.Type == string(Series)) {
					t.Errorf("%s: %s: query %+v", d.Name, p.Title, target)
				}
				refs[target.RefID] = true
			}
		}
	}
}

func TestTheStatusShowsEachColour(t *testing.T) {
	for value, colour := range map[string]string{"0": "green", "1": "yellow", "2": "red"} {
		if shown := clusterStatusPanel.Texts[value]; shown.Text != colour {
			t.Errorf("%s is shown as %v", value, shown)
		}
	}
}

func TestCostsAreThoseOfWhatRuns(t *testing.T) {
	panels := func(p *Prices) string { return fmt.Sprint(costs(p)) }
	for _, part := range []string{
		`instance_type="m5.xlarge"}) * 170.00`, `instance_type="t3.large"}) * 70.00`, `2^30 * 0.1000`, `vector(100.00)`,
	} {
		if !strings.Contains(panels(prices), part) {
			t.Errorf("the costs lack %s: %s", part, panels(prices))
		}
	}
	if strings.Contains(panels(nil), "USD") {
		t.Error("without prices there are dollars")
	}
}
