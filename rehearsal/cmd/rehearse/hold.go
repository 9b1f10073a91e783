package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"eks-elk/rehearsal/engine/lifecycle"
)

// hold brings the stack up and keeps the world until it is interrupted.
func hold(ctx context.Context, r *lifecycle.Rehearsal) error {
	if up := r.Up(ctx); up.Failed != nil {
		for _, p := range up.Problems {
			fmt.Println(p)
		}
		return errors.New("up failed; nothing to hold")
	}
	fmt.Println("\nThe stack is up. In another shell:")
	env := r.Environment()
	fmt.Printf("cd %s\n", r.Workspace.Project)
	for _, key := range slices.Sorted(maps.Keys(env)) {
		fmt.Printf("export %s='%s'\n", key, env[key])
	}
	fmt.Println("pulumi preview   # or any other command; Ctrl-C here ends the world")
	<-ctx.Done()
	return nil
}
