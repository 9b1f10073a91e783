// Package docs hands out what tools need of the documents, so that they and a
// reader have it from one place.
package docs

import (
	_ "embed"
	"strings"
)

//go:embed leftovers.md
var leftovers string

// Removal is how a kind of thing is deleted.
type Removal struct {
	Kind string
	// Command has placeholders: {id}, {name}, {arn} and others in braces.
	Command string
}

// Removals returns the commands of docs/leftovers.md, in the order in which things
// can be deleted.
func Removals() (all []Removal) {
	_, table, _ := strings.Cut(leftovers, "<!-- removals -->\n")
	table, _, _ = strings.Cut(table, "<!-- end of removals -->")
	for line := range strings.Lines(table) {
		if cells := strings.Split(strings.Trim(line, "| \n"), " | "); len(cells) == 2 && strings.HasPrefix(cells[1], "`") {
			all = append(all, Removal{cells[0], strings.Trim(cells[1], "`")})
		}
	}
	return all
}
