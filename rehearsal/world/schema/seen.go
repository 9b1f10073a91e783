package schema

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Seen returns a resource's recorded inputs with what its service answers in their
// place, as a refresh records them: of a block what the inputs say, of anything
// else all of it (pulumi-terraform-bridge v3, pkg/tfbridge/schema.go,
// extractInputsObject: a refresh looks at the properties of the old inputs).
func (as Attributes) Seen(recorded, answered resource.PropertyMap) resource.PropertyMap {
	out := recorded.Copy()
	for key, was := range recorded {
		if a, is := as[string(key)], answered[key]; a != nil && !is.IsNull() {
			out[key] = a.seen(was, is)
		}
	}
	return out
}

func (a *Attribute) seen(was, is resource.PropertyValue) resource.PropertyValue {
	switch {
	case len(a.Of) == 0:
	case was.IsObject() && is.IsObject():
		return resource.NewProperty(a.Of.Seen(was.ObjectValue(), is.ObjectValue()))
	case was.IsArray() && is.IsArray():
		out := slices.Clone(is.ArrayValue())
		for i := range min(len(out), len(was.ArrayValue())) {
			out[i] = a.seen(was.ArrayValue()[i], out[i])
		}
		return resource.NewProperty(out)
	}
	return is
}
