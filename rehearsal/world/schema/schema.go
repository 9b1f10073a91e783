// Package schema is what a Terraform provider's code says of its resource
// types, as data, and what follows from it towards the engine: the inputs that
// it fills in and refuses, and what it takes for a difference.
package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Type is one resource type. The zero value has no attributes and refuses nothing.
type Type struct {
	// Timeouts are the provider's own, by "create", "update" and "delete"; 0: it
	// has none for the operation.
	Timeouts map[string]time.Duration
	Attributes
}

// Attributes are those of a type or of a block, by name.
type Attributes map[string]*Attribute

// Attribute is one attribute of a type, by its name in Pulumi.
type Attribute struct {
	Kind     string // string, number, bool, map, list, set, or block (one object)
	Required bool
	Computed bool // the provider answers it where the program leaves it out
	Output   bool // the provider answers it, and the program may not give it
	Replaces bool // another value is another resource
	Default  *resource.PropertyValue
	Min, Max int // elements; 0: no limit
	// Conflicts, With and OneOf are paths: none may be given beside it, all must
	// be, and of these and itself exactly one.
	Conflicts, With, OneOf []string
	Of                     Attributes // of a block, or of each element

	allowed []allowed
}

// Parse reads a table of types: a line "== token create=30m …" begins a type, and
// each line after it is an attribute: its path, its kind and what holds of it.
// Lines that begin with # are comments.
func Parse(table string) (map[string]Type, error) {
	types := map[string]Type{}
	var at Type
	for n, line := range strings.Split(table, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		var err error
		if words[0] == "==" {
			at = Type{Timeouts: map[string]time.Duration{}, Attributes: Attributes{}}
			for _, w := range words[2:] {
				op, limit, _ := strings.Cut(w, "=")
				at.Timeouts[op], err = time.ParseDuration(limit)
			}
			types[words[1]] = at
		} else {
			err = at.add(words)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return types, nil
}

func (as Attributes) add(words []string) error {
	a := &Attribute{Kind: words[1], Of: Attributes{}}
	for _, w := range words[2:] {
		key, value, _ := strings.Cut(w, "=")
		var err error
		switch key {
		case "required":
			a.Required = true
		case "computed":
			a.Computed = true
		case "output":
			a.Output = true
		case "replaces":
			a.Replaces = true
		case "default":
			var v any
			err = json.Unmarshal([]byte(strings.ReplaceAll(value, "~", " ")), &v)
			p := resource.NewPropertyValue(v)
			a.Default = &p
		case "min":
			a.Min, err = strconv.Atoi(value)
		case "max":
			a.Max, err = strconv.Atoi(value)
		case "conflicts":
			a.Conflicts = strings.Split(value, ",")
		case "with":
			a.With = strings.Split(value, ",")
		case "one-of":
			a.OneOf = strings.Split(value, ",")
		default:
			var judge allowed
			judge, err = parseAllowed(key, value)
			a.allowed = append(a.allowed, judge)
		}
		if err != nil {
			return fmt.Errorf("%s says %s: %w", words[0], w, err)
		}
	}
	path := strings.Split(words[0], ".")
	for _, step := range path[:len(path)-1] {
		if as[step] == nil {
			return fmt.Errorf("%s comes before what holds it", words[0])
		}
		as = as[step].Of
	}
	as[path[len(path)-1]] = a
	return nil
}

// Where returns the paths of the attributes that the test picks, sorted.
func (as Attributes) Where(test func(*Attribute) bool) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(as)) {
		if test(as[name]) {
			out = append(out, name)
		}
		for _, inner := range as[name].Of.Where(test) {
			out = append(out, name+"."+inner)
		}
	}
	return out
}

// Zero is what the provider answers for a computed attribute that its service
// leaves out.
func (a *Attribute) Zero() any {
	switch a.Kind {
	case "bool":
		return false
	case "number":
		return 0
	case "list", "set":
		return []any{}
	case "map", "block":
		return map[string]any{}
	}
	return ""
}
