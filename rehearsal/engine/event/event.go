// Package event is what AWS, time or a person does to a running stack between two
// commands, and what the commands that follow have to show.
package event

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// Event is one thing that happens to a stack that is up.
type Event struct {
	Name string // of -event
	Does string // what happens, for the help and docs/rehearsal.md
	// Source says that it does.
	Source string
	// Happen does it and returns what of the stack it concerns; the error is that the
	// stack has nothing of the kind.
	Happen func(*world.World) ([]*world.Object, error)

	// What the commands show, in their order, and nothing else: an operation and the
	// resources by their name, their type or its last part, such as "update default"
	// or "replace Secret". Each is seen at least once, but for what ends in "?".
	Preview, Refresh, Up []string
	// Of is an input of what it concerns: where the program leaves it out or has the
	// engine ignore it, preview and up show nothing.
	Of string

	// Refused is the command that fails before the stack is well again, or Wrong the
	// rule that is broken after up although no command shows it; Says what is said
	// then, and WayOut what the documents tell a person to type, where "{version}" is
	// the cluster's Kubernetes version.
	Refused, Wrong, Says string
	WayOut               []string
}

// Gap finds the events that happen together, by their names with commas between.
func Gap(names string) ([]Event, error) {
	var out []Event
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(All, func(e Event) bool { return e.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no event %q; there are %s", name, strings.Join(Names(), ", "))
		}
		out = append(out, All[i])
	}
	return out, nil
}

// Names are those of all events.
func Names() []string {
	var out []string
	for _, e := range All {
		out = append(out, e.Name)
	}
	return out
}

// Seen is what a command did, or would do, to a resource.
type Seen struct{ Op, Type, Name string }

// Differs says what a command shows beside what it has to, and what it leaves out.
func Differs(seen []Seen, wanted []string) []string {
	var out []string
	left := slices.DeleteFunc(slices.Clone(wanted), func(w string) bool { return strings.HasSuffix(w, "?") })
	for _, s := range seen {
		if !slices.ContainsFunc(wanted, s.is) {
			out = append(out, fmt.Sprintf("it has to leave %s (%s) alone: %s", s.Name, s.Type, s.Op))
		}
		left = slices.DeleteFunc(left, s.is)
	}
	for _, w := range left {
		out = append(out, "it has to show: "+w)
	}
	return out
}

func (s Seen) is(wanted string) bool {
	op, what, _ := strings.Cut(strings.TrimSuffix(wanted, "?"), " ")
	if op != s.Op {
		return false
	}
	for _, called := range []string{s.Name, s.Type, s.Type[strings.LastIndex(s.Type, ":")+1:]} {
		if fits, _ := path.Match(what, called); fits {
			return true
		}
	}
	return false
}
