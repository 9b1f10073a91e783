// Package random is what the world knows of the random provider: values made
// once and kept in the state. They follow from the resource's URN and how often
// it was made, so that the same run draws the same values.
package random

import (
	"encoding/hex"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// Password is the type of a password, as Pulumi names it.
const Password = "random:index/randomPassword:RandomPassword"

// ResourceTypes returns the one type of the random provider that the stack makes.
func ResourceTypes() []*world.ResourceType {
	return []*world.ResourceType{password()}
}

// draw returns n bytes of the object's own, never the same twice.
func draw(op *world.Op, n int) []byte {
	b, err := hex.DecodeString(op.Hex(2 * n))
	if err != nil {
		panic(err) // Hex answers hex digits
	}
	return b
}

// wanted returns the truth given for an input; the provider's default is true.
func wanted(in resource.PropertyMap, key resource.PropertyKey) bool {
	v := in[key]
	return !v.IsBool() || v.BoolValue()
}
