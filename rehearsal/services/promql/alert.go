package promql

import (
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// Silent returns why an alert does not fire when nothing is there to be
// measured, or "": a sum over no series is no series, which is not 0.
func Silent(text string) string {
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return ""
	}
	compared, ok := bare(expr).(*parser.BinaryExpr)
	if !ok || !slices.Contains([]parser.ItemType{parser.EQLC, parser.LSS, parser.LTE}, compared.Op) {
		return ""
	}
	if sum, ok := bare(compared.LHS).(*parser.AggregateExpr); ok && len(sum.Grouping) == 0 {
		return fmt.Sprintf("%s is nothing, not 0, while there is no series", sum)
	}
	return ""
}

// HasNamespace tells whether what an expression returns has the label namespace
// of a series that was scraped.
func HasNamespace(text string) bool {
	expr, err := parser.ParseExpr(text)
	return err != nil || hasNamespace(expr)
}

func hasNamespace(expr parser.Expr) bool {
	switch e := bare(expr).(type) {
	case *parser.NumberLiteral:
		return false
	case *parser.AggregateExpr:
		return slices.Contains(e.Grouping, "namespace") != e.Without && hasNamespace(e.Expr)
	case *parser.BinaryExpr:
		if e.Op == parser.LOR {
			return hasNamespace(e.LHS) && hasNamespace(e.RHS)
		}
		return hasNamespace(e.LHS) || !e.Op.IsSetOperator() && hasNamespace(e.RHS)
	case *parser.Call:
		switch e.Func.Name {
		case "vector", "scalar", "time":
			return false
		case "absent", "absent_over_time":
			// It has the labels that the selector asks for by =.
			return slices.ContainsFunc(matchers(e), func(m *labels.Matcher) bool { return m.Name == "namespace" && m.Type == labels.MatchEqual })
		}
		return len(e.Args) > 0 && hasNamespace(e.Args[len(e.Args)-1])
	}
	return true
}

// Indices returns the indices of Elasticsearch that an expression asks for by
// their whole name.
func Indices(text string) []string {
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return nil
	}
	var out []string
	for _, m := range matchers(expr) {
		if m.Name == "index" && m.Type == labels.MatchEqual {
			out = append(out, m.Value)
		}
	}
	return out
}

// Selected returns the metrics that an expression asks for.
func Selected(text string) []string {
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return nil // said elsewhere
	}
	var out []string
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			out = append(out, selector.Name)
		}
		return nil
	})
	return out
}

// FiresBelow returns below which value of a metric an expression is true: as a
// share of another metric, or as it is. 0, 0: it says neither.
func FiresBelow(text, metric, of string) (share, value float64) {
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return 0, 0
	}
	compared, ok := bare(expr).(*parser.BinaryExpr)
	if !ok || !slices.Contains([]parser.ItemType{parser.LSS, parser.LTE}, compared.Op) {
		return 0, 0
	}
	limit, ok := bare(compared.RHS).(*parser.NumberLiteral)
	switch left := bare(compared.LHS).(type) {
	case *parser.VectorSelector:
		if ok && left.Name == metric {
			return 0, limit.Val
		}
	case *parser.BinaryExpr:
		if ok && left.Op == parser.DIV && selects(left.LHS, metric) && selects(left.RHS, of) {
			return limit.Val, 0
		}
	}
	return 0, 0
}

func selects(expr parser.Expr, metric string) bool {
	selector, ok := bare(expr).(*parser.VectorSelector)
	return ok && selector.Name == metric
}

// Window returns the shortest range of time that an expression looks at, 0 if none.
func Window(text string) time.Duration {
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return 0
	}
	var shortest time.Duration
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if m, ok := node.(*parser.MatrixSelector); ok && (shortest == 0 || m.Range < shortest) {
			shortest = m.Range
		}
		return nil
	})
	return shortest
}

func matchers(expr parser.Expr) []*labels.Matcher {
	var out []*labels.Matcher
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			out = append(out, selector.LabelMatchers...)
		}
		return nil
	})
	return out
}

// constant tells whether an expression returns one value whatever is measured:
// == returns the series that have the value.
func constant(text string) bool {
	expr, err := parser.ParseExpr(text)
	if err != nil {
		return false
	}
	compared, ok := bare(expr).(*parser.BinaryExpr)
	if !ok || compared.Op != parser.EQLC || compared.ReturnBool {
		return false
	}
	_, ok = bare(compared.RHS).(*parser.NumberLiteral)
	return ok
}

func bare(expr parser.Expr) parser.Expr {
	for {
		p, ok := expr.(*parser.ParenExpr)
		if !ok {
			return expr
		}
		expr = p.Expr
	}
}
