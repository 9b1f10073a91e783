package schema

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

const table = `# a comment
== t:i:Thing create=20m
name string required replaces
size number default=3
self bool default=false conflicts=peers
peers list
peers.id string required
zones set min=1 max=2
rules set
rules.port number
rules.to set
own block
own.a string one-of=own.a,own.b
own.b string one-of=own.a,own.b
id string output
key string with=size,name
mode string in=on,off
hops number from=1 to=64
code string length=2..3 form=^[a-z]+$ not=^aa
blocks set cidr
days number in=1,3`

func thing(t *testing.T) Type {
	t.Helper()
	types, err := Parse(table)
	if err != nil {
		t.Fatal(err)
	}
	return types["t:i:Thing"]
}

type object = map[string]any

func props(m object) resource.PropertyMap { return resource.NewPropertyMapFromMap(m) }

func TestATableIsReadOrRefused(t *testing.T) {
	if got := thing(t); got.Timeouts["create"].Minutes() != 20 || !got.Attributes["peers"].Of["id"].Required {
		t.Errorf("read: %+v", got)
	}
	for _, bad := range []string{"== t create=long", "== t\na string maybe", "== t\na.b string", "== t\na string min=x", "== t\na bool default=no",
		"== t\na string form=[", "== t\na string length=3"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestWhatTheProviderRefuses(t *testing.T) {
	for _, c := range []struct {
		changes      object
		path, reason string
	}{
		{object{}, "", ""},
		{object{"name": nil}, "name", "Missing required argument"},
		{object{"nmae": "x"}, "nmae", "Invalid or unknown key"},
		{object{"id": "x"}, "id", "unconfigurable"},
		{object{"zones": []any{}}, "zones", "1 item minimum"},
		{object{"zones": []any{"a", "b", "c"}}, "zones", "2 item maximum"},
		{object{"peers": []any{object{}}}, "peers[0].id", "Missing required argument"},
		{object{"peers": []any{object{"id": "x"}}, "self": true}, "self", "conflicts with peers"},
		{object{"own": object{"a": "x"}}, "", ""},
		{object{"own": object{}}, "own.a", "one of `own.a,own.b` must be specified"},
		{object{"own": object{"a": "x", "b": "y"}}, "own.a", "only one of"},
		{object{"key": "x", "size": 1}, "", ""},
		{object{"key": "x", "size": nil}, "key", "all of `size,name` must be specified"},
		{object{"mode": "on", "hops": 64, "code": "ab", "blocks": []any{"10.0.0.0/8"}, "days": 3}, "", ""},
		{object{"mode": "maybe"}, "mode", "one of [on off], got maybe"},
		{object{"hops": 0}, "hops", "at least 1, got 0"},
		{object{"hops": 65}, "hops", "at most 64, got 65"},
		{object{"days": 2}, "days", "one of [1 3], got 2"},
		{object{"code": "abcd"}, "code", "2 to 3 characters"},
		{object{"code": "AB"}, "code", "to match"},
		{object{"code": "aab"}, "code", "not to match"},
		{object{"blocks": []any{"10.0.0.0/8", "10.1.0.0/8"}}, "blocks", `network address, got 10.1.0.0/8`},
	} {
		in := object{"name": "x", "zones": []any{"a"}}
		for key, v := range c.changes {
			in[key] = v
		}
		problems := thing(t).Problems(props(in))
		switch {
		case c.path == "" && len(problems) > 0, c.path != "" && len(problems) != 1:
			t.Errorf("%v: %v", c.changes, problems)
		case c.path != "" && (problems[0].Path != c.path || !strings.Contains(problems[0].Reason, c.reason)):
			t.Errorf("%v: %v, want %s: %s", c.changes, problems, c.path, c.reason)
		}
	}
}

func TestADefaultThatConflictsIsLeftOut(t *testing.T) {
	alone, beside := props(object{}), props(object{"peers": []any{object{"id": "x"}}})
	thing(t).Fill(alone)
	thing(t).Fill(beside)
	if alone["size"].NumberValue() != 3 || alone["self"].BoolValue() {
		t.Errorf("filled: %v", alone)
	}
	if _, is := beside["self"]; is {
		t.Errorf("filled beside peers: %v", beside)
	}
}

func TestASetInAnotherOrderIsTheSame(t *testing.T) {
	rule := func(port int, to ...any) object { return object{"port": port, "to": to} }
	olds := props(object{"zones": []any{"a", "b"}, "peers": []any{"a", "b"}, "rules": []any{rule(1, "x", "y"), rule(2)}})
	news := props(object{"zones": []any{"b", "a"}, "peers": []any{"b", "a"}, "rules": []any{rule(2), rule(1, "y", "x")}})
	changed := olds.Diff(thing(t).Aligned(olds, news))
	if changed == nil || changed.Changed("zones") || changed.Changed("rules") || !changed.Changed("peers") {
		t.Errorf("%v, want a change of the list alone", changed)
	}
	got := thing(t).Aligned(props(object{"zones": []any{"a", "b", "c"}}), props(object{"zones": []any{"d", "c", "e", "f"}}))
	if want := props(object{"zones": []any{"d", "e", "c", "f"}}); !got.DeepEquals(want) {
		t.Errorf("%v, want %v", got, want)
	}
	got = thing(t).Aligned(props(object{"zones": []any{"a", "b", "c"}}), props(object{"zones": []any{"c"}}))
	if want := props(object{"zones": []any{"c"}}); !got.DeepEquals(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A refresh learns what the service has of what the program says, and nothing else.
func TestARefreshSeesWhatTheServiceSays(t *testing.T) {
	said := props(object{
		"size": 2, "zones": []any{"a"}, "own": object{"a": "1"}, "rules": []any{object{"port": 1}}, "unknown": "kept", "mode": "on",
	})
	answered := props(object{
		"size": 5, "zones": []any{"b", "a"}, "own": object{"a": "2", "b": "the service's"}, "rules": []any{object{"port": 7, "to": []any{"x"}}},
		"id": "1", "name": "the service's", "mode": nil,
	})
	want := props(object{
		"size": 5, "zones": []any{"b", "a"}, "own": object{"a": "2"}, "rules": []any{object{"port": 7}}, "unknown": "kept", "mode": "on",
	})
	if got := thing(t).Seen(said, answered); !got.DeepEquals(want) {
		t.Errorf("%v, want %v", got, want)
	}
}
