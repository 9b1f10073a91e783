// Package schedule decides in which order concurrent operations are answered:
// one of the many orders the engine allows, drawn by a seed.
package schedule

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"eks-elk/rehearsal/engine/order"
)

// patience is how long an operation that should be next may keep the others
// waiting before the order is given up. It only ends a wait that would never
// end: the engine sends what it can within milliseconds, and within many seconds
// on a machine with much other work.
const patience = time.Minute

// Schedule lets operations in one at a time, in an order drawn by the seed
// among all that the graph allows. It is a standin.Gate.
type Schedule struct {
	mu       sync.Mutex
	seed     int64
	sequence []string // URNs still to be let in, next first
	waiting  map[string]chan struct{}
	inside   bool
	open     bool // the order was given up: everything comes in as it likes
	arrivals atomic.Int64

	// Departures are the URNs that the graph said would be next and that the
	// engine did not send.
	Departures []string
}

// New makes a schedule; until Expect is called everything is let in.
func New(seed int64) *Schedule {
	return &Schedule{seed: seed, waiting: map[string]chan struct{}{}, open: true}
}

// Reseed begins anew with another seed.
func (s *Schedule) Reseed(seed int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.giveUp()
	s.seed, s.Departures = seed, nil
}

// Expect draws the order of an up over the URNs that will be asked for: each
// after all it waits for.
func (s *Schedule) Expect(g *order.Graph, asked func(urn string) bool) {
	s.expect(asked, func(random *rand.Rand) []string { return draw(g, random) })
}

// ExpectDestroy draws the order of a destroy: any within each of its layers.
func (s *Schedule) ExpectDestroy(g *order.Graph, asked func(urn string) bool) {
	s.expect(asked, func(random *rand.Rand) (out []string) {
		for _, layer := range g.Layers() {
			slices.Sort(layer) // the state's own order is chance
			random.Shuffle(len(layer), func(i, j int) { layer[i], layer[j] = layer[j], layer[i] })
			out = append(out, layer...)
		}
		return out
	})
}

func (s *Schedule) expect(asked func(urn string) bool, draw func(*rand.Rand) []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	drawn := draw(rand.New(rand.NewPCG(uint64(s.seed), 1)))
	s.sequence = slices.DeleteFunc(drawn, func(urn string) bool { return !asked(urn) })
	s.open = len(s.sequence) == 0
}

// Open lets everything in from now on.
func (s *Schedule) Open() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.giveUp()
}

// draw makes a random order in which every node stands after what it waits for.
func draw(g *order.Graph, random *rand.Rand) []string {
	left := map[string]int{}
	next := map[string][]string{}
	for _, urn := range g.URNs {
		for _, to := range g.Direct(urn) {
			left[urn]++
			next[to] = append(next[to], urn)
		}
	}
	var ready, out []string
	for _, urn := range g.URNs {
		slices.Sort(next[urn]) // the order of dependencies is chance
		if left[urn] == 0 {
			ready = append(ready, urn)
		}
	}
	slices.Sort(ready)
	for len(ready) > 0 {
		i := random.IntN(len(ready))
		urn := ready[i]
		ready = slices.Delete(ready, i, i+1)
		out = append(out, urn)
		for _, after := range next[urn] {
			if left[after]--; left[after] == 0 {
				ready = append(ready, after)
			}
		}
	}
	return out
}

// Enter waits until it is this operation's turn.
func (s *Schedule) Enter(ctx context.Context, _, urn string) (leave func(failed bool), err error) {
	s.arrivals.Add(1)
	s.mu.Lock()
	if s.open || !slices.Contains(s.sequence, urn) {
		s.mu.Unlock()
		return func(bool) {}, nil
	}
	turn := make(chan struct{})
	s.waiting[urn] = turn
	s.letIn()
	s.mu.Unlock()
	for {
		seen := s.arrivals.Load()
		select {
		case <-turn:
			return s.leave, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(patience):
			if s.arrivals.Load() == seen {
				s.depart()
			}
		}
	}
}

// letIn opens the gate for the next in the sequence if it is here already.
func (s *Schedule) letIn() {
	if s.inside || len(s.sequence) == 0 {
		return
	}
	if turn, here := s.waiting[s.sequence[0]]; here {
		delete(s.waiting, s.sequence[0])
		s.sequence = s.sequence[1:]
		s.inside = true
		close(turn)
	}
}

// leave lets the next in. After a failure the engine sends nothing new: who waits
// for another waits for ever, so the order is given up.
func (s *Schedule) leave(failed bool) {
	s.arrivals.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inside = false
	if failed {
		s.giveUp()
	}
	s.letIn()
}

// depart gives the order up: what should be next does not come.
func (s *Schedule) depart() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open {
		return
	}
	s.Departures = append(s.Departures, s.sequence[0])
	s.giveUp()
}

func (s *Schedule) giveUp() {
	s.open, s.sequence, s.inside = true, nil, false
	for urn, turn := range s.waiting {
		delete(s.waiting, urn)
		close(turn)
	}
}
