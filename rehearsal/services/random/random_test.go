package random

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/bcrypt"

	"eks-elk/rehearsal/world"
)

func newWorld(t *testing.T) *world.World {
	t.Helper()
	w := world.New()
	if err := w.Register(ResourceTypes()...); err != nil {
		t.Fatal(err)
	}
	return w
}

func call(name string, in map[string]any) world.Call {
	return world.Call{
		URN: "urn:pulumi:dev::eks-elk::" + Password + "::" + name, Type: Password, Name: name,
		Inputs: resource.NewPropertyMapFromMap(in),
	}
}

func create(t *testing.T, w *world.World, name string, in map[string]any) (string, resource.PropertyMap) {
	t.Helper()
	id, out, err := w.Create(call(name, in))
	if err != nil {
		t.Fatalf("create %s: %v", name, err)
	}
	return id, out
}

func TestPasswordHasItsLengthItsClassesAndAHashThatFits(t *testing.T) {
	id, out := create(t, newWorld(t), "p", map[string]any{
		"length": 32, "special": false, "minUpper": 3, "minNumeric": 4,
	})
	result := out["result"].StringValue()
	if id != "none" || len(result) != 32 {
		t.Errorf("id %q, %d characters; want none, 32", id, len(result))
	}
	if strings.ContainsAny(result, special) {
		t.Errorf("%q has special characters", result)
	}
	count := func(set string) (n int) {
		for _, c := range result {
			if strings.ContainsRune(set, c) {
				n++
			}
		}
		return n
	}
	if count(upper) < 3 || count(digits) < 4 {
		t.Errorf("%q has %d capitals and %d digits; want 3 and 4 at least", result, count(upper), count(digits))
	}
	hash := out["bcryptHash"].StringValue()
	if !strings.HasPrefix(hash, "$2a$04$") || bcrypt.CompareHashAndPassword([]byte(hash), []byte(result)) != nil {
		t.Errorf("%q is no bcrypt hash of the password", hash)
	}
}

func TestLongPasswordIsHashedToBcryptsLimit(t *testing.T) {
	_, out := create(t, newWorld(t), "p", map[string]any{"length": 100})
	result := out["result"].StringValue()
	if bcrypt.CompareHashAndPassword([]byte(out["bcryptHash"].StringValue()), []byte(result)[:72]) != nil {
		t.Error("the hash is not of the first 72 bytes")
	}
}

func TestSameRunDrawsTheSameAndAReplacementAnother(t *testing.T) {
	in := map[string]any{"length": 20}
	a, b := newWorld(t), newWorld(t)
	_, one := create(t, a, "p", in)
	_, two := create(t, b, "p", in)
	_, other := create(t, a, "q", in)
	_, again := create(t, a, "p", in)
	if one["result"] != two["result"] {
		t.Error("the same resource of two worlds draws two passwords")
	}
	if one["result"] == other["result"] || one["result"] == again["result"] {
		t.Error("another resource, or its replacement, draws the same password")
	}
}

func TestReplacedPasswordOutlivesTheOneItReplaces(t *testing.T) {
	w := newWorld(t)
	create(t, w, "p", map[string]any{"length": 20})
	_, now := create(t, w, "p", map[string]any{"length": 24})
	gone := call("p", nil)
	gone.ID = "none"
	if err := w.Delete(gone); err != nil {
		t.Fatal(err)
	}
	_, out, ok, _ := w.Read(gone)
	if !ok || out["result"] != now["result"] {
		t.Error("deleting the replaced password took the new one away")
	}
	if err := w.Delete(gone); err != nil || len(w.Objects()) != 0 {
		t.Errorf("the password is not gone after its own deletion (%v)", err)
	}
}

func TestInputsTheProviderRefusesAtCheck(t *testing.T) {
	for name, c := range map[string]struct {
		rule   string
		in, ok map[string]any
	}{
		"sum of minimums": {"random/length", map[string]any{"length": 4, "minUpper": 3, "minLower": 2},
			map[string]any{"length": 5, "minUpper": 3, "minLower": 2}},
		"no length": {"random/length", map[string]any{"length": 0}, map[string]any{"length": 1}},
		"no characters": {"random/length",
			map[string]any{"length": 8, "lower": false, "upper": false, "numeric": false, "special": false}, map[string]any{"length": 8}},
		"two names": {"random/number-or-numeric", map[string]any{"length": 8, "number": true, "numeric": false},
			map[string]any{"length": 8, "number": true, "numeric": true}},
	} {
		said := func(in map[string]any) (out []string) {
			for _, check := range password().Check {
				if _, problem := check.Test(resource.NewPropertyMapFromMap(in)); problem != "" {
					out = append(out, check.Rule)
				}
			}
			return out
		}
		if got := said(c.in); len(got) != 1 || got[0] != c.rule {
			t.Errorf("%s: refused by %v, want %s", name, got, c.rule)
		}
		if got := said(c.ok); got != nil {
			t.Errorf("%s: %v refuses what is right", name, got)
		}
	}
}

func TestEveryInputReplaces(t *testing.T) {
	if k := password(); len(k.Replace) != 12 {
		t.Errorf("a password is replaced for %d of its 12 inputs", len(k.Replace))
	}
}
