// Package report says what a rehearsal saw: as report.json for machines and as
// tables for people.
package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"eks-elk/rehearsal/engine/order"
	"eks-elk/rehearsal/world"
)

// Report is report.json. Times the services take are predicted from their
// known latencies; "seconds" are this machine's own.
type Report struct {
	Subject
	ExistingCluster bool                `json:"existingCluster,omitempty"` // nothing is made on AWS
	Resources       int                 `json:"resources"`
	Preview         Changes             `json:"preview"`
	Up              Up                  `json:"up"`
	Then            *Prediction         `json:"then,omitempty"` // the second up, of a change
	SecondPreview   Changes             `json:"secondPreview"`
	Refresh         Changes             `json:"refresh"`
	Destroy         Destroy             `json:"destroy"`
	Violations      []world.Violation   `json:"violations"`
	MissingEdges    []order.MissingEdge `json:"missingEdges"`
	Leaks           []string            `json:"leaks"`
	Kept            []string            `json:"kept,omitempty"` // what the program has outlast the stack
	Faults          []Fault             `json:"faults"`
	Consequences    []Consequence       `json:"consequences,omitempty"` // of Subject.Change
	MonthlyCost     string              `json:"monthlyCost"`            // in words
	MonthlyCostUSD  *float64            `json:"monthlyCostUSD"`         // null if any price is unknown
	Costs           []Cost              `json:"costs"`
	Room            string              `json:"room,omitempty"` // what pods request of the nodes, in words; "" if that is not known
	Timeline        []Bar               `json:"timeline"`
	RulesChecked    int                 `json:"rulesChecked"`
	Problems        []string            `json:"problems"`
	Warnings        []string            `json:"warnings"`
}

// Up is the up.
type Up struct {
	Seconds           float64  `json:"seconds"`
	PredictedSeconds  float64  `json:"predictedSeconds"` // if every step takes its median
	MedianSeconds     float64  `json:"medianSeconds"`    // half of the drawn runs take no longer
	P90Seconds        float64  `json:"p90Seconds"`       // nine of ten take no longer
	LowerBoundSeconds float64  `json:"lowerBoundSeconds"`
	CriticalPath      []string `json:"criticalPath"`
}

// Prediction is how long the services take for a change, as of Up.
type Prediction struct {
	PredictedSeconds float64 `json:"predictedSeconds"`
	MedianSeconds    float64 `json:"medianSeconds"`
	P90Seconds       float64 `json:"p90Seconds"`
}

// Changes is a preview, or a refresh.
type Changes struct {
	Seconds float64 `json:"seconds"`
	Changes int     `json:"changes"`
}

// Destroy is the destroy.
type Destroy struct {
	Seconds          float64 `json:"seconds"`
	PredictedSeconds float64 `json:"predictedSeconds"`
}

// Bar is one resource, or one step of it, on the predicted timeline of the up.
type Bar struct {
	Name      string  `json:"name"`
	Step      string  `json:"step,omitempty"` // one of several of the resource
	Type      string  `json:"type"`
	Component string  `json:"component"`
	Begin     float64 `json:"beginSeconds"`
	End       float64 `json:"endSeconds"`
	Critical  bool    `json:"critical"`
}

// New makes a report whose lists are empty lists, not null.
func New(stack string, seed int64) *Report {
	return &Report{
		Subject:     Subject{Stack: stack, Seed: seed, Began: time.Now().UTC().Truncate(time.Second)},
		MonthlyCost: "unknown: nothing was priced",
		Up:          Up{CriticalPath: []string{}},
		Violations:  []world.Violation{}, MissingEdges: []order.MissingEdge{},
		Leaks: []string{}, Faults: []Fault{}, Costs: []Cost{}, Timeline: []Bar{},
		Problems: []string{}, Warnings: []string{},
	}
}

// Sound tells whether nothing is off.
func (r *Report) Sound() bool {
	for _, f := range r.Faults {
		if !f.Recovered {
			return false
		}
	}
	return len(r.Problems) == 0 && r.SecondPreview.Changes == 0 && r.Refresh.Changes == 0 &&
		len(r.Violations) == 0 && len(r.MissingEdges) == 0 && len(r.Leaks) == 0
}

// Merge adds what another run found; figures that do not differ between runs
// are taken from the latest.
func (r *Report) Merge(other *Report) {
	r.ExistingCluster = other.ExistingCluster
	r.Resources, r.RulesChecked = other.Resources, other.RulesChecked
	r.Up, r.Destroy = other.Up, other.Destroy
	r.Kubernetes, r.Nodes, r.Room, r.Timeline = other.Kubernetes, other.Nodes, other.Room, other.Timeline
	r.Bill(other.Costs)
	r.Violations = append(r.Violations, other.Violations...)
	r.MissingEdges = append(r.MissingEdges, other.MissingEdges...)
	r.Leaks, r.Kept = append(r.Leaks, other.Leaks...), append(r.Kept, other.Kept...)
	r.Problems = append(r.Problems, other.Problems...)
	r.Warn(other.Warnings...)
}

// Warn notes warnings, each once.
func (r *Report) Warn(warnings ...string) {
	for _, warning := range warnings {
		if !slices.Contains(r.Warnings, warning) {
			r.Warnings = append(r.Warnings, warning)
		}
	}
}

// files are what is written into a report's directory.
var files = []string{"report.json", "report.html"}

// Claim makes the directory and takes it until the closer is closed, so that a run of
// minutes does not end with a report that cannot be kept, or that another run writes
// over. An older report goes: beside a run that was interrupted it would pass for that
// run's.
func Claim(dir string) (io.Closer, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("-out %s cannot be made: %w", dir, err)
	}
	lock, err := os.Create(filepath.Join(dir, ".lock"))
	if err != nil {
		return nil, fmt.Errorf("-out %s cannot be written to: %w", dir, err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, fmt.Errorf("-out %s is where another rehearsal that runs now writes its report (%w): give this one another directory", dir, err)
	}
	for _, old := range files {
		if err := os.Remove(filepath.Join(dir, old)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			lock.Close()
			return nil, fmt.Errorf("-out %s: the older report cannot be removed: %w", dir, err)
		}
	}
	return lock, nil
}

// Save writes report.json into dir.
func (r *Report) Save(dir string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, files[0]), append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
