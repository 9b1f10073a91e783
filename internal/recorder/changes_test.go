package recorder

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// holding returns a recording of resources by name.
func holding(resources map[string]map[string]any) *Recording {
	r := &Recording{index: map[string]int{}}
	for name, inputs := range resources {
		r.index["urn:"+name] = len(r.Resources)
		r.Resources = append(r.Resources, Resource{URN: "urn:" + name, Type: "t", Name: name, Inputs: props(inputs)})
	}
	return r
}

func TestChangesAreWhatDiffers(t *testing.T) {
	before := holding(map[string]map[string]any{
		"same": {"a": "x"}, "gone": {},
		"deep": {"values": map[string]any{"resources": map[string]any{"cpu": "1", "memory": "1Gi"}},
			"list": []any{"a", "b"}, "policy": `{"to": ["x"]}`, "set": "x", "cidrs": []any{"a"}},
	})
	after := holding(map[string]map[string]any{
		"same": {"a": "x"}, "new": {},
		"deep": {"values": map[string]any{"resources": map[string]any{"cpu": "2", "memory": "1Gi"}},
			"list": []any{"a"}, "policy": `{"to": ["y"]}`, "cidrs": []any{"b", "c"}, "roles": []any{"a", "b"}},
	})
	before.Exports, after.Exports = props(map[string]any{"gone": "x", "same": "x"}), props(map[string]any{"same": "x"})
	after.Exports["password"] = resource.MakeSecret(resource.NewProperty("x"))
	before.Invokes = []Invoke{{Token: "ask", Args: props(map[string]any{"version": "1"})}}
	after.Invokes = []Invoke{{Token: "ask", Args: props(map[string]any{"version": "2"})}}
	want := []string{
		"+ output::password", "+ t::new", "- output::gone", "- t::gone", "invoke::ask: [].version",
		"t::deep: cidrs[1→2], cidrs[], list[2→1], policy.to[], roles[2], set, values.resources.cpu",
	}
	if got := Changes(before, after); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Changes(after, after); got != nil {
		t.Errorf("nothing differs, and %q is said", got)
	}
}

func TestASecretThatIsShownIsAChange(t *testing.T) {
	before, after := holding(map[string]map[string]any{"x": {"a": "x"}}), holding(map[string]map[string]any{"x": {}})
	after.Resources[0].Inputs["a"] = resource.MakeSecret(resource.NewProperty("x"))
	if got := Changes(before, after); !slices.Equal(got, []string{"t::x: a"}) {
		t.Errorf("%q", got)
	}
}
