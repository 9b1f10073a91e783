package schedule

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/order"
)

// diamond is a → b, c → d, with e on its own: e may be anywhere.
func diamond() *order.Graph {
	r := func(name string, deps ...resource.URN) apitype.ResourceV3 {
		return apitype.ResourceV3{URN: resource.URN(name), Custom: true, Dependencies: deps}
	}
	return order.Read(apitype.DeploymentV3{Resources: []apitype.ResourceV3{
		r("a"), r("b", "a"), r("c", "a"), r("d", "b", "c"), r("e"),
	}})
}

// play sends every operation at once, as soon as what it waits for is done,
// and returns the order in which they were let in.
func play(t *testing.T, seed int64, backwards bool) []string {
	t.Helper()
	g := diamond()
	s := New(seed)
	all := func(string) bool { return true }
	if backwards {
		s.ExpectDestroy(g, all)
	} else {
		s.Expect(g, all)
	}
	var mu sync.Mutex
	var order []string
	done := map[string]chan struct{}{}
	for _, urn := range g.URNs {
		done[urn] = make(chan struct{})
	}
	var running sync.WaitGroup
	for _, urn := range g.URNs {
		running.Go(func() {
			for _, other := range g.URNs {
				if !backwards && g.Path(urn, other) || backwards && g.Path(other, urn) {
					<-done[other]
				}
			}
			leave, err := s.Enter(context.Background(), "create", urn)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			order = append(order, urn)
			mu.Unlock()
			close(done[urn])
			leave(false)
		})
	}
	running.Wait()
	if len(s.Departures) != 0 {
		t.Errorf("the order was given up waiting for %v", s.Departures)
	}
	return order
}

func TestAnOperationThatNeverComesIsNamedAndHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := diamond()
		s := New(1)
		s.Expect(g, func(string) bool { return true })
		missing := s.sequence[0]
		var running sync.WaitGroup
		for _, urn := range g.URNs {
			if urn == missing {
				continue
			}
			running.Go(func() {
				leave, err := s.Enter(t.Context(), "create", urn)
				if err != nil {
					t.Error(err)
					return
				}
				leave(false)
			})
		}
		running.Wait()
		if !slices.Equal(s.Departures, []string{missing}) {
			t.Errorf("%s never came; named are %v", missing, s.Departures)
		}
	})
}

func TestSameSeedSameOrder(t *testing.T) {
	for seed := range int64(20) {
		if a, b := play(t, seed, false), play(t, seed, false); !slices.Equal(a, b) {
			t.Errorf("seed %d gave %v, then %v", seed, a, b)
		}
	}
}

func TestEveryAllowedOrderIsDrawn(t *testing.T) {
	seen := map[string]bool{}
	for seed := range int64(400) {
		seen[fmt.Sprint(play(t, seed, false))] = true
	}
	// b before c or c before b, and e in one of five places.
	if len(seen) != 10 {
		t.Errorf("400 seeds drew %d of the 10 orders the graph allows: %v", len(seen), seen)
	}
}

func TestDestroyGoesBackwards(t *testing.T) {
	for seed := range int64(20) {
		got := play(t, seed, true)
		if slices.Index(got, "d") > slices.Index(got, "b") || slices.Index(got, "b") > slices.Index(got, "a") {
			t.Errorf("seed %d destroyed in the order %v", seed, got)
		}
	}
}

// After a failure the engine sends nothing new: nobody waits for what never comes.
func TestAFailureLetsInWhoeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := diamond()
		s := New(1)
		s.Expect(g, func(string) bool { return true })
		first, last := s.sequence[0], s.sequence[len(s.sequence)-1]
		var waiting sync.WaitGroup
		waiting.Go(func() {
			if leave, err := s.Enter(t.Context(), "create", last); err != nil {
				t.Error(err)
			} else {
				leave(false)
			}
		})
		synctest.Wait()
		leave, err := s.Enter(t.Context(), "create", first)
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		leave(true)
		waiting.Wait()
		if waited := time.Since(begin); waited > 0 || len(s.Departures) > 0 {
			t.Errorf("it waited %s, and named are %v", waited, s.Departures)
		}
	})
}
