// Package promql checks expressions as Prometheus itself reads them.
package promql

import (
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
