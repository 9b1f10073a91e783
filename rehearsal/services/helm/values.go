package helm

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// values is a chart's values: maps, lists, strings, numbers and booleans.
type values map[string]any

// given reads the values a program gave, as pulumi-kubernetes v3.30.2 hands
// them to Helm: without nulls and empty lists, which it drops (fixed in 4.14.0
// and 4.30.0).
func given(o *world.Object) values {
	v := o.Get("values")
	if !v.IsObject() {
		return values{}
	}
	out, _ := plain(v).(map[string]any)
	return out
}

func plain(v resource.PropertyValue) any {
	switch {
	case v.IsSecret():
		return plain(v.SecretValue().Element)
	case v.IsOutput():
		return plain(v.OutputValue().Element)
	case v.IsObject():
		out := map[string]any{}
		for key, e := range v.ObjectValue() {
			if p := plain(e); p != nil {
				out[string(key)] = p
			}
		}
		return out
	case v.IsArray():
		if len(v.ArrayValue()) == 0 {
			return nil
		}
		var out []any
		for _, e := range v.ArrayValue() {
			out = append(out, plain(e))
		}
		return out
	case v.IsBool():
		return v.BoolValue()
	case v.IsNumber():
		return v.NumberValue()
	case v.IsString():
		return v.StringValue()
	default:
		return nil
	}
}

// over lays values over a chart's defaults as Helm does: maps are merged,
// everything else is taken from above.
func (v values) over(defaults values) values {
	out := values{}
	maps.Copy(out, defaults)
	for key, above := range v {
		below, ok := asMap(out[key])
		if inner, isMap := asMap(above); ok && isMap {
			out[key] = map[string]any(values(inner).over(below))
			continue
		}
		out[key] = above
	}
	return out
}

func asMap(x any) (map[string]any, bool) {
	switch m := x.(type) {
	case values:
		return m, true
	case map[string]any:
		return m, true
	}
	return nil, false
}

// at returns the value at a path of keys, nil where there is none.
func (v values) at(path ...string) any {
	var x any = v
	for _, key := range path {
		m, ok := asMap(x)
		if !ok {
			return nil
		}
		x = m[key]
	}
	return x
}

// str returns the text at a path; numbers and booleans as templates print them.
func (v values) str(path ...string) string {
	switch x := v.at(path...).(type) {
	case nil:
		return ""
	case string:
		return x
	case float64:
		return strings.TrimSuffix(fmt.Sprintf("%v", x), ".0")
	default:
		return fmt.Sprint(x)
	}
}

func (v values) is(path ...string) bool {
	b, ok := v.at(path...).(bool)
	return ok && b
}

func (v values) number(path ...string) int {
	switch n := v.at(path...).(type) {
	case float64:
		return int(n)
	case int:
		return n
	}
	return 0
}

func (v values) sub(path ...string) values {
	m, _ := asMap(v.at(path...))
	return m
}

// items returns the maps in the list at a path.
func (v values) items(path ...string) []values {
	list, _ := v.at(path...).([]any)
	var out []values
	for _, x := range list {
		if m, ok := asMap(x); ok {
			out = append(out, m)
		}
	}
	return out
}

// texts returns every string in the values with the path it stands at.
func (v values) texts() map[string]string {
	out := map[string]string{}
	var walk func(path string, x any)
	walk = func(path string, x any) {
		switch x := x.(type) {
		case string:
			out[path] = x
		case []any:
			for i, e := range x {
				walk(fmt.Sprintf("%s[%d]", path, i), e)
			}
		default:
			if m, ok := asMap(x); ok {
				for _, key := range slices.Sorted(maps.Keys(m)) {
					walk(strings.TrimPrefix(path+"."+key, "."), m[key])
				}
			}
		}
	}
	walk("", map[string]any(v))
	return out
}
