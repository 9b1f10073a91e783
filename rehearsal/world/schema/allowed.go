package schema

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// allowed is one thing that a validation asks of a value. It returns what it
// expects, or "" of a value that it takes.
type allowed func(text string, number float64) string

func parseAllowed(key, value string) (allowed, error) {
	var f allowed
	var err error
	switch key {
	case "in":
		list := strings.Split(value, ",")
		f = func(text string, _ float64) string {
			return unless(slices.Contains(list, text), "to be one of [%s]", strings.Join(list, " "))
		}
	case "from", "to":
		var limit float64
		limit, err = strconv.ParseFloat(value, 64)
		f = func(_ string, n float64) string { return unless(n >= limit, "to be at least %v", limit) }
		if key == "to" {
			f = func(_ string, n float64) string { return unless(n <= limit, "to be at most %v", limit) }
		}
	case "length":
		var least, most int
		_, err = fmt.Sscanf(value, "%d..%d", &least, &most)
		f = func(text string, _ float64) string {
			return unless(len(text) >= least && len(text) <= most, "to have %d to %d characters", least, most)
		}
	case "form", "not":
		var form *regexp.Regexp
		form, err = regexp.Compile(value)
		f = func(text string, _ float64) string { return unless(form.MatchString(text), "to match %s", value) }
		if key == "not" {
			f = func(text string, _ float64) string { return unless(!form.MatchString(text), "not to match %s", value) }
		}
	case "cidr":
		f = func(text string, _ float64) string {
			p, err := netip.ParsePrefix(text)
			return unless(err == nil && p.Masked() == p, "to be a valid CIDR block with its network address")
		}
	default:
		err = fmt.Errorf("no such word")
	}
	return f, err
}

func unless(fine bool, format string, args ...any) string {
	if fine {
		return ""
	}
	return fmt.Sprintf(format, args...)
}

// wrong returns what is expected of a value, or of its elements, and what it is.
func (a *Attribute) wrong(v resource.PropertyValue) []string {
	var out []string
	for _, e := range slices.Concat(elements(v), []resource.PropertyValue{v}) {
		var text string
		var number float64
		switch {
		case e.IsString():
			text = e.StringValue()
		case e.IsNumber():
			number = e.NumberValue()
			text = strconv.FormatFloat(number, 'f', -1, 64)
		default:
			continue
		}
		for _, judge := range a.allowed {
			if expected := judge(text, number); expected != "" {
				out = append(out, expected+", got "+text)
			}
		}
	}
	return out
}
