package report

import (
	"fmt"
	"io"
	"strings"
)

// Consequence is what a change does to one resource.
type Consequence struct {
	URN     string   `json:"urn"`
	Type    string   `json:"type"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`            // create, update, replace, delete
	Diffs   []string `json:"diffs,omitempty"` // property paths that changed
	Meaning string   `json:"meaning,omitempty"`
	Seconds float64  `json:"seconds"` // that its services take
}

// Did is the kind, loud where something goes away.
func (c Consequence) Did() string {
	if c.Kind == "replace" || c.Kind == "delete" {
		return strings.ToUpper(c.Kind)
	}
	return c.Kind
}

// Because names the changed properties.
func (c Consequence) Because() string { return strings.Join(c.Diffs, ", ") }

// printConsequences writes what a change would do, a paragraph for a resource.
func (r *Report) printConsequences(w io.Writer) {
	counts := map[string]int{}
	fmt.Fprintf(w, "\nWhat %s would do\n", r.Change)
	for _, c := range r.Consequences {
		counts[c.Kind]++
		lead := fmt.Sprintf("  %-8s", c.Did())
		paragraph(w, lead, c.Name+" ("+c.Type+"), "+minutes(c.Seconds))
		if len(c.Diffs) > 0 {
			paragraph(w, "          because of: ", c.Because())
		}
		if c.Meaning != "" {
			paragraph(w, "          that means: ", c.Meaning)
		}
	}
	fmt.Fprintf(w, "%d created, %d updated, %d replaced, %d deleted\n", counts["create"], counts["update"], counts["replace"], counts["delete"])
	if p := r.Then; p != nil && p.PredictedSeconds > 0 {
		fmt.Fprintf(w, "predicted: %s; half of all runs within %s, nine of ten within %s\n",
			minutes(p.PredictedSeconds), minutes(p.MedianSeconds), minutes(p.P90Seconds))
	}
	fmt.Fprintln(w)
}
