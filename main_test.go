package main

import (
	"fmt"
	"testing"

	"eks-elk/internal/recorder"
)

// theDefaultStack is the least a stack file may say.
func theDefaultStack(t *testing.T, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	opts = append([]recorder.Option{recorder.WithConfig(map[string]string{
		"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"]}`,
	})}, opts...)
	r := recorder.Run(t, run, opts...)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

func TestX(t *testing.T) {
	r := theDefaultStack(t)
	for _, n := range r.Resources {
		fmt.Println(n.Type, n.Name)
	}
	fmt.Println(r.Exports, r.Warnings())
}
