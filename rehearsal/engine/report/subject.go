package report

import (
	"fmt"
	"strings"
	"time"
)

// Subject is what was rehearsed, and when.
type Subject struct {
	Stack      string    `json:"stack"`
	Region     string    `json:"region,omitempty"`
	Kubernetes string    `json:"kubernetes,omitempty"` // the cluster's version
	Nodes      string    `json:"nodes,omitempty"`      // such as "2 × m5.xlarge"
	Change     string    `json:"change,omitempty"`     // what was changed after the first up
	Seed       int64     `json:"seed"`                 // 0: no order was drawn
	Commit     string    `json:"commit,omitempty"`     // of the project
	Began      time.Time `json:"began"`
}

// About is the subject in one line.
func (s Subject) About() string {
	parts := []string{"stack " + s.Stack}
	for _, p := range []struct{ name, value string }{
		{"", s.Region}, {"Kubernetes ", s.Kubernetes}, {"", s.Nodes}, {"change: ", s.Change}, {"commit ", s.Commit},
	} {
		if p.value != "" {
			parts = append(parts, p.name+p.value)
		}
	}
	seed := "no seed"
	if s.Seed != 0 {
		seed = fmt.Sprintf("seed %d", s.Seed)
	}
	return strings.Join(append(parts, seed, s.Began.Format("2 January 2006 15:04 MST")), ", ")
}
