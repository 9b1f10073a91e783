package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// modulePins returns the Go modules that the go.mod files of a project require for
// themselves, and those whose tools they build.
func modulePins(project string) (out []pin, err error) {
	err = filepath.WalkDir(project, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || path != project && strings.HasPrefix(entry.Name(), ".")):
			return filepath.SkipDir
		case entry.Name() != "go.mod":
			return nil
		}
		text, err := exec.Command("go", "mod", "edit", "-json", path).Output()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		found, err := required(text)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		file, err := filepath.Rel(project, path)
		for _, p := range found {
			p.Files = []string{filepath.ToSlash(file)}
			out = append(out, p)
		}
		return err
	})
	return out, err
}

// required reads what `go mod edit -json` prints.
func required(text []byte) (out []pin, err error) {
	var mod struct {
		Require []struct {
			Path, Version string
			Indirect      bool
		}
		Tool    []struct{ Path string }
		Replace []struct{ Old, New struct{ Path string } }
	}
	if err := json.Unmarshal(text, &mod); err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, r := range mod.Replace {
		own[r.Old.Path] = strings.HasPrefix(r.New.Path, ".")
	}
	for _, r := range mod.Require {
		tool := slices.ContainsFunc(mod.Tool, func(t struct{ Path string }) bool { return strings.HasPrefix(t.Path, r.Path+"/") })
		if (!r.Indirect || tool) && !own[r.Path] {
			out = append(out, pin{Source: "go", Name: r.Path, Version: r.Version})
		}
	}
	return out, nil
}

// listed is what `go list -m -json` prints of a module.
type listed struct {
	Path, Version string
	Time          time.Time
	Versions      []string
	Update        *struct{ Version string }
	Error         *struct{ Err string }
}

// askModules asks the go command for what is newer than modules.
func askModules(ctx context.Context, r *report, c *config, pins []pin, now time.Time) {
	in := map[string][]pin{} // directory to pins
	for _, p := range merge(pins) {
		in[filepath.Dir(p.Files[0])] = append(in[filepath.Dir(p.Files[0])], p)
	}
	for _, directory := range slices.Sorted(maps.Keys(in)) {
		answers, err := list(ctx, filepath.Join(r.project, directory), in[directory])
		for _, p := range in[directory] {
			r.ask(p, c.hold(p), now, func() ([]release, error) {
				if err != nil {
					return nil, err
				}
				return answers[p.Name].releases()
			})
		}
	}
}

// list asks the go command in a module's directory.
// https://go.dev/ref/mod#go-list-m
func list(ctx context.Context, directory string, pins []pin) (map[string]listed, error) {
	command := exec.CommandContext(ctx, "go", "list", "-e", "-m", "-u", "-versions", "-json")
	command.Dir = directory
	for _, p := range pins {
		command.Args = append(command.Args, p.Name)
	}
	var problem bytes.Buffer
	command.Stderr = &problem
	text, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, strings.TrimSpace(problem.String()))
	}
	out := map[string]listed{}
	for decoder := json.NewDecoder(bytes.NewReader(text)); ; {
		var m listed
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		out[m.Path] = m
	}
}

// releases returns what the go command says; it dates the pin alone.
func (m listed) releases() ([]release, error) {
	switch {
	case m.Error != nil:
		return nil, errors.New(m.Error.Err)
	case m.Path == "":
		return nil, errors.New("go list does not speak of it")
	}
	out := []release{{m.Version, m.Time}}
	for _, v := range m.Versions {
		out = append(out, release{version: v})
	}
	if m.Update != nil { // of a module without tags
		out = append(out, release{version: m.Update.Version})
	}
	return out, nil
}
