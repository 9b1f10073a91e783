package lifecycle_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

// leftThing is one of the things that `make leftovers ARGS=-json` prints.
type leftThing struct{ Kind, ID, With, Command string }

// leftovers asks, by the command that a person runs, what a stack has left in
// simulated accounts that are one.
func leftovers(t *testing.T, stack, stackFile string, of []inventory, args ...string) []leftThing {
	t.Helper()
	command := lifecycletest.Leftovers(t)
	text, err := os.ReadFile(stackFile)
	if err != nil {
		t.Fatal(err)
	}
	project := t.TempDir()
	for name, content := range map[string]string{"Pulumi.yaml": "name: eks-elk\n", "Pulumi." + stack + ".yaml": string(text)} {
		if err := os.WriteFile(filepath.Join(project, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a := accounttest.New(t)
	for _, v := range of {
		v.serve(a)
	}
	c := exec.Command(command, append([]string{"-json", "-stack", stack, "-project", project}, args...)...)
	for name, value := range a.Environment() {
		c.Env = append(c.Env, name+"="+value)
	}
	var complaint strings.Builder
	c.Stderr = &complaint
	out, err := c.Output()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	var r struct {
		Things   []leftThing
		NotAsked []any
	}
	if err := json.Unmarshal(out, &r); err != nil || len(r.NotAsked) > 0 {
		t.Fatalf("%v: %s%s", err, out, &complaint)
	}
	return r.Things
}

// life is a stack's up and destroy, and what there was of AWS after each operation:
// what a killed engine would leave there.
func life(t *testing.T, stack, file, around string, seed int64, prepare func(*world.World)) (moments []inventory, up inventory) {
	t.Helper()
	o := lifecycletest.Options(t, stack, file)
	o.Quick, o.Seed = true, seed
	if around != "" {
		at := filepath.Join(t.TempDir(), "account.yaml")
		if err := os.WriteFile(at, []byte(around), 0o600); err != nil {
			t.Fatal(err)
		}
		var err error
		if o.Account, err = account.Named(at); err != nil {
			t.Fatal(err)
		}
	}
	r := lifecycletest.Start(t, o)
	prepare(r.World)
	r.World.Seen = func(all []*world.Object) { moments = append(moments, take(t, all)) }
	if s := r.Up(context.Background()); s.Failed != nil {
		t.Fatalf("up: %v", s.Problems)
	}
	up = take(t, r.World.Objects())
	r.Destroy(context.Background()) // what is left may hold the rest
	r.World.Seen = nil
	return append(moments, take(t, r.World.Objects())), up
}

// differences are what the one list has and the other lacks, or says otherwise.
func differences(got []leftThing, want map[string]bool) (out []string) {
	want = maps.Clone(want)
	for _, thing := range got {
		name := thing.Kind + " " + thing.ID
		held, there := want[name]
		delete(want, name)
		switch {
		case !there:
			out = append(out, name+" is listed")
		case held != (thing.With != ""):
			out = append(out, name+" goes with "+thing.With)
		}
	}
	for name := range want {
		out = append(out, name+" is not listed")
	}
	slices.Sort(out)
	return out
}

// The list of `make leftovers` equals the world's, whatever of a stack is left where
// an up or a destroy was killed, and with what services leave by themselves. Beside
// it, another stack is up in the same account.
func TestLeftoversFindsWhatTheWorldHasLeft(t *testing.T) {
	_, beside := life(t, "live", "everything", "", 0, func(*world.World) {})
	seen, compared := map[string]bool{}, 0
	for _, c := range []struct {
		file, around string
		seed         int64
		prepare      func(*world.World)
	}{
		{"dev", "", 0, func(*world.World) {}},
		{"dev", "given: [guardduty]", 1, func(*world.World) {}},
		{"everything", "quotas: {L-1216C47A: 1000}", 0, func(w *world.World) { w.Lapses = map[string]bool{world.LateLogs: true} }},
		{"everything", "given: [guardduty]", 2, func(w *world.World) { w.Lapses = map[string]bool{world.LeftInterfaces: true} }},
		{"dev", "", 3, func(w *world.World) { w.Lapses = map[string]bool{world.LeftInterfaces: true} }},
	} {
		o := lifecycletest.Options(t, "dev", c.file)
		moments, _ := life(t, "dev", c.file, c.around, c.seed, c.prepare)
		for _, at := range moments {
			want := at.left()
			text := strings.Join(slices.Sorted(maps.Keys(want)), "\n")
			if seen[text] {
				continue
			}
			seen[text] = true
			compared++
			if d := differences(leftovers(t, "dev", o.StackFile, []inventory{at, beside}), want); len(d) > 0 {
				t.Errorf("%s, %s, seed %d: with %d things in the account:\n%s", c.file, c.around, c.seed, len(want), strings.Join(d, "\n"))
			}
		}
	}
	t.Logf("%d different accounts", compared)
	if compared < 200 {
		t.Errorf("only %d different accounts are compared", compared)
	}

	// Where the driver gave its volumes no tags, the two differ by them.
	var volumes []string
	for key, i := range beside {
		if i.kind == "volume" && i.thing.Has["stays"] != "" {
			i.thing.Tags = nil
			beside[key] = i
			volumes = append(volumes, "volume "+i.thing.ID+" is not listed")
		}
	}
	slices.Sort(volumes)
	o := lifecycletest.Options(t, "live", "everything")
	if d := differences(leftovers(t, "live", o.StackFile, []inventory{beside}), beside.left()); len(volumes) == 0 || !slices.Equal(d, volumes) {
		t.Errorf("without the tags of its volumes, %q; want %q", d, volumes)
	}
}

// The commands work in the order in which they are printed, and leave nothing.
func TestTheCommandsOfLeftoversDeleteEverything(t *testing.T) {
	for _, after := range []int{15, 40, 60, 85, 1000} {
		o := lifecycletest.Options(t, "dev", "dev")
		o.Quick = true
		r := lifecycletest.Start(t, o)
		r.World.Lapses = map[string]bool{world.LateLogs: true, world.LeftInterfaces: true}
		count := 0
		r.World.Hooks(func(world.Entry) error {
			if count++; count > after {
				return errors.New("the engine was killed here")
			}
			return nil
		}, nil)
		r.Up(context.Background())
		if after == 1000 { // the stack is up, and its destroy meets what the CNI leaves
			r.World.Hooks(nil, nil)
			r.Destroy(context.Background())
		}
		r.World.Hooks(nil, nil)
		r.World.Lapses = nil
		at := take(t, r.World.Objects())
		for _, thing := range leftovers(t, "dev", o.StackFile, []inventory{at}, "-lost") {
			if thing.Command == "" && thing.With == "" {
				t.Errorf("after %d operations: %s %s has no command", after, thing.Kind, thing.ID)
			}
			if thing.Command != "" {
				follow(t, r, at, thing)
			}
		}
		for name := range take(t, r.World.Objects()).left() {
			t.Errorf("after %d operations and all commands, %s is left", after, name)
		}
	}
}

// follow deletes a thing as its command does.
func follow(t *testing.T, r *lifecycle.Rehearsal, at inventory, thing leftThing) {
	t.Helper()
	for _, i := range at {
		if string(i.kind) != thing.Kind || i.thing.ID != thing.ID {
			continue
		}
		if thing.Kind == "role" { // its policies are detached first
			for _, o := range r.World.Objects() {
				attached := o.Type.Token == iam.RolePolicyAttachment && strings.Contains(thing.Command, "--policy-arn "+o.Str("policyArn")) ||
					o.Type.Token == iam.RolePolicy && strings.Contains(thing.Command, "--policy-name "+o.Str("name"))
				if attached && o.Str("role") == thing.ID {
					r.World.Forget(o)
				}
			}
		}
		if err := r.World.Delete(i.call); err != nil {
			t.Errorf("%s: %v", thing.Command, err)
		}
		return
	}
}
