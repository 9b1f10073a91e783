package main

import (
	"errors"
	"slices"
	"time"

	"github.com/blang/semver"
)

// old is how long a pin may lag behind: Renovate asks every week.
const old = 30 * 24 * time.Hour

// pin is a version that a file of the project names.
type pin struct {
	Source   string   `json:"source"` // Renovate's name of where its releases are listed: helm, github-releases, go
	Name     string   `json:"name"`   // the chart, OWNER/REPOSITORY, the module
	Version  string   `json:"version"`
	Files    []string `json:"files"`
	registry string   // of a chart: the repository's address
}

// release is a version that a source offers.
type release struct {
	version  string
	released time.Time // zero: the source does not say
}

// status is a pin and what its source says of it.
type status struct {
	pin
	Released time.Time `json:"released,omitzero"`
	Newest   string    `json:"newest,omitempty"` // the newest that is allowed, when it is newer
	Held     string    `json:"held,omitempty"`   // why newer ones are not asked for, renovate.json
	Old      bool      `json:"old"`              // released more than 30 days ago, and there is a newer one
}

// merge makes one pin of those of one name and version in several files.
func merge(pins []pin) (out []pin) {
	for _, p := range pins {
		at := slices.IndexFunc(out, func(o pin) bool { return o.Source == p.Source && o.Name == p.Name && o.Version == p.Version })
		if at < 0 {
			out = append(out, p)
		} else if !slices.Contains(out[at].Files, p.Files[0]) {
			out[at].Files = append(out[at].Files, p.Files...)
		}
	}
	return out
}

// judge compares a pin with the releases of its source.
func judge(p pin, h hold, now time.Time, releases []release) (status, error) {
	s := status{pin: p, Held: h.why}
	own, err := semver.ParseTolerant(p.Version)
	if err != nil {
		return s, err
	}
	newest := own
	for _, r := range releases {
		v, err := semver.ParseTolerant(r.version)
		switch {
		case err != nil: // a tag that is no version
		case v.EQ(own):
			if !r.released.IsZero() { // the go command lists it again without a date
				s.Released = r.released
			}
		case len(v.Pre) == 0 && v.GT(newest) && h.allows(r.version):
			newest, s.Newest = v, r.version
		}
	}
	if s.Newest != "" && s.Released.IsZero() {
		return s, errors.New(s.Newest + " is newer, and of " + p.Version + " there is no date")
	}
	s.Old = s.Newest != "" && now.Sub(s.Released) > old
	return s, nil
}
