package lifecycle

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// checkpoint is the file in which the engine keeps the stack.
func (s *Workspace) checkpoint() string {
	return filepath.Join(s.Dir, "state", ".pulumi", "stacks", s.Name, s.Stack+".json")
}

// restoreCheckpoint mends what a file backend leaves when it was killed while
// it wrote: it moves the state before the last write aside (to .bak), cuts the
// file of attributes beside it to nothing and fills it, and only then puts the
// new state in its place (pulumi pkg/backend/diy saveCheckpoint; gocloud.dev
// blob/fileblob). An empty file of attributes is what "EOF" is about; the
// backend needs none.
func (s *Workspace) restoreCheckpoint() ([]string, error) {
	file := s.checkpoint()
	name := fmt.Sprintf(".pulumi/stacks/%s/%s", s.Name, filepath.Base(file))
	var manualSteps []string
	if there, sound := whole(file + ".attrs"); there && !sound {
		if err := os.Remove(file + ".attrs"); err != nil {
			return nil, fmt.Errorf("restore the state: %w", err)
		}
		manualSteps = append(manualSteps, "rm -f "+name+".attrs")
	}
	if _, sound := whole(file); sound {
		return manualSteps, nil
	}
	backup, err := os.ReadFile(file + ".bak")
	if err != nil || !json.Valid(backup) {
		return nil, fmt.Errorf("the state %s was cut off, and so was its backup", filepath.Base(file))
	}
	if err := os.WriteFile(file, backup, 0o600); err != nil {
		return nil, fmt.Errorf("restore the state: %w", err)
	}
	return append(manualSteps, fmt.Sprintf("cp %s.bak %s", name, name)), nil
}

// whole tells whether a file of JSON is there and was written to its end.
func whole(path string) (there, sound bool) {
	text, err := os.ReadFile(path)
	return !errors.Is(err, fs.ErrNotExist), err == nil && json.Valid(text)
}

// locked tells whether a killed engine left its lock on the stack (the file
// backend keeps them below .pulumi/locks).
func (r *Rehearsal) locked() bool {
	locks, _ := filepath.Glob(filepath.Join(r.Workspace.Dir, "state", ".pulumi", "locks", "*", "*", "*", "*.json"))
	return len(locks) > 0
}
