package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"eks-elk/rehearsal/engine/lifecycle"
)

// hold brings the stack up and keeps the world until it is interrupted.
func hold(ctx context.Context, r *lifecycle.Rehearsal, f flags) error {
	up := r.Up(ctx)
	f.progress.clear()
	if up.Failed != nil {
		for _, p := range up.Problems {
			fmt.Println(p)
		}
		return errors.New("up failed; nothing to hold")
	}
	file := filepath.Join(f.out, "environment")
	if err := os.WriteFile(file, environment(r), 0o600); err != nil {
		return fmt.Errorf("write the environment: %w", err)
	}
	fmt.Printf("The stack %s is up. In another shell:\n\n  . %s\n  pulumi preview\n\nCtrl-C here ends the world.\n", f.stack, file)
	<-ctx.Done()
	return os.Remove(file)
}

// environment is a script that takes a shell into the world: to the project,
// with what the pulumi CLI needs to see it.
func environment(r *lifecycle.Rehearsal) []byte {
	script := fmt.Sprintf("cd '%s'\n", r.Workspace.Project)
	env := r.Environment()
	for _, key := range slices.Sorted(maps.Keys(env)) {
		script += fmt.Sprintf("export %s='%s'\n", key, env[key])
	}
	return []byte(script)
}
