// Package fault makes a named operation fail once, as its service would.
package fault

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"eks-elk/rehearsal/world"
)

// Fault is one operation that fails once.
type Fault struct {
	Op   string // create, update, delete
	Type string // the type's token
	Name string // logical name; empty: the first of the type
}

func (f Fault) String() string {
	s := f.Op + ":" + f.Type
	if f.Name != "" {
		s += ":" + f.Name
	}
	return s
}

var operations = []string{"create", "update", "delete"}

// Parse reads OP:TYPE[:NAME]. TYPE is a token (aws:eks/addon:Addon) or its last
// part (Addon); types are those the world knows.
func Parse(text string, types []string) (Fault, error) {
	op, rest, ok := strings.Cut(text, ":")
	if !ok || rest == "" {
		return Fault{}, fmt.Errorf("-fault %q is not OP:TYPE[:NAME], such as create:Addon:coredns", text)
	}
	if !slices.Contains(operations, op) {
		return Fault{}, fmt.Errorf("-fault %q: the operation %q is not one of %s", text, op, strings.Join(operations, ", "))
	}
	for _, typ := range types {
		short := typ[strings.LastIndex(typ, ":")+1:]
		for _, word := range []string{typ, short} {
			if rest == word {
				return Fault{Op: op, Type: typ}, nil
			}
			if name, found := strings.CutPrefix(rest, word+":"); found {
				if name == "" {
					return Fault{}, fmt.Errorf("-fault %q ends with a colon: remove it, or add the resource's name", text)
				}
				return Fault{Op: op, Type: typ, Name: name}, nil
			}
		}
	}
	word, _, _ := strings.Cut(rest, ":")
	if near := nearest(word, types); near != "" {
		return Fault{}, fmt.Errorf("-fault %q: the simulated cloud does not know the type in %q; did you mean %s?", text, rest, near)
	}
	return Fault{}, fmt.Errorf("-fault %q: the simulated cloud does not know the type in %q; it knows %s",
		text, rest, strings.Join(types, ", "))
}

// nearest is the last part of the type that a word is most like; "" if it is
// like none.
func nearest(word string, types []string) string {
	best, least := "", 3
	for _, typ := range types {
		short := typ[strings.LastIndex(typ, ":")+1:]
		if d := distance(strings.ToLower(word), strings.ToLower(short)); d < least {
			best, least = short, d
		}
	}
	return best
}

// distance is how many letters have to be typed, deleted or replaced to make
// one word of the other (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			other := diagonal
			if a[i] != b[j] {
				other++
			}
			diagonal = row[j+1]
			row[j+1] = min(other, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// Hooks returns the hooks that let the fault happen once, and what tells
// whether it has.
func (f Fault) Hooks() *Armed { return &Armed{fault: f} }

// Armed is a fault that may have happened.
type Armed struct {
	fault Fault
	mu    sync.Mutex
	by    *world.Entry
	with  error
}

// By returns the operation that failed and its error, or nil.
func (s *Armed) By() (*world.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by, s.with
}

// Before refuses the operation where the service would refuse it outright.
func (s *Armed) Before(e world.Entry) error { return s.hit(e, false) }

// After spoils the answer where the service fails half-way: the thing exists.
func (s *Armed) After(e world.Entry) error { return s.hit(e, true) }

func (s *Armed) hit(e world.Entry, made bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.by != nil || e.Op != s.fault.Op || e.Type != s.fault.Type || s.fault.Name != "" && e.Name != s.fault.Name {
		return nil
	}
	way := manner(e)
	if way.halfway != made {
		return nil
	}
	s.by, s.with = &e, way.err(e)
	return s.with
}
