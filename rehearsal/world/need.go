package world

import "slices"

// Ref is a property that names another object. The object must exist when the
// property's owner is made or changed, and (unless Loose) may not be deleted
// before it.
type Ref struct {
	Property string   // path; a list of names is a list of references
	To       []string // types it may name
	By       string   // the property that is the name: "" the id, "arn", "name"
	Code     string   // the service's error when it is missing
	Message  string   // its wording; %s is the value
	// Loose: the service lets the named object be deleted first.
	Loose bool
	// InUse is the error when the named object is deleted too early:
	// empty code: DependencyViolation.
	InUse   string
	InUseAs string // wording; %s is the object being deleted
}

// Need is what must exist before an object although no property names it, and
// must outlive it. It is a rule, a pair for the order proof and an edge of the
// lower bound, all in one.
type Need struct {
	ID     string // the rule's name
	Source string
	// Find returns the objects needed. An error is the service's refusal at create.
	Find func(*Op) ([]*Object, error)
	// Lost is the violation when a needed object is deleted before its dependent: their
	// names are put into it in this order. "": the service lets it go, and no harm is done.
	Lost string
	// Spared says that no harm is done after all; nil: never. UnlessMet: nor is there
	// where the need is met without the object.
	Spared    func(op *Op, dependent *Object) bool
	UnlessMet bool
	// Outlive judges such a deletion where that is not enough to say; nil: Lost does.
	Outlive func(op *Op, dependent *Object) error
	// CreateOnly: the needed object may go before the dependent.
	CreateOnly bool
	// Waits: made beside what it needs, the object waits for it by itself. Then
	// nothing asks for an order, unless the returned reason says why it would not
	// wait long enough. nil: it has to be there before.
	Waits func(op *Op, to *Object) (waits bool, short string)
	// Why says what of the object asks for another one, beside the rule; may be nil.
	Why func(op *Op, to *Object) string
	// Lasting: it must be met as long as the object lives; a change of something
	// needed that ends it is a violation.
	Lasting bool
}

// Edge says that From needed To when it was made, and by which rule.
type Edge struct {
	From, To *Object
	Rule     string
	Why      string // what of From asks for To; may be empty
	// CreateOnly: the edge asks nothing of the order of deletion.
	CreateOnly bool
	// Waits: From may be made beside To, unless Short says why it does not wait long
	// enough.
	Waits bool
	Short string

	required bool // by Op.Require, not found by a Need
}

// released judges the deletion of a needed object before its dependent.
func (n Need) released(op *Op, dependent *Object) error {
	switch {
	case n.Outlive != nil:
		return n.Outlive(op, dependent)
	case n.Lost == "" || n.Spared != nil && n.Spared(op, dependent):
		return nil
	case n.UnlessMet:
		if _, err := n.Find(op.As(dependent)); err == nil {
			return nil
		}
	}
	op.Violate(n.ID, n.Lost, op.Object, dependent)
	return nil
}

func (n Need) edge(op *Op, to *Object) Edge {
	e := Edge{From: op.Object, To: to, Rule: n.ID, CreateOnly: n.CreateOnly}
	if n.Why != nil {
		e.Why = n.Why(op, to)
	}
	if n.Waits != nil {
		e.Waits, e.Short = n.Waits(op, to)
	}
	return e
}

// reconsider looks again at the needs that the changed or deleted object met:
// others may meet them now (a route leads over another gateway), or nothing does.
func (op *Op) reconsider() {
	seen := map[string]bool{}
	for _, e := range slices.Clone(op.world.edges) {
		from := op.world.objects[e.From.Key()]
		if e.required || e.To.Key() != op.Object.Key() || from == nil || from.Key() == op.Object.Key() || seen[from.Key()+e.Rule] {
			continue
		}
		seen[from.Key()+e.Rule] = true
		for _, need := range from.Type.Needs {
			if need.ID == e.Rule {
				op.renew(from, need)
			}
		}
	}
}

// Renew looks for what an object needs once more, when all is there.
func (op *Op) Renew(o *Object) {
	for _, need := range o.Type.Needs {
		if need.Waits != nil {
			op.renew(o, need)
		}
	}
}

func (op *Op) renew(from *Object, need Need) {
	found, err := need.Find(op.As(from))
	if err != nil {
		if need.Lasting && !op.deleting { // of a deletion, Outlive has judged
			op.Violate(need.ID, "after the change of %s, %s has not what it needs: %v", op.Object, from, err)
		}
		return
	}
	op.world.edges = slices.DeleteFunc(op.world.edges, func(e Edge) bool {
		return !e.required && e.Rule == need.ID && e.From.Key() == from.Key()
	})
	for _, to := range found {
		op.world.edges = append(op.world.edges, need.edge(op.As(from), to))
	}
}
