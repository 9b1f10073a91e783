package lifecycle

import "path/filepath"

// locked tells whether a killed engine left its lock on the stack (the file
// backend keeps them below .pulumi/locks).
func (r *Rehearsal) locked() bool {
	locks, _ := filepath.Glob(filepath.Join(r.Workspace.Dir, "state", ".pulumi", "locks", "*", "*", "*", "*.json"))
	return len(locks) > 0
}
