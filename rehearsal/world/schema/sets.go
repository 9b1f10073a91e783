package schema

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Aligned returns the new inputs with the elements of every set in the order of
// the old ones: a set in another order is the same set. What is new takes the
// places of what has gone.
func (as Attributes) Aligned(olds, news resource.PropertyMap) resource.PropertyMap {
	out := maps.Clone(news)
	for name, a := range as {
		key := resource.PropertyKey(name)
		was, is := olds[key], news[key]
		switch {
		case was.IsObject() && is.IsObject() && a.Kind == "block":
			out[key] = resource.NewProperty(a.Of.Aligned(was.ObjectValue(), is.ObjectValue()))
		case was.IsArray() && is.IsArray():
			out[key] = resource.NewProperty(a.aligned(was.ArrayValue(), is.ArrayValue()))
		}
	}
	return out
}

func (a *Attribute) aligned(olds, news []resource.PropertyValue) []resource.PropertyValue {
	out := slices.Clone(news)
	if a.Kind != "set" {
		for i := range min(len(olds), len(news)) {
			out[i] = a.element(olds[i], news[i])
		}
		return out
	}
	var at []int // of out: the places whose old element has gone
	left := slices.Clone(news)
	out = slices.Grow(out[:0], len(news))
	for _, was := range olds {
		i := slices.IndexFunc(left, func(is resource.PropertyValue) bool { return a.element(was, is).DeepEquals(was) })
		if i >= 0 {
			left = slices.Delete(left, i, i+1)
			out = append(out, was)
			continue
		}
		at = append(at, len(out))
		out = append(out, resource.NewNullProperty())
	}
	for len(at) > 0 && len(left) > 0 {
		out[at[0]], at, left = left[0], at[1:], left[1:]
	}
	for i := len(at) - 1; i >= 0; i-- {
		out = slices.Delete(out, at[i], at[i]+1)
	}
	return append(out, left...)
}

func (a *Attribute) element(was, is resource.PropertyValue) resource.PropertyValue {
	if was.IsObject() && is.IsObject() {
		return resource.NewProperty(a.Of.Aligned(was.ObjectValue(), is.ObjectValue()))
	}
	return is
}
