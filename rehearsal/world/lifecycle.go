package world

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Create makes a thing: references and needs must exist and the rules must
// hold, or the service's error is returned and nothing is made.
func (w *World) Create(call Call) (id string, outputs resource.PropertyMap, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, err := w.ResourceType(call.Type)
	if err != nil {
		return "", nil, err
	}
	op := &Op{world: w, Type: k, Call: call}
	op.Object = &Object{
		Type: k, URN: call.URN, Name: call.Name, Session: call.Session.lasting(),
		Inputs: call.Inputs, Outputs: call.Inputs.Copy(),
	}
	err = w.journaled("create", op, func() error {
		op.Object.ID = op.newID()
		edges, err := op.accept(k.OnCreate)
		if err != nil {
			return err
		}
		if before := w.objects[op.Object.Key()]; before != nil && k.Anonymous {
			op.Object.again = before.again + 1
		} else if before != nil {
			return Refuse(k.Service, "AlreadyExists", "%s %s already exists", k.Title, op.Object.ID)
		}
		w.add(op.Object)
		w.edges = append(w.edges, edges...)
		if k.Made != nil {
			return k.Made(op)
		}
		return nil
	})
	return op.Object.ID, op.Object.Outputs.Copy(), err
}

// Update changes a thing in place.
func (w *World) Update(call Call) (outputs resource.PropertyMap, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, old, err := w.called(call)
	if err != nil {
		return nil, err
	}
	if old == nil {
		return nil, Refuse(k.Service, "NotFound", "%s %s does not exist", k.Title, call.ID)
	}
	op := &Op{world: w, Type: k, Old: old, Call: call}
	changed := *old
	changed.URN, changed.Name, changed.Owner = call.URN, call.Name, "" // what a service made by itself is the stack's now
	changed.Inputs = call.Inputs
	changed.Outputs = old.Outputs.Copy()
	for key := range old.Inputs { // an input taken away is no longer an output
		if _, still := call.Inputs[key]; !still {
			delete(changed.Outputs, key)
		}
	}
	maps.Copy(changed.Outputs, call.Inputs)
	op.Object = &changed
	err = w.journaled("update", op, func() error {
		edges, err := op.accept(op.Type.OnUpdate)
		if err != nil {
			return err
		}
		w.objects[op.Object.Key()] = op.Object
		w.edges = append(slices.DeleteFunc(w.edges, func(e Edge) bool { return !e.required && e.From.Key() == old.Key() }), edges...)
		if op.Type.Changed != nil {
			if err := op.Type.Changed(op); err != nil {
				return err
			}
		}
		op.reconsider()
		return nil
	})
	if err != nil {
		return old.Outputs.Copy(), err
	}
	return op.Object.Outputs.Copy(), nil
}

// Delete takes a thing away, unless something still depends on it. Deleting
// what is gone is no error, as with the real providers, unless its kind says so.
func (w *World) Delete(call Call) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, o, err := w.called(call)
	if err != nil {
		return err
	}
	op := &Op{world: w, Type: k, Object: o, Call: call}
	if o == nil {
		return w.journaled("delete", op, func() error {
			if k.Missing != nil {
				return k.Missing(call)
			}
			return nil
		})
	}
	return w.journaled("delete", op, func() error {
		if o.again > 0 {
			o.again--
			return nil
		}
		op.deleting = true
		if err := op.obey(op.Type.OnDelete); err != nil {
			return err
		}
		if err := op.released(); err != nil {
			return err
		}
		if err := op.watched(); err != nil {
			return err
		}
		delete(w.objects, op.Object.Key())
		if op.Type.Gone != nil {
			if err := op.Type.Gone(op); err != nil {
				return err
			}
		}
		w.cascade(op.Object.Key())
		op.reconsider()
		return nil
	})
}

// journaled runs one operation between the hooks and writes it down.
func (w *World) journaled(what string, op *Op, do func() error) error {
	e := Entry{N: len(w.journal) + 1, Op: what, Type: op.Type.Token, URN: op.Call.URN, Name: op.Call.Name, Server: op.Call.Session.Server}
	if what == "delete" && op.Object != nil {
		e.Takes = op.takes(what) // its relations go with it
	}
	err := error(nil)
	if w.before != nil {
		err = w.before(e)
	}
	if err == nil && op.Object != nil {
		err = w.Account.Authorize(op, what)
	}
	if err == nil {
		err = do()
	}
	if err != nil {
		e.Failed = err.Error()
	}
	if what != "delete" && op.Object != nil {
		e.Takes = op.takes(what)
	}
	w.journal = append(w.journal, e)
	if err == nil && w.after != nil {
		err = w.after(e)
	}
	if errors.Is(err, ErrKilled) && op.Type.Interrupted != nil {
		op.Type.Interrupted(op, what)
	}
	if u := (*Unfinished)(nil); errors.As(err, &u) && u.Broken && op.Type.Broken != nil {
		op.Type.Broken(op)
	}
	if w.Seen != nil {
		w.Seen(w.list())
	}
	return err
}

func (op *Op) newID() string {
	if op.Type.ID != nil {
		return op.Type.ID(op)
	}
	return op.Type.IDPrefix + "0" + op.Hex(16)
}

func (op *Op) obey(rules []Rule) error {
	for _, r := range rules {
		if err := r.Test(op); err != nil {
			return marked(r.ID, err)
		}
	}
	return nil
}

func marked(rule string, err error) error {
	if e, ok := err.(*Error); ok && e.Rule == "" {
		e.Rule = rule
	}
	return err
}

// accept finds what the object refers to and needs, holds the rules and adds what
// the service returns.
func (op *Op) accept(rules []Rule) ([]Edge, error) {
	edges, err := op.resolve()
	if err == nil {
		err = op.obey(rules)
	}
	if service, kind, named := strings.Cut(op.Type.ARN, ":"); named {
		op.Set("arn", op.ARN(service, kind+op.Object.ID))
	}
	if op.Type.Schema.Attributes["ownerId"] != nil {
		op.Set("ownerId", op.Account())
	}
	if err == nil && op.Type.Outputs != nil {
		err = op.Type.Outputs(op)
	}
	for name, a := range op.Type.Schema.Attributes {
		if a.Computed || a.Output {
			op.Default(name, a.Zero())
		}
	}
	if op.Type.Schema.Attributes["tagsAll"] != nil {
		op.setTagsAll()
	}
	return edges, err
}

// resolve finds everything the object refers to and needs.
func (op *Op) resolve() ([]Edge, error) {
	var edges []Edge
	for _, ref := range op.Type.Refs {
		for _, value := range op.Strs(ref.Property) {
			to := op.Find(ref.By, value, ref.To...)
			if to == nil {
				return nil, &Error{Service: op.Type.Service, Code: ref.Code, Message: fmt.Sprintf(ref.Message, value), Rule: ref.rule(op.Type)}
			}
			edges = append(edges, Edge{From: op.Object, To: to, Rule: ref.rule(op.Type), CreateOnly: ref.Loose})
		}
	}
	for _, need := range op.Type.Needs {
		found, err := need.Find(op)
		if err != nil {
			return nil, marked(need.ID, err)
		}
		for _, to := range found {
			edges = append(edges, need.edge(op, to))
		}
	}
	return edges, nil
}

func (r Ref) rule(k *ResourceType) string { return k.Title + "/" + r.Property + "-exists" }

// released refuses a deletion while something that may not outlive the object
// still refers to it or needs it.
func (op *Op) released() error {
	key := op.Object.Key()
	for _, e := range op.world.edges {
		dependent := op.world.objects[e.From.Key()]
		if e.To.Key() != key || e.CreateOnly || dependent == nil || dependent.Key() == key {
			continue
		}
		for _, ref := range dependent.Type.Refs {
			if ref.Loose || ref.rule(dependent.Type) != e.Rule {
				continue
			}
			code, wording := ref.InUse, ref.InUseAs
			if code == "" {
				code, wording = "DependencyViolation", "The "+op.Type.Title+" '%s' has dependencies and cannot be deleted."
			}
			return &Error{Service: op.Type.Service, Code: code, Message: fmt.Sprintf(wording, op.Object.ID) + " (" + dependent.String() + ")",
				Rule: e.Rule}
		}
		for _, need := range dependent.Type.Needs {
			if need.ID != e.Rule {
				continue
			}
			if err := need.released(op, dependent); err != nil {
				return marked(e.Rule, err)
			}
		}
	}
	return nil
}

// cascade takes away what a service made for the object that is gone.
func (w *World) cascade(key string) {
	for _, o := range w.list() {
		if slices.Contains(o.Parents, key) {
			delete(w.objects, o.Key())
			w.cascade(o.Key())
		}
	}
}
