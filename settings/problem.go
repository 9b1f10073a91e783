package settings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Problem is one thing that is wrong with one key.
type Problem struct {
	Key  string
	Text string // what it is and what it may be: "is 7; it may be a whole number from 2 to 6"
}

func (p Problem) String() string { return p.Key + " " + p.Text }

// Problems is everything that is wrong with a stack's configuration.
type Problems struct {
	Stack string
	List  []Problem // sorted by key
}

// Error is a heading and one line for each problem.
func (p *Problems) Error() string {
	var b strings.Builder
	noun := "problems"
	if len(p.List) == 1 {
		noun = "problem"
	}
	fmt.Fprintf(&b, "the configuration of stack %s has %d %s:", p.Stack, len(p.List), noun)
	for _, problem := range p.List {
		fmt.Fprintf(&b, "\n  %s", problem)
	}
	return b.String()
}

func (r *reader) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Key, b.Key) })
	return &Problems{Stack: r.source.Stack, List: slices.Compact(r.problems)}
}

// nearest is the known name that a misspelt one is closest to, or "".
func nearest(name string, known []string) string {
	best, distance := "", max(2, len(name)/3)+1
	for _, k := range known {
		if d := edits(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// edits is the Levenshtein distance of two names.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			next := diagonal
			if a[i] != b[j] {
				next++
			}
			diagonal = row[j+1]
			row[j+1] = min(next, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// oneLine keeps a message on its line whatever a value holds.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}
