package recorder

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Recording is what a program did.
type Recording struct {
	Resources []Resource           // in the order they were registered; the stack itself is not among them
	Invokes   []Invoke             // in the order they were asked
	Logs      []Log                // what the program wrote to the engine's log
	Exports   resource.PropertyMap // the stack's outputs; secrets and unknowns are marked
	Err       error                // what the program returned

	index map[string]int   // URN → place in Resources
	below map[string][]int // URN of a component → its descendants
	paths map[string]map[string]bool
}

// Resource is one registered resource.
type Resource struct {
	URN, Type, Name string
	Parent          string            // URN; empty: the stack
	Provider        string            // URN of the explicit provider; empty: the default one
	Providers       map[string]string // package → provider URN, as handed to a remote component
	ID              string
	Inputs          resource.PropertyMap
	Outputs         resource.PropertyMap // what the program saw, and what a component registered at its end

	Dependencies         []string            // URNs, explicit and from inputs
	PropertyDependencies map[string][]string // input → URNs

	Protect, RetainOnDelete bool
	DeletedWith             string   // URN
	SecretOutputs           []string // additionalSecretOutputs
	IgnoreChanges           []string
	ReplaceOnChanges        []string
	ReplaceWith             []string // URNs
	HideDiffs               []string
	DeleteBeforeReplace     bool
	Timeouts                Timeouts
	Import                  string   // id of what it takes over
	Aliases                 []string // URNs it had before, those that its parents' aliases give it too
	Version                 string   // provider version asked for

	Remote bool // a component made by a plugin (eks:index:Cluster)
	Custom bool // managed by a provider, not a component
	Made   bool // made by a remote component, not by the program

	transforms []*pulumirpc.Callback
	aliased    []*pulumirpc.Alias
}

// Timeouts are a resource's customTimeouts, such as "10m"; empty: the provider's own.
type Timeouts struct{ Create, Update, Delete string }

// Invoke is one function call to a provider.
type Invoke struct {
	Token    string
	Provider string // URN; empty: the default one
	Args     resource.PropertyMap
}

// Log is one line for the person at the terminal.
type Log struct {
	Severity string // DEBUG, INFO, WARNING, ERROR
	Message  string
}

// Find returns the resource of that type and name, or nil.
func (r *Recording) Find(typeToken, name string) *Resource {
	for i := range r.Resources {
		if r.Resources[i].Type == typeToken && r.Resources[i].Name == name {
			return &r.Resources[i]
		}
	}
	return nil
}

// OfType returns the resources of one type, in the order they were registered.
func (r *Recording) OfType(typeToken string) []Resource {
	return slices.DeleteFunc(slices.Clone(r.Resources), func(res Resource) bool { return res.Type != typeToken })
}

// Get returns the resource with that URN, or nil.
func (r *Recording) Get(urn string) *Resource {
	if i, ok := r.index[urn]; ok {
		return &r.Resources[i]
	}
	return nil
}

// Children returns the resources directly below that URN.
func (r *Recording) Children(urn string) []Resource {
	return slices.DeleteFunc(slices.Clone(r.Resources), func(res Resource) bool { return res.Parent != urn })
}

// Names returns "type name" of every resource, sorted: what a golden file holds.
func (r *Recording) Names() []string {
	out := make([]string, 0, len(r.Resources))
	for _, res := range r.Resources {
		out = append(out, res.Type+" "+res.Name)
	}
	slices.Sort(out)
	return out
}

// Warnings returns the messages logged as warnings.
func (r *Recording) Warnings() []string {
	var out []string
	for _, l := range r.Logs {
		if l.Severity == "WARNING" {
			out = append(out, l.Message)
		}
	}
	return out
}
