package world

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/world/latency"
	"eks-elk/rehearsal/world/schema"
)

// ResourceType is what the world knows of one resource type. Everything but Type,
// Title and Service is optional.
type ResourceType struct {
	Token   string // Pulumi's, "aws:ec2/subnet:Subnet"
	Title   string // the service's word for it, "subnet"
	Service string // the service it is of, "EC2"

	// NameProperty is filled at check with the logical name and seven hex
	// digits where the program gives none, as the providers do; MaxName is the
	// service's limit on its length.
	NameProperty string
	MaxName      int

	// Schema is what the provider's code says of the type, where it is known as
	// data: defaults, what it refuses, what it answers, sets. What the fields below
	// say is said beside it.
	Schema schema.Type

	Defaults resource.PropertyMap // inputs the provider fills in
	Replace  []string             // input paths whose change is a replacement
	// InPlace returns those of Replace that a provider with that configuration
	// changes in place after all; nil: none.
	InPlace func(Session) []string
	// Same are inputs whose text may change without a difference, as the
	// provider's DiffSuppressFunc has it.
	Same map[string]func(old, new string) bool
	// FromState are input paths that the provider compares with what the service
	// answered last, where the program says anything there (Optional and Computed
	// attributes); elsewhere inputs are compared with inputs.
	FromState []string
	Required  []string // inputs without which the provider refuses at check
	Computed  []string // outputs unknown until it is made
	Renewed   []string // outputs that any change makes anew: unknown until it is changed
	Secrets   []string // outputs that are secret
	// Due returns the output that is true, and replaces the resource, once the time
	// has come; "" before.
	Due func(outputs resource.PropertyMap, now time.Time) string
	// StateOnly: it exists nowhere but in the stack's state (a password, a key).
	StateOnly bool
	// Outlasts: it holds data that a program may have outlast the stack, by
	// retainOnDelete. Then it is no leak.
	Outlasts bool
	// DeleteFirst: the service allows one at a time, so a replacement deletes first.
	DeleteFirst bool

	// ARN is an ARN's service, and what stands before the id: "ec2:subnet/"; "": Outputs
	// says it, if there is any.
	ARN string
	// ID makes the id; nil: the kind's IDPrefix and 17 hex digits (EC2's form).
	ID       func(*Op) string
	IDPrefix string
	// Anonymous: ids are not unique (a random password's is "none"), so the
	// URN tells things apart. A replacement takes the place of what it
	// replaces; the deletion that follows takes nothing away.
	Anonymous bool
	// Outputs adds what the service returns to the object (Op.Set). It runs at
	// create, and again at update when the inputs are merged in.
	Outputs func(*Op) error

	Check    []Check // rules on the inputs alone, run by the provider in preview too
	Refs     []Ref   // properties that name other objects
	Needs    []Need  // what must exist first although no property names it
	OnCreate []Rule  // rules against the world
	OnUpdate []Rule
	OnDelete []Rule
	OnRead   []Rule // also asked of what is gone
	// OnPreview: a preview asks the service for it, if there is any.
	OnPreview []Rule
	// Findings are the rules that hooks and models judge, without a Test: what
	// Violate and an Error's Rule may name beside the rules above.
	Findings []Rule

	// Made, Changed and Gone are what the service does by itself afterwards.
	Made    func(*Op) error
	Changed func(*Op) error
	Gone    func(*Op) error
	// Interrupted is what else is left of an operation whose caller died after
	// it had taken effect; what is "create", "update" or "delete".
	Interrupted func(op *Op, what string)
	// Missing is the result of deleting what is gone; nil: no error.
	Missing func(Call) error
	// Settled looks at the finished stack as a whole, once, through an operation
	// without an object, and records what only then is wrong.
	Settled func(*Op)
	// Broken is what becomes of a thing whose making failed for good.
	Broken func(*Op)
	// Watch is what happens to things of this kind when one of another type is
	// deleted: it runs while both are still there (Op is the other's deletion).
	Watch map[string]func(*Op) error

	// Takes is how long "create", "update" or "delete" takes where that depends on
	// the object or on what changes; nil, or no steps: the table's row of the type.
	Takes func(op *Op, what string) latency.Steps
	// Price says what AWS bills for the object, and how many of it; nil or 0: nothing.
	Price func(*Object) (item price.Item, n float64)
}

// Fill gives inputs what the provider fills in.
func (k *ResourceType) Fill(in resource.PropertyMap) {
	for key, v := range k.Defaults {
		if given, ok := in[key]; !ok || given.IsNull() {
			in[key] = v
		}
	}
	k.Schema.Fill(in)
}

// Unchanged returns the new inputs with the old text, and the old order, where both
// are the same to the provider.
func (k *ResourceType) Unchanged(olds, news resource.PropertyMap) resource.PropertyMap {
	out := k.Schema.Aligned(olds, news)
	for key, same := range k.Same {
		was, is := olds[resource.PropertyKey(key)], news[resource.PropertyKey(key)]
		if was.IsString() && is.IsString() && same(was.StringValue(), is.StringValue()) {
			out[resource.PropertyKey(key)] = was
		}
	}
	return out
}

// Check is a rule on the inputs alone; a failure names the property.
type Check struct {
	Rule   string
	Source string
	Test   func(in resource.PropertyMap) (property string, problem string)
}

// Rule is one rule of a service: ID names it in reports, Source says where it
// is written, Test refuses with the service's own error.
type Rule struct {
	ID     string
	Source string
	Test   func(*Op) error
}

// Register adds kinds to the world; a type known twice is a mistake of ours.
func (w *World) Register(types ...*ResourceType) error {
	for _, k := range types {
		if _, twice := w.types[k.Token]; twice {
			return fmt.Errorf("kind %s is registered twice", k.Token)
		}
		w.types[k.Token] = k
	}
	return nil
}

// ResourceType returns what the world knows of a type.
func (w *World) ResourceType(typ string) (*ResourceType, error) {
	if k, ok := w.types[typ]; ok {
		return k, nil
	}
	pkg, _, _ := strings.Cut(typ, ":")
	known := slices.DeleteFunc(w.Types(), func(t string) bool { return !strings.HasPrefix(t, pkg+":") })
	return nil, fmt.Errorf("the simulated cloud does not know the type %s; it knows %s",
		typ, strings.Join(known, ", "))
}

// Types returns every type the world knows, sorted.
func (w *World) Types() []string { return slices.Sorted(maps.Keys(w.types)) }
