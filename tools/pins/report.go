package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// report is what was asked and found.
type report struct {
	project    string
	Pins       []status  `json:"pins"`
	Kubernetes []support `json:"kubernetes,omitempty"` // those that end
	NotAsked   []unasked `json:"notAsked,omitempty"`
}

// unasked is a pin of which nothing is known, and why.
type unasked struct {
	Pin string `json:"pin"`
	Why string `json:"why"`
}

// ask takes a pin into the report, with what its source offers. Where every newer
// version is held, nobody is asked.
func (r *report) ask(p pin, h hold, now time.Time, source func() ([]release, error)) {
	var releases []release
	var err error
	if h.why == "" || h.allowed != nil {
		releases, err = source()
	}
	var s status
	if err == nil {
		s, err = judge(p, h, now, releases)
	}
	if err != nil {
		r.NotAsked = append(r.NotAsked, unasked{p.Name + " " + p.Version, strings.Join(strings.Fields(err.Error()), " ")})
		return
	}
	r.Pins = append(r.Pins, s)
}

// found is how many findings there are.
func (r *report) found() int {
	n := len(r.Kubernetes)
	for _, s := range r.Pins {
		if s.Old {
			n++
		}
	}
	return n
}

func (r *report) json(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

func (r *report) table(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	rows := 0
	for _, s := range r.Pins {
		if !s.Old {
			continue
		}
		if rows++; rows == 1 {
			fmt.Fprintln(w, "pin\tversion\tof\tnewest\tin")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", s.Name, s.Version, s.Released.Format(time.DateOnly), s.Newest, strings.Join(s.Files, ", "))
	}
	w.Flush()
	for _, s := range r.Kubernetes {
		fmt.Fprintf(out, "stack %s: %s\n", s.Stack, s.Ends)
	}
	for _, u := range r.NotAsked {
		fmt.Fprintf(out, "not asked: %s: %s\n", u.Pin, u.Why)
	}
	fmt.Fprintf(out, "%d pins: %d older than 30 days with a newer release, %d not asked; Kubernetes: %d ending\n",
		len(r.Pins)+len(r.NotAsked), rows, len(r.NotAsked), len(r.Kubernetes))
}
