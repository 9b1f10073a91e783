// Package latency holds how long services take: one table of medians and 90th
// percentiles, each with its source.
package latency

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// Time is how long a step takes: half of all times are below Median, nine of ten
// below P90.
type Time struct{ Median, P90 time.Duration }

// Step is a part of an operation that a timeline shows by itself.
type Step struct {
	Name string // "pull"; empty: the operation
	Time
	// Joins: it begins only when what the thing was made beside is ready as well.
	Joins bool
}

// Steps are an operation, one step after the other.
type Steps []Step

// Median is the sum of the steps' medians.
func (s Steps) Median() time.Duration {
	var sum time.Duration
	for _, step := range s {
		sum += step.Median
	}
	return sum
}

// P90 is the sum of the steps' 90th percentiles, which fewer than one run in ten
// exceeds.
func (s Steps) P90() time.Duration {
	var sum time.Duration
	for _, step := range s {
		sum += step.P90
	}
	return sum
}

// z90 is the 90th percentile of the standard normal distribution.
const z90 = 1.2815515655446004

// Draw returns one possible time for a standard normal number. Times of services
// have a long tail to the right and are never negative, so they are taken as
// log-normal: median and 90th percentile give its two parameters.
func (t Time) Draw(normal float64) time.Duration {
	if t.Median <= 0 || t.P90 <= t.Median {
		return t.Median
	}
	sigma := math.Log(float64(t.P90)/float64(t.Median)) / z90
	return time.Duration(float64(t.Median) * math.Exp(sigma*normal))
}

// Call is an operation that is one call of an API.
func Call() Steps { return Of(call) }

// Of returns the first row that there is as an operation of one step; see Part.
func Of(rows ...string) Steps { return Steps{Part("", rows...)} }

// Part returns the first row that there is as a step with a name. It panics if
// there is none of them: a row's name is misspelt.
func Part(name string, rows ...string) Step {
	for _, of := range rows {
		if r, ok := table[of]; ok {
			return Step{Name: name, Time: Time{r.median, r.p90}}
		}
	}
	panic(fmt.Sprintf("no row of the latency table is called %q", rows))
}

// Known tells whether the table has the row.
func Known(row string) bool { _, ok := table[row]; return ok }

// Times returns a step that is done n times, one after the other.
func (s Step) Times(n int) Step {
	// Independent times add up: medians and spreads as those of a sum of
	// log-normals grow, the spread by the root of n.
	s.Median, s.P90 = s.Median*time.Duration(n),
		s.Median*time.Duration(n)+time.Duration(float64(s.P90-s.Median)*math.Sqrt(float64(n)))
	return s
}

// Rows returns the names of the table's rows.
func Rows() []string { return slices.Sorted(maps.Keys(table)) }
