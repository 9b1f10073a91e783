package alerts

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"eks-elk/alerts"
)

// mutant is an alert with one thing changed.
type mutant struct {
	what  string // what was changed, and into what
	alert alerts.Alert
}

// mutantsOf changes each threshold, comparison, range and label matcher of an
// alert's expression, its wait, and the labels by which it is routed.
func mutantsOf(a alerts.Alert) []mutant {
	var out []mutant
	add := func(what string, change func(*alerts.Alert)) {
		m := mutant{what, a}
		change(&m.alert)
		out = append(out, m)
	}
	for _, e := range expressions(a.Expr) {
		add(e.what, func(a *alerts.Alert) { a.Expr = e.text })
	}
	if a.For != "" {
		for _, factor := range []float64{0.5, 1.5} {
			other := scaled(a.For, factor)
			add("for "+other, func(a *alerts.Alert) { a.For = other })
		}
	}
	other := map[alerts.Severity]alerts.Severity{alerts.Critical: alerts.Warning, alerts.Warning: alerts.Critical}[a.Severity]
	add("severity "+string(other), func(a *alerts.Alert) { a.Severity = other })
	if a.Namespace != "" {
		add("namespace x"+a.Namespace, func(a *alerts.Alert) { a.Namespace = "x" + a.Namespace })
	}
	return out
}

// scaled is a duration of one unit, times a factor.
func scaled(duration string, factor float64) string {
	unit := map[byte]float64{'s': 1, 'm': 60, 'h': 3600}[duration[len(duration)-1]]
	n, err := strconv.ParseFloat(duration[:len(duration)-1], 64)
	if err != nil || unit == 0 {
		panic("not a duration of one unit: " + duration)
	}
	return fmt.Sprintf("%ds", int(n*unit*factor))
}

// token finds the parts of an expression, the first alternative that fits.
var token = regexp.MustCompile(`"[^"]*"|\[[0-9]+[smh]\]|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9]+(?:\.[0-9]+)?|=~|!~|[<>=!]=|[<>={},]`)

// expression is one that differs from another in one place.
type expression struct{ what, text string }

func expressions(text string) []expression {
	var out []expression
	parts := token.FindAllStringIndex(text, -1)
	part := func(i int) string { return text[parts[i][0]:parts[i][1]] }
	put := func(from, to int, instead string) {
		was := text[parts[from][0]:parts[to][1]]
		out = append(out, expression{fmt.Sprintf("%s into %q", was, instead), text[:parts[from][0]] + instead + text[parts[to][1]:]})
	}
	inside := false
	for i := range parts {
		switch p := part(i); {
		case p == "{" || p == "}":
			inside = p == "{"
		case inside && slices.Contains([]string{"=", "!=", "=~", "!~"}, p):
			value := part(i + 1)
			for _, other := range []string{`"x` + value[1:], value[:len(value)-1] + `x"`} {
				put(i+1, i+1, other)
			}
			put(i, i, map[string]string{"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}[p])
			// Without the matcher: no series has this label.
			put(i-1, i+1, `no_such_label=""`)
		case inside:
		case p[0] == '[':
			for _, factor := range []float64{0.5, 2} {
				put(i, i, "["+scaled(p[1:len(p)-1], factor)+"]")
			}
		case strings.Contains("<>=!", p[:1]):
			for _, other := range map[string][]string{
				"<": {"<=", ">"}, ">": {">=", "<"}, "<=": {"<", ">="}, ">=": {">", "<="}, "==": {"!=", ">"}, "!=": {"=="},
			}[p] {
				put(i, i, other)
			}
		default:
			if n, err := strconv.ParseFloat(p, 64); err == nil {
				for _, other := range around(n) {
					put(i, i, strconv.FormatFloat(other, 'f', -1, 64))
				}
			}
		}
	}
	return out
}

// around are numbers a tenth away; 0 and 1 mostly stand for a truth.
func around(n float64) []float64 {
	if n == 0 || n == 1 {
		return []float64{1 - n, n + 1}
	}
	return []float64{n * 0.9, n * 1.1}
}
