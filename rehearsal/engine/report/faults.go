package report

import (
	"fmt"
	"io"
	"slices"
)

// Fault is one injected failure and whether the stack came through it.
type Fault struct {
	Fault     string   `json:"fault"`
	Recovered bool     `json:"recovered"`
	Recovery  []string `json:"recovery,omitempty"` // the commands that a person has to type, if any
	Message   string   `json:"message,omitempty"`  // the error as the engine showed it
}

// PrintFaults writes what each fault came to, those that were not recovered
// last. A command is a line of its own, as it is typed.
func PrintFaults(w io.Writer, faults []Fault) {
	sorted := slices.Clone(faults)
	slices.SortStableFunc(sorted, func(a, b Fault) int {
		switch {
		case a.Recovered == b.Recovered:
			return 0
		case a.Recovered:
			return -1
		}
		return 1
	})
	recovered := 0
	fmt.Fprintln(w, "\nFaults")
	for _, f := range sorted {
		verdict := "NOT RECOVERED"
		if f.Recovered {
			verdict = "recovered"
			recovered++
		}
		fmt.Fprintf(w, "\n%s: %s\n", f.Fault, verdict)
		if f.Message != "" {
			paragraph(w, "  the service said: ", f.Message)
		}
		if len(f.Recovery) > 0 {
			fmt.Fprintln(w, "  by hand:")
		}
		for _, command := range f.Recovery {
			fmt.Fprintln(w, "    "+command)
		}
	}
	fmt.Fprintf(w, "\n%d of %d faults recovered\n", recovered, len(faults))
}
