package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// config is the part of renovate.json that says where pins stand and which are
// held. https://docs.renovatebot.com/configuration-options
type config struct {
	Managers []manager `json:"customManagers"`
	Rules    []rule    `json:"packageRules"`
}

// manager finds pins by expressions.
// https://docs.renovatebot.com/modules/manager/regex
type manager struct {
	Files    []string `json:"managerFilePatterns"`
	Matches  []string `json:"matchStrings"`
	Name     string   `json:"depNameTemplate"`
	Source   string   `json:"datasourceTemplate"`
	Registry string   `json:"registryUrlTemplate"`
}

// rule is said of the packages that it names; what else a rule may have is
// Renovate's own affair.
type rule struct {
	Description string   `json:"description"`
	Packages    []string `json:"matchPackageNames"`
	Files       []string `json:"matchFileNames"`
	Allowed     string   `json:"allowedVersions"`
	Enabled     *bool    `json:"enabled"`
}

// hold is what renovate.json says of a pin's newer versions.
type hold struct {
	why     string
	allowed *regexp.Regexp // nil: every version, or none where there is a reason
}

func (h hold) allows(version string) bool {
	if h.allowed == nil {
		return h.why == ""
	}
	return h.allowed.MatchString(version)
}

func readConfig(project string) (*config, error) {
	text, err := os.ReadFile(filepath.Join(project, "renovate.json"))
	if err != nil {
		return nil, err
	}
	c := &config{}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(c); err != nil {
		return nil, fmt.Errorf("renovate.json: %w", err)
	}
	for _, r := range c.Rules {
		if _, err := r.hold(); err != nil {
			return nil, fmt.Errorf("renovate.json: %q: %w", r.Description, err)
		}
	}
	return c, nil
}

// hold returns what a rule says of newer versions.
func (r rule) hold() (hold, error) {
	switch {
	case r.Enabled != nil && !*r.Enabled:
		return hold{why: r.Description}, nil
	case r.Allowed == "":
		return hold{}, nil
	case len(r.Allowed) < 3 || r.Allowed[0] != '/' || !strings.HasSuffix(r.Allowed, "/"):
		return hold{}, fmt.Errorf("allowedVersions is %q; allowed: /an expression/", r.Allowed)
	}
	allowed, err := regexp.Compile(strings.Trim(r.Allowed, "/"))
	return hold{r.Description, allowed}, err
}

// matches reports whether a rule is said of a pin.
func (r rule) matches(p pin) bool {
	for _, name := range r.Packages {
		if below, all := strings.CutSuffix(name, "**"); name == p.Name || all && strings.HasPrefix(p.Name, below) {
			return true
		}
	}
	return slices.ContainsFunc(p.Files, func(file string) bool { return slices.Contains(r.Files, file) })
}

// hold returns the last rule that holds a pin, as Renovate merges them.
func (c *config) hold(p pin) (found hold) {
	for _, r := range c.Rules {
		if h, _ := r.hold(); h.why != "" && r.matches(p) {
			found = h
		}
	}
	return found
}

// managed returns the pins that the managers find in a project's files.
func (c *config) managed(project string) (out []pin, err error) {
	for _, m := range c.Managers {
		for _, pattern := range m.Files {
			files, err := filepath.Glob(filepath.Join(project, filepath.FromSlash(pattern)))
			if err != nil || len(files) == 0 {
				return nil, fmt.Errorf("renovate.json: managerFilePatterns has %q, which no file matches (%v)", pattern, err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					return nil, err
				}
				name, err := filepath.Rel(project, file)
				if err != nil {
					return nil, err
				}
				found, err := m.find(filepath.ToSlash(name), string(text))
				if err != nil {
					return nil, err
				}
				out = append(out, found...)
			}
		}
	}
	return out, nil
}

// find returns the pins that a manager finds in the text of a file.
func (m manager) find(file, text string) (out []pin, err error) {
	for _, expression := range m.Matches {
		form, err := regexp.Compile(expression)
		if err != nil {
			return nil, fmt.Errorf("renovate.json: matchStrings: %w", err)
		}
		for _, match := range form.FindAllStringSubmatch(text, -1) {
			p := pin{Source: m.Source, Name: m.Name, Files: []string{file}, registry: m.Registry}
			if at := form.SubexpIndex("depName"); at > 0 {
				p.Name = match[at]
			}
			p.Version = match[form.SubexpIndex("currentValue")]
			out = append(out, p)
		}
	}
	return out, nil
}

// uses is an action in a workflow, pinned by a commit with its version beside it.
var uses = regexp.MustCompile(`uses: ([\w.-]+/[\w.-]+)[\w./-]*@[0-9a-f]{40} # (v[0-9.]+)`)

// actionPins returns the actions of the workflows.
func actionPins(project string) (out []pin, err error) {
	files, err := filepath.Glob(filepath.Join(project, ".github/workflows/*.yml"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, m := range uses.FindAllStringSubmatch(string(text), -1) {
			out = append(out, pin{Source: "github-releases", Name: m[1], Version: m[2], Files: []string{path.Join(".github/workflows", filepath.Base(file))}})
		}
	}
	return out, nil
}
