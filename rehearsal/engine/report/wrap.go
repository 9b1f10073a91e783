package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// columns is the width that is written for: the narrowest common terminal.
const columns = 80

// paragraph writes words behind a lead, no line longer than a terminal is wide
// unless one word is. Words are never broken: names and commands are copied.
func paragraph(w io.Writer, lead, text string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(lead))
	for i, line := range wrap(text, columns-len(indent)) {
		if i == 1 {
			lead = indent
		}
		fmt.Fprintln(w, lead+line)
	}
}

// wrap breaks a text between words, into lines of at most width characters
// where that can be.
func wrap(text string, width int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			out = append(out, line)
			line = word
		}
	}
	return append(out, line)
}
