// Package promql checks expressions as Prometheus itself reads them.
package promql

import (
	"encoding/json"
	"fmt"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"
)

// Expression returns why Prometheus would refuse an expression, or "".
func Expression(text string) string {
	if _, err := parser.ParseExpr(text); err != nil {
		return fmt.Sprintf("%s: %v", text, err)
	}
	return ""
}

// Duration returns why Prometheus would refuse a duration, or "".
func Duration(text string) string {
	if _, err := model.ParseDuration(text); err != nil {
		return err.Error()
	}
	return ""
}

// Dashboard returns why Grafana could not show a dashboard: it is not JSON, or
// one of its panels asks Prometheus what it does not understand or shows a
// constant. "" if it could.
func Dashboard(text string) string {
	var d struct {
		Panels []struct {
			Title   string `json:"title"`
			Type    string `json:"type"`
			Options struct {
				TextMode string `json:"textMode"`
			} `json:"options"`
			Targets []struct {
				Expr string `json:"expr"`
			} `json:"targets"`
		} `json:"panels"`
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return err.Error()
	}
	for _, p := range d.Panels {
		for _, t := range p.Targets {
			if problem := Expression(t.Expr); problem != "" {
				return fmt.Sprintf("panel %q: %s", p.Title, problem)
			}
			if problem := Selects(t.Expr); problem != "" {
				return fmt.Sprintf("panel %q shows nothing: %s", p.Title, problem)
			}
			if p.Type == "stat" && p.Options.TextMode != "name" && constant(t.Expr) {
				return fmt.Sprintf("panel %q shows the same value whatever happens: %s", p.Title, t.Expr)
			}
		}
	}
	return ""
}
