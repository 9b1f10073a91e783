package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// decode reads what the engine passes for one key: nil, a string, a json.Number,
// a bool, a []any or a map[string]any. What is not JSON is a string: the engine
// does not quote a plain value.
func decode(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return text
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return text
	}
	return value
}

// scalar is a value as text; a number or a truth counts as one.
func scalar(value any) (text string, ok bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

// list is a value as a list of texts. A default is written as YAML: "[a, b]".
func list(value any) ([]string, error) {
	var out []string
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			text, ok := scalar(element)
			if _, truth := element.(bool); !ok || truth {
				return nil, errNotAllowed
			}
			out = append(out, text)
		}
		return out, nil
	case string:
		inside, isList := strings.CutPrefix(v, "[")
		if !isList {
			return nil, because("which is not a list")
		}
		for element := range strings.SplitSeq(strings.TrimSuffix(inside, "]"), ",") {
			if element = strings.TrimSpace(element); element != "" {
				out = append(out, element)
			}
		}
		return out, nil
	}
	return nil, because("which is not a list")
}

// show says what a value is in a message, cut to a readable length.
func show(value any) string {
	switch v := value.(type) {
	case nil:
		return "empty"
	case string:
		return clip(fmt.Sprintf("%q", withoutCredentials(v)), longestValue)
	case []any:
		if len(v) == 0 {
			return "an empty list"
		}
		var parts []string
		for _, element := range v {
			parts = append(parts, show(element))
		}
		return clip("the list ["+strings.Join(parts, ", ")+"]", longestValue)
	case map[string]any:
		if len(v) == 0 {
			return "an empty map"
		}
		return clip("a map of "+strings.Join(slices.Sorted(maps.Keys(v)), ", "), longestValue)
	}
	return clip(fmt.Sprint(value), longestValue)
}

// hidden is what no message repeats, and what stands in its place: a user and a
// password before a host, the query of a URL, and a token of the form that OpenID
// Connect and Kubernetes have (RFC 7519).
var hidden = []struct {
	form *regexp.Regexp
	text string
}{
	{regexp.MustCompile(`://\S*@`), "://[credentials]@"},
	{regexp.MustCompile(`^[^/\s:@]+:[^/\s:@]+@`), "[credentials]@"},
	{regexp.MustCompile(`(://[^?\s]*\?).*`), "${1}[query]"},
	{regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*`), "[token]"},
}

func withoutCredentials(text string) string {
	for _, h := range hidden {
		text = h.form.ReplaceAllString(text, h.text)
	}
	return text
}

// A message stays readable whatever a stack file holds: these are characters.
const (
	longestValue = 80
	longestKey   = 120
)

func clip(text string, longest int) string {
	runes := []rune(text)
	if len(runes) <= longest {
		return text
	}
	return string(runes[:longest]) + "…"
}
