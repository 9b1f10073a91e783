package promql

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// dashboard is what matters here of Grafana's model
// (grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model).
type dashboard struct {
	Panels     []panel `json:"panels"`
	Templating struct {
		List []struct {
			Name  string `json:"name"`
			Type  string `json:"type"`
			Query any    `json:"query"`
		} `json:"list"`
	} `json:"templating"`
}

type panel struct {
	Title      string  `json:"title"`
	Type       string  `json:"type"`
	Panels     []panel `json:"panels"` // of a row that is folded
	Datasource struct {
		UID string `json:"uid"`
	} `json:"datasource"`
	Options struct {
		TextMode string `json:"textMode"`
	} `json:"options"`
	Targets []struct {
		Expr string `json:"expr"`
	} `json:"targets"`
}

// interpolated are values of Grafana's own variables, as long as a page of a day has
// them (grafana.com/docs/grafana/latest/visualizations/dashboards/variables/add-template-variables/#global-variables).
var interpolated = strings.NewReplacer("$__rate_interval", "2m", "$__interval", "1m", "$__range", "1d")

// Dashboard returns why Grafana could not show a dashboard: it is not JSON, or one of
// its panels asks a data source that is not there, asks Prometheus what it does not
// understand or for what nothing exports, or shows a constant. "" if it could.
func Dashboard(text string) string {
	var d dashboard
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return err.Error()
	}
	sources := []string{"", "prometheus", "alertmanager"} // the default one, and those that the program provides
	for _, v := range d.Templating.List {
		if v.Type == "datasource" {
			sources = append(sources, "${"+v.Name+"}", "$"+v.Name)
		}
	}
	return panels(d.Panels, sources)
}

func panels(list []panel, sources []string) string {
	for _, p := range list {
		if problem := panels(p.Panels, sources); problem != "" {
			return problem
		}
		if !slices.Contains(sources, p.Datasource.UID) {
			return fmt.Sprintf("panel %q: Datasource %s was not found", p.Title, p.Datasource.UID)
		}
		for _, t := range p.Targets {
			expr := interpolated.Replace(t.Expr)
			if problem := Expression(expr); problem != "" {
				return fmt.Sprintf("panel %q: %s", p.Title, problem)
			}
			if problem := Selects(expr); problem != "" {
				return fmt.Sprintf("panel %q shows nothing: %s", p.Title, problem)
			}
			if p.Type == "stat" && p.Options.TextMode != "name" && constant(expr) {
				return fmt.Sprintf("panel %q shows the same value whatever happens: %s", p.Title, expr)
			}
		}
	}
	return ""
}

// Metrics returns those that a dashboard asks for, sorted.
func Metrics(text string) []string {
	var d dashboard
	if json.Unmarshal([]byte(text), &d) != nil {
		return nil // said elsewhere
	}
	var out []string
	var look func([]panel)
	look = func(list []panel) {
		for _, p := range list {
			look(p.Panels)
			for _, t := range p.Targets {
				out = append(out, Selected(interpolated.Replace(t.Expr))...)
			}
		}
	}
	look(d.Panels)
	slices.Sort(out)
	return slices.Compact(out)
}
