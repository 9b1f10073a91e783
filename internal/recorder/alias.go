package recorder

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// aliases returns the URNs under which the engine looks for the resource in an old
// state: its own aliases, and for each of them and for itself the places below
// its parent's aliases (pulumi/pkg resource/deploy, generateAliases).
func (m *monitor) aliases(res *Resource) []string {
	var out []string
	add := func(urn string) {
		if urn != res.URN && !slices.Contains(out, urn) {
			out = append(out, urn)
		}
	}
	for _, a := range res.aliased {
		add(m.aliasURN(res, a))
	}
	parent := m.byURN[res.Parent]
	if parent == nil {
		return out
	}
	for _, urn := range append([]string{res.URN}, out...) {
		was := resource.URN(urn)
		for _, above := range parent.Aliases {
			name := was.Name()
			if rest, ok := strings.CutPrefix(name, parent.Name); ok { // named after its parent
				name = resource.URN(above).Name() + rest
			}
			add(string(resource.NewURN(was.Stack(), was.Project(), resource.URN(above).QualifiedType(), was.Type(), name)))
		}
	}
	return out
}

// aliasURN completes an alias with what the resource is called now.
func (m *monitor) aliasURN(res *Resource, a *pulumirpc.Alias) string {
	if a.GetSpec() == nil {
		return a.GetUrn()
	}
	spec, is := a.GetSpec(), resource.URN(res.URN)
	parent := cmp.Or(spec.GetParentUrn(), res.Parent)
	if spec.GetNoParent() {
		parent = ""
	}
	var above tokens.Type
	if parent != "" && parent != m.stackURN {
		above = resource.URN(parent).QualifiedType()
	}
	return string(resource.NewURN(cmp.Or(tokens.QName(spec.GetStack()), is.Stack()), cmp.Or(tokens.PackageName(spec.GetProject()), is.Project()),
		above, tokens.Type(cmp.Or(spec.GetType(), res.Type)), cmp.Or(spec.GetName(), res.Name)))
}
