package world

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Call is one request of the engine.
type Call struct {
	URN    string
	Type   string
	Name   string // logical name
	ID     string // update, delete, read
	Inputs resource.PropertyMap
	// Recorded: update: the inputs that the engine's state has, which differ
	// from the object's when the answer to an update was lost.
	Recorded resource.PropertyMap
	Session  Session
}

// Op is an operation under way: what rules look at and hooks act through.
type Op struct {
	world  *World
	Type   *ResourceType
	Object *Object // being made, changed or deleted
	Old    *Object // update: as it was before
	Call   Call

	deleting bool
	going    string // key of what is being deleted, for a question about another object
}

// As returns an operation that looks at the world from another object's place.
// Asked in a deletion, it sees the world without what is being deleted.
func (op *Op) As(o *Object) *Op {
	as := &Op{world: op.world, Type: o.Type, Object: o, Call: Call{URN: o.URN, Type: o.Type.Token, Name: o.Name, ID: o.ID, Session: o.Session}}
	if op.deleting {
		as.going = op.Object.Key()
	}
	return as
}

// Str and Strs return the object's own properties.
func (op *Op) Str(path string) string    { return op.Object.Str(path) }
func (op *Op) Strs(path string) []string { return op.Object.Strs(path) }

// Set gives the object an output. Values are Go values: strings, numbers,
// booleans, lists, maps.
func (op *Op) Set(name string, value any) {
	op.Object.Outputs[resource.PropertyKey(name)] = resource.NewPropertyValue(value)
}

// Default gives the object an output unless the program set it.
func (op *Op) Default(name string, value any) {
	if v, ok := op.Object.Outputs[resource.PropertyKey(name)]; !ok || v.IsNull() {
		op.Set(name, value)
	}
}

// Hex returns n hex digits of the object's own.
func (op *Op) Hex(n int) string {
	return op.world.hex(op.Type.Token+"|"+cmp.Or(op.Call.URN, op.Object.Name), n)
}

// ARN makes an ARN in the account: arn:aws:<service>:<region>:<account>:<rest>.
// IAM's have no region.
func (op *Op) ARN(service, rest string) string {
	region := op.Region()
	if service == "iam" {
		region = ""
	}
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", Partition(op.Region()), service, region, op.world.AccountID, rest)
}

// Account is the simulated account's twelve digits.
func (op *Op) Account() string { return op.world.AccountID }

// Region is the region of the provider that asks.
func (op *Op) Region() string { return op.Object.Session.Region }

// APIServer returns the address and the authority's PEM that stand for every
// simulated cluster's endpoint.
func (op *Op) APIServer() (address, caPEM string) { return op.world.APIServer, op.world.APIServerCA }

// Now is the time on the world's calendar.
func (op *Op) Now() time.Time { return op.world.Now() }

// Published tells how often AWS has published a newer one since the stack came up.
func (op *Op) Published(what string) int { return op.world.Published[what] }

// Lapse tells whether a service does this wrong now.
func (op *Op) Lapse(name string) bool { return op.world.Lapses[name] }

// PluginLives tells whether a killed engine's plugin finishes what it was asked for.
func (op *Op) PluginLives() bool { return op.world.PluginLives }

// Restore puts the object back that a deletion took away before it was cut off.
func (op *Op) Restore() { op.world.objects[op.Object.Key()] = op.Object }

// List returns what exists of the types, oldest first, the object itself left out.
func (op *Op) List(types ...string) []*Object {
	return slices.DeleteFunc(op.world.list(types...), func(o *Object) bool {
		key := o.Key()
		return key == op.Object.Key() || key == op.going || op.elsewhere(o)
	})
}

// elsewhere: AWS shows in one region what is in it.
func (op *Op) elsewhere(o *Object) bool {
	here, there := op.Region(), o.Session.Region
	return here != "" && there != "" && here != there && !op.Type.everywhere() && !o.Type.everywhere()
}

// Find returns the object of one of the types whose property by ("" is the id)
// is the value, or nil.
func (op *Op) Find(by, value string, types ...string) *Object {
	for _, o := range op.List(types...) {
		if by == "" && o.ID == value || by != "" && o.Str(by) == value {
			return o
		}
	}
	return nil
}

// Existing returns what already stands in the place the object would take, or nil.
func (op *Op) Existing() *Object { return op.world.objects[op.Object.Key()] }

// Require says that from needs to as well, from now on: a rule of from's kind
// with a Need of that ID decides what happens when to goes first.
func (op *Op) Require(from, to *Object, rule string) {
	same := func(e Edge) bool { return e.From.Key() == from.Key() && e.To.Key() == to.Key() && e.Rule == rule }
	if !slices.ContainsFunc(op.world.edges, same) {
		op.world.edges = append(op.world.edges, Edge{From: from, To: to, Rule: rule, required: true})
	}
}

// Where returns the objects of a type whose property is, or holds, the value.
func (op *Op) Where(typ, property, value string) []*Object {
	return slices.DeleteFunc(op.List(typ), func(o *Object) bool { return !slices.Contains(o.Strs(property), value) })
}

// CreateManaged makes an object that the service owns by itself. It goes away with the
// parents when they do, unless something keeps it.
func (op *Op) CreateManaged(typ, id, owner string, outputs map[string]any, parents ...*Object) (*Object, error) {
	k, err := op.world.ResourceType(typ)
	if err != nil {
		return nil, err
	}
	o := &Object{
		Type: k, ID: id, Owner: owner, Session: op.Object.Session,
		Inputs:  resource.PropertyMap{},
		Outputs: resource.NewPropertyMapFromMap(outputs),
	}
	for _, p := range parents {
		o.Parents = append(o.Parents, p.Key())
	}
	op.world.add(o)
	return o, nil
}

// Remove takes an object out of the world without asking any rule: what a
// service does to what it made by itself.
func (op *Op) Remove(o *Object) { delete(op.world.objects, o.Key()) }

// Discard is Remove, and takes along what goes away with the object.
func (op *Op) Discard(o *Object) {
	op.Remove(o)
	op.world.cascade(o.Key())
}

// Dismiss takes away what a service made by itself, and what watches its type sees
// it go, as in a deletion.
func (op *Op) Dismiss(o *Object) error {
	going := op.As(o)
	going.deleting = true
	if err := going.watched(); err != nil {
		return err
	}
	op.Discard(o)
	return nil
}

// watched lets happen what happens to others while the object is deleted.
func (op *Op) watched() error {
	for _, k := range op.world.types {
		if watch := k.Watch[op.Type.Token]; watch != nil {
			if err := watch(op); err != nil {
				return err
			}
		}
	}
	return nil
}

// Revert puts back what the object was before an update that failed half-way.
func (op *Op) Revert() { op.world.objects[op.Old.Key()] = op.Old }

// Violate records something the service allows but that is wrong.
func (op *Op) Violate(rule, format string, args ...any) {
	v := Violation{Rule: rule, URN: op.Object.URN, Message: fmt.Sprintf(format, args...)}
	if !slices.Contains(op.world.violations, v) { // what an operation showed, the settled stack shows again
		op.world.violations = append(op.world.violations, v)
	}
}

func (w *World) add(o *Object) {
	o.home = o.Type.home(o.Session)
	if o.Owner != "" && o.Type.Service == "Kubernetes" && len(o.Parents) > 0 {
		o.home = o.Parents[0] // what AWS makes on a cluster comes through no API server's provider
	}
	w.born++
	o.serial = w.born
	w.objects[o.Key()] = o
}

// DNSSuffix returns what the names of AWS's services end with in a region.
func DNSSuffix(region string) string {
	if Partition(region) == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// Partition returns the AWS partition of a region.
func Partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}
