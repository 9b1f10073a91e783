package settings

import (
	"fmt"
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// whole is a whole number within bounds.
func whole(low, high int) form[int] {
	return wholeAs(low, high, fmt.Sprintf("a whole number from %d to %d", low, high))
}

// wholeAs is a whole number whose bounds another sentence names.
func wholeAs(low, high int, allowed string) form[int] {
	return form[int]{func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high || text[0] == '+' {
			return 0, errNotAllowed
		}
		return n, nil
	}, allowed, map[string]any{"type": []string{"integer", "string"}, "pattern": "^[0-9]+$", "minimum": low, "maximum": high}}
}

// truth is true or false.
var truth = form[bool]{func(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, errNotAllowed
	}
	return text == "true", nil
}, "true or false", map[string]any{"enum": []any{true, false, "true", "false"}}}

// oneOf is one of some words.
func oneOf[T ~string](words ...T) form[T] {
	enum := make([]any, len(words))
	names := make([]string, len(words))
	for i, word := range words {
		enum[i], names[i] = string(word), string(word)
	}
	return form[T]{func(text string) (T, error) {
		if !slices.Contains(words, T(text)) {
			return "", errNotAllowed
		}
		return T(text), nil
	}, strings.Join(names, ", "), map[string]any{"enum": enum}}
}

// matching is a text of a form.
func matching(pattern *regexp.Regexp, allowed string) form[string] {
	return form[string]{func(text string) (string, error) {
		if !pattern.MatchString(text) {
			return "", errNotAllowed
		}
		return text, nil
	}, allowed, map[string]any{"type": []string{"string", "number"}, "pattern": pattern.String()}}
}

// judged is a form with a further check of the values it takes.
func (f form[T]) judged(check func(T) error) form[T] {
	parse := f.parse
	f.parse = func(text string) (T, error) {
		value, err := parse(text)
		if err == nil {
			err = check(value)
		}
		return value, err
	}
	return f
}

// anyText is a text that the setting's check judges.
func anyText(allowed string) form[string] {
	return form[string]{func(text string) (string, error) { return text, nil }, allowed, map[string]any{"type": "string"}}
}

// ipv4Block is an IPv4 block without host bits.
func ipv4Block(allowed string) form[netip.Prefix] {
	return form[netip.Prefix]{func(text string) (netip.Prefix, error) {
		if a, err := netip.ParseAddr(text); err == nil && a.Is4() {
			return netip.Prefix{}, because("which is one address, not a block")
		}
		p, err := netip.ParsePrefix(text)
		switch {
		case err != nil && !strings.Contains(text, "/"):
			return netip.Prefix{}, because("which is not a block")
		case err != nil || !p.Addr().Is4():
			return netip.Prefix{}, because("which is not an IPv4 block")
		case p.Masked() != p:
			return netip.Prefix{}, because(fmt.Sprintf("which has host bits: the block is %s", p.Masked()))
		}
		return p, nil
	}, allowed, map[string]any{"type": "string", "pattern": `^[0-9.]+/[0-9]+$`}}
}

var spanForm = regexp.MustCompile(`^([0-9]{1,7})(h|d)$`)

// span is a length of time in whole hours or days: "8760h", "365d".
func span(allowed string) form[time.Duration] {
	return form[time.Duration]{func(text string) (time.Duration, error) {
		m := spanForm.FindStringSubmatch(text)
		if m == nil {
			return 0, errNotAllowed
		}
		unit := time.Hour
		if m[2] == "d" {
			unit = 24 * time.Hour
		}
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil || n == 0 || n > math.MaxInt64/int64(unit) {
			return 0, errNotAllowed
		}
		return time.Duration(n) * unit, nil
	}, allowed, map[string]any{"type": "string", "pattern": spanForm.String()}}
}
