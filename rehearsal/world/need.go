package world

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
	// Find answers the objects needed. An error is the service's refusal at create.
	Find func(*Op) ([]*Object, error)
	// Outlive: what happens when a needed object is deleted first. nil: the
	// service allows it, silently.
	Outlive func(op *Op, dependent *Object) error
	// CreateOnly: the needed object may go before the dependent.
	CreateOnly bool
}

// Edge says that From needed To when it was made, and by which rule.
type Edge struct {
	From, To *Object
	Rule     string
	// CreateOnly: the edge asks nothing of the order of deletion.
	CreateOnly bool
}
