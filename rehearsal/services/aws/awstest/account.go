// Package awstest is a simulated AWS account for tests: resources are made as the
// provider makes them, and refusals are held against a code and a rule.
package awstest

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/aws"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/world"
)

// Region is where everything is made.
const Region = "eu-central-1"

// configMap stands for what the Kubernetes package knows of ConfigMaps.
const configMap = "kubernetes:core/v1:ConfigMap"

// In is what a resource is made from.
type In map[string]any

// With returns the inputs with some changed; a nil value takes one away.
func (in In) With(changes In) In {
	out := maps.Clone(in)
	for key, v := range changes {
		if v == nil {
			delete(out, key)
		} else {
			out[key] = v
		}
	}
	return out
}

// Account is an account and its world.
type Account struct {
	t testing.TB
	W *world.World
	// Session is what operations come through.
	Session world.Session
	asked   int
}

// New makes an empty account.
func New(t testing.TB) *Account {
	t.Helper()
	a := &Account{t: t, W: world.New(), Session: world.Session{Package: "aws", Region: Region}}
	a.W.Account = account.Old()
	a.must(a.W.Register(aws.ResourceTypes()...))
	a.must(a.W.RegisterFunctions(aws.Functions()...))
	a.must(a.W.Register(&world.ResourceType{
		Token: configMap, Title: "ConfigMap", Service: "Kubernetes",
		ID: func(op *world.Op) string { return op.Str("metadata.namespace") + "/" + op.Str("metadata.name") },
	}))
	return a
}

func (a *Account) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// Thing is something that was made.
type Thing struct {
	Type, Name, ID string
	In             In
	Out            resource.PropertyMap
	session        world.Session // zero: the account's
}

// Str returns an output.
func (x Thing) Str(path string) string {
	v, _ := world.Lookup(x.Out, path)
	return world.Str(v)
}

func (a *Account) call(typ, name, id string, in In) world.Call {
	a.t.Helper()
	k, err := a.W.ResourceType(typ)
	a.must(err)
	inputs := resource.NewPropertyMapFromMap(in)
	k.Fill(inputs)
	if key := resource.PropertyKey(k.NameProperty); key != "" && inputs[key].IsNull() {
		inputs[key] = resource.NewProperty(name)
	}
	return world.Call{
		URN: "urn:pulumi:dev::eks-elk::" + typ + "::" + name, Type: typ, Name: name, ID: id, Inputs: inputs, Session: a.Session,
	}
}

// Try makes a thing.
func (a *Account) Try(typ, name string, in In) (Thing, error) {
	a.t.Helper()
	id, out, err := a.W.Create(a.call(typ, name, "", in))
	return Thing{Type: typ, Name: name, ID: id, In: in, Out: out, session: a.Session}, err
}

// Make makes a thing, or ends the test.
func (a *Account) Make(typ, name string, in In) Thing {
	a.t.Helper()
	x, err := a.Try(typ, name, in)
	if err != nil {
		a.t.Fatalf("make %s %s: %v", typ, name, err)
	}
	return x
}

// Refused makes a thing and wants that code, and that rule's refusal.
func (a *Account) Refused(typ, name string, in In, code, rule string) {
	a.t.Helper()
	_, err := a.Try(typ, name, in)
	a.Refusal(err, code, rule)
}

// Change updates a thing.
func (a *Account) Change(x Thing, changes In) (Thing, error) {
	a.t.Helper()
	in := x.In.With(changes)
	call := a.call(x.Type, x.Name, x.ID, in)
	call.Session = a.sessionOf(x)
	call.Recorded = resource.NewPropertyMapFromMap(x.In)
	out, err := a.W.Update(call)
	return Thing{Type: x.Type, Name: x.Name, ID: x.ID, In: in, Out: out, session: x.session}, err
}

func (a *Account) sessionOf(x Thing) world.Session {
	if x.session.Package == "" {
		return a.Session
	}
	return x.session
}

// Drop deletes a thing.
func (a *Account) Drop(x Thing) error {
	a.t.Helper()
	call := a.call(x.Type, x.Name, x.ID, x.In)
	call.Session = a.sessionOf(x)
	return a.W.Delete(call)
}

// Dropped deletes things in that order, or ends the test.
func (a *Account) Dropped(things ...Thing) {
	a.t.Helper()
	for _, x := range things {
		if err := a.Drop(x); err != nil {
			a.t.Fatalf("delete %s %s: %v", x.Type, x.Name, err)
		}
	}
}

// Kept deletes a thing and wants that code, and that rule's refusal.
func (a *Account) Kept(x Thing, code, rule string) {
	a.t.Helper()
	a.Refusal(a.Drop(x), code, rule)
}

// Refusal wants an error of that code and rule.
func (a *Account) Refusal(err error, code, rule string) {
	a.t.Helper()
	var e *world.Error
	if !errors.As(err, &e) {
		a.t.Fatalf("got %v, want %s by %s", err, code, rule)
	}
	if e.Code != code || e.Rule != rule {
		a.t.Fatalf("got %s by %s (%s), want %s by %s", e.Code, e.Rule, e.Message, code, rule)
	}
}

// Violated wants a violation of the rule.
func (a *Account) Violated(rule string) {
	a.t.Helper()
	for _, v := range a.W.Violations() {
		if v.Rule == rule {
			return
		}
	}
	a.t.Fatalf("no violation of %s among %v", rule, a.W.Violations())
}

// Clean wants no violation at all.
func (a *Account) Clean() {
	a.t.Helper()
	if v := a.W.Violations(); len(v) > 0 {
		a.t.Fatalf("violations: %v", v)
	}
}

// Leaks wants exactly that many things left, all of whose names hold the text.
func (a *Account) Leaks(n int, text string) {
	a.t.Helper()
	left := a.W.Leaks()
	if len(left) != n {
		a.t.Fatalf("%d things are left, want %d: %v", len(left), n, left)
	}
	for _, l := range left {
		if !strings.Contains(l, text) {
			a.t.Fatalf("%q is left, want only %q", l, text)
		}
	}
}

// Checked runs the provider's own checks of the inputs and wants the rule, or
// with "" none, to object.
func (a *Account) Checked(typ string, in In, rule string) {
	a.t.Helper()
	k, err := a.W.ResourceType(typ)
	a.must(err)
	var objections []string
	for _, c := range k.Check {
		if property, problem := c.Test(resource.NewPropertyMapFromMap(in)); problem != "" {
			if property == "" {
				a.t.Fatalf("%s names no property: %s", c.Rule, problem)
			}
			objections = append(objections, c.Rule)
		}
	}
	if rule == "" && len(objections) > 0 || rule != "" && !slices.Contains(objections, rule) {
		a.t.Fatalf("objections %v, want %q", objections, rule)
	}
}

// Needs wants an edge of the rule between two things.
func (a *Account) Needs(from, to Thing, rule string) {
	a.t.Helper()
	for _, e := range a.W.Edges() {
		if e.Rule == rule && e.From.ID == from.ID && e.From.Type.Token == from.Type && e.To.ID == to.ID && e.To.Type.Token == to.Type {
			return
		}
	}
	a.t.Fatalf("no edge %s from %s to %s", rule, from.Name, to.Name)
}

// Ask looks at the world as an operation would.
func (a *Account) Ask(question func(*world.Op)) {
	a.t.Helper()
	const token = "test:index/ask:ask"
	a.asked++
	name := token + strings.Repeat("?", a.asked)
	a.must(a.W.RegisterFunctions(world.Function{Token: name, Answer: func(op *world.Op, _ resource.PropertyMap) (map[string]any, error) {
		question(op)
		return nil, nil
	}}))
	_, err := a.W.Invoke(name, a.Session, nil)
	a.must(err)
}
