package settings

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Problem is one thing that is wrong with one key.
type Problem struct {
	Key  string
	Text string // what is wrong and what is allowed: "is 7; allowed: a whole number from 2 to 6"
}

func newProblem(key, text string) Problem {
	return Problem{Key: clip(visible(key), longestKey), Text: oneLine(text)}
}

// visible shows what a name has that nobody sees, such as a zero-width space.
func visible(name string) string {
	if strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return name
	}
	quoted := strconv.Quote(name)
	return quoted[1 : len(quoted)-1]
}

func (p Problem) String() string { return p.Key + " " + p.Text }

// Problems is everything that is wrong with a stack's configuration.
type Problems struct {
	Stack string
	List  []Problem // sorted by key
}

func newProblems(stack string, list []Problem) *Problems {
	slices.SortStableFunc(list, func(a, b Problem) int { return cmp.Compare(a.Key, b.Key) })
	return &Problems{Stack: stack, List: slices.Compact(list)}
}

// Error returns a heading and one line for each problem.
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

// nearest returns the known name that a misspelt one is closest to, or "".
func nearest(name string, known []string) string {
	best, distance := "", max(2, len(name)/3)+1
	for _, k := range known {
		if d := edits(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
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

// edits returns the Levenshtein distance of two names.
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
