package settings

import (
	"errors"
	"fmt"
	"slices"
)

// loader declares settings, gives each its value and collects what is wrong.
type loader struct {
	namespace string // the program's own
	source    Source
	settings  []*setting
	checks    []check
	problems  []Problem
	warnings  []string

	pods      []pod // the workloads whose size is a setting
	hasGroups bool  // the stack file has eks-elk:nodeGroups
}

// check judges settings together, once each of them is known to be right.
type check struct {
	needs []*setting
	run   func()
}

// read gives each setting its value, then runs the checks.
func (l *loader) read() {
	existing := slices.ContainsFunc(l.settings, func(s *setting) bool { return s.Path == kubeconfigKey && s.text() != "" })
	for _, s := range l.settings {
		if s.scope == newCluster && existing || s.scope == existingCluster && !existing {
			s.outOfScope()
			continue
		}
		if at := s.set(); at.refused {
			s.refused = true
		} else if err := s.parse(at); err != nil {
			s.complain(err)
		}
	}
	for _, c := range l.checks {
		if !slices.ContainsFunc(c.needs, func(s *setting) bool { return s.refused }) {
			c.run()
		}
	}
}

func (s *setting) parse(at *setting) error {
	if at.given {
		return s.assign(at.value)
	}
	if at.Default == "" {
		return nil
	}
	return s.assign(at.Default)
}

func (s *setting) complain(err error) {
	var why because
	if errors.As(err, &why) {
		s.refuse(string(why))
	} else {
		s.refuse("")
	}
}

// outOfScope keeps a setting of the other kind of cluster out of the checks, and
// refuses it where it is given.
func (s *setting) outOfScope() {
	switch {
	case s.given && s.scope == newCluster:
		s.problem("is %s, but %s names an existing cluster; remove it: it is for clusters that the stack makes", s.shown(), kubeconfigKey)
	case s.given:
		s.problem("is %s without %s; remove it: it is for existing clusters", s.shown(), kubeconfigKey)
	}
	s.refused = true
}

func (l *loader) problem(path, format string, args ...any) {
	l.problems = append(l.problems, newProblem(path, fmt.Sprintf(format, args...)))
}

func (l *loader) warn(format string, args ...any) {
	l.warnings = append(l.warnings, fmt.Sprintf(format, args...))
}
