// Package world is the simulated cloud: an inventory of what exists, the rules
// of the services that made it, and a journal of what was asked of them.
//
// The world keeps a calendar, which events move on, and no clock of its own: operations are journaled, and the time
// they take follows from the engine's own dependency graph afterwards, so that
// it does not depend on the machine.
package world

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world/latency"
)

// World is everything that exists. Its methods may be called from many
// goroutines; each operation is atomic.
type World struct {
	mu        sync.Mutex
	types     map[string]*ResourceType
	objects   map[string]*Object
	born      int
	serials   map[string]int
	functions map[string]Function

	journal    []Entry
	violations []Violation
	edges      []Edge

	// AccountID is the twelve digits of the simulated AWS account, Account what it
	// allows. Set them before the world is used.
	AccountID string
	Account   Account
	// APIServer returns for the simulated cluster's endpoint: host:port and the
	// PEM of its authority.
	APIServer     string
	APIServerCA   string
	before, after func(Entry) error
	// Seen, if set, is told of everything that exists, oldest first, after each
	// operation. It must keep no object, and ask the world nothing.
	Seen func([]*Object)

	// Later is how far the calendar has moved on since the stack came up, and
	// Published how often AWS has published a newer one of what has that name.
	Later     time.Duration
	Published map[string]int

	// Lapses are what services do wrong now and then, in the right order too, by
	// name. Set it between commands alone.
	Lapses map[string]bool
	// PluginLives: a provider's plugin outlives an engine that is killed, and
	// finishes what it was asked for.
	PluginLives bool
}

// The names of Lapses.
const (
	LateLogs       = "late-logs"       // logs of what is gone already are delivered
	LeftInterfaces = "left-interfaces" // the CNI leaves an interface of a node behind
)

// Entry is one operation in the journal.
type Entry struct {
	N      int    // 1-based, in the order the world took them up
	Op     string // create, update, delete, read
	Type   string
	URN    string
	Name   string
	Server string // kubernetes: the API server's address
	Failed string // the refusal, if any
	Takes  latency.Steps
}

// Violation is something the world allowed, as the service would, although it
// breaks a rule of ours or leaves the service in a bad state.
type Violation struct {
	Rule    string `json:"rule"`
	URN     string `json:"urn"`
	Message string `json:"message"`
}

// New makes an empty world.
func New() *World {
	return &World{
		types:     map[string]*ResourceType{},
		objects:   map[string]*Object{},
		serials:   map[string]int{},
		functions: map[string]Function{},
		Published: map[string]int{},
		AccountID: "123456789012",
		Account:   free{},
	}
}

// Now is the time on the world's calendar.
func (w *World) Now() time.Time { return time.Now().Add(w.Later) }

// Objects returns what exists of the types (all of them without any), oldest first.
func (w *World) Objects(types ...string) []*Object {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.list(types...)
}

func (w *World) list(types ...string) []*Object {
	var out []*Object
	for _, o := range w.objects {
		if len(types) == 0 || slices.Contains(types, o.Type.Token) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *Object) int { return a.serial - b.serial })
	return out
}

// Journal returns the operations so far.
func (w *World) Journal() []Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.journal)
}

// Violations returns what was allowed but is wrong.
func (w *World) Violations() []Violation {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Violation{}, w.violations...)
}

// Edges returns which object needed which, by which rule, since the start.
func (w *World) Edges() []Edge {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.edges)
}

// ClearViolations drops what was wrong so far.
func (w *World) ClearViolations() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.violations = nil
}

// ResetJournal drops journal, edges and violations, not what exists.
func (w *World) ResetJournal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.journal, w.violations, w.edges = nil, nil, nil
}

// Hooks sets what runs around each operation: before may refuse it (a fault),
// after may lose its result (ErrKilled: with the caller). Either may be nil.
func (w *World) Hooks(before, after func(Entry) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before, w.after = before, after
}

// hex returns n hex digits that are the same for the same seed and the same
// number of earlier calls with it, and different for every other call.
func (w *World) hex(seed string, n int) string {
	w.serials[seed]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s#%d", seed, w.serials[seed]))
	s := hex.EncodeToString(sum[:])
	for len(s) < n {
		sum = sha256.Sum256(sum[:])
		s += hex.EncodeToString(sum[:])
	}
	return s[:n]
}

// Settle looks at everything as it is when a stack is up.
func (w *World) Settle() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, typ := range slices.Sorted(maps.Keys(w.types)) {
		if k := w.types[typ]; k.Settled != nil {
			k.Settled(&Op{world: w, Type: k, Object: &Object{Type: k}})
		}
	}
}

// Preload puts something into the world that the stack finds and leaves as it is,
// such as an existing cluster.
func (w *World) Preload(typ, id string, outputs map[string]any) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, err := w.ResourceType(typ)
	if err != nil {
		return err
	}
	w.add(&Object{
		Type: k, ID: id, Given: true,
		Inputs: resource.PropertyMap{}, Outputs: resource.NewPropertyMapFromMap(outputs),
	})
	return nil
}

// Leaks returns what is left, as a person would have to look for it.
func (w *World) Leaks() []string {
	out := []string{}
	for _, o := range w.Left() {
		out = append(out, o.Address())
	}
	return out
}

// Left returns what was made and is there still, oldest first.
func (w *World) Left() []*Object {
	return slices.DeleteFunc(w.Objects(), func(o *Object) bool { return o.Given || o.Type.StateOnly })
}

// Address is how a person looks for the object at its service.
func (o *Object) Address() string {
	s := o.Type.Title + " " + o.ID
	if o.Owner != "" {
		s += " (made by " + o.Owner + ")"
	} else if o.Name != "" && !strings.Contains(o.ID, o.Name) {
		s += " (" + o.Name + ")"
	}
	return s
}

// Patch changes an object as a person does who goes around the stack.
func (w *World) Patch(o *Object, change func(*Object)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(o)
}

// Act lets a service do something by itself about an object.
func (w *World) Act(o *Object, do func(*Op) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return do((&Op{world: w}).As(o))
}

// Forget takes an object's record away and nothing else: the service would take
// the request that made it a second time.
func (w *World) Forget(o *Object) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.objects, o.Key())
}
