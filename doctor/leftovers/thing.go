package leftovers

import (
	"cmp"
	"slices"
	"strings"

	"eks-elk/aws/price"
	"eks-elk/docs"
)

// Thing is something in the account that belongs to the stack.
type Thing struct {
	Kind    string   `json:"kind"` // as in the table of docs/leftovers.md
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Because string   `json:"because"`           // what makes it the stack's
	With    string   `json:"with,omitempty"`    // the ID of what it is deleted with
	Leaving string   `json:"leaving,omitempty"` // it goes by itself: when
	Note    string   `json:"note,omitempty"`
	USD     *float64 `json:"monthlyUSD"` // null: the price is not known here
	Command string   `json:"command,omitempty"`

	more   map[string]string // what else its command names
	first  []string          // commands that have to come before its own
	bill   price.Line
	key    string   // by which what it holds names it, beside the ID
	heldBy []string // words, one of which may be the ID or the key of what holds it
}

// Stays tells whether somebody has to do something about it.
func (t Thing) Stays() bool { return t.Leaving == "" }

// finish says of all things what holds them, what they cost and how they are
// deleted, and puts them in the order in which that works.
func finish(things []Thing, region string, living bool) []Thing {
	removals := docs.Removals()
	rank := func(kind string) int { // what has no command is last
		if i := slices.IndexFunc(removals, func(r docs.Removal) bool { return r.Kind == kind }); i >= 0 {
			return i
		}
		return len(removals)
	}
	slices.SortFunc(things, func(a, b Thing) int {
		return cmp.Or(rank(a.Kind)-rank(b.Kind), strings.Compare(a.ID, b.ID))
	})
	holders := map[string]string{} // by ID and key
	for _, t := range things {
		for _, key := range []string{t.ID, t.key} {
			if key != "" {
				holders[key] = t.ID
			}
		}
	}
	for i := range things {
		t := &things[i]
		for _, word := range t.heldBy {
			if holder := holders[word]; holder != "" && holder != t.ID {
				t.With, t.Note = holder, ""
			}
		}
		if !t.bill.Unknown {
			t.USD = &t.bill.USD
		}
		if n := rank(t.Kind); n < len(removals) && !living && t.With == "" && t.Leaving == "" && t.Note == "" {
			t.Command = t.command(removals[n].Command, region)
		}
	}
	return things
}

// command is how a thing is deleted. AWS's commands name the region; IAM has none.
func (t Thing) command(form, region string) string {
	pairs := []string{"{id}", t.ID, "{arn}", t.ID, "{name}", t.Name}
	for word, value := range t.more {
		pairs = append(pairs, "{"+word+"}", value)
	}
	commands := append(slices.Clone(t.first), strings.Split(strings.NewReplacer(pairs...).Replace(form), " && ")...)
	commands = slices.DeleteFunc(commands, func(c string) bool { return strings.Contains(c, "{") }) // such as detaching what is attached to nothing
	for i, c := range commands {
		if strings.HasPrefix(c, "aws ") && !strings.HasPrefix(c, "aws iam ") {
			commands[i] += " --region " + region
		}
	}
	return strings.Join(commands, " && ")
}
