package account

import (
	"context"
	"sync"
	"time"
)

// Timeout bounds one question. The SDK tries a call three times within it.
const Timeout = 30 * time.Second

// atOnce is how many questions are asked at a time; AWS throttles who asks faster.
const atOnce = 8

// Ask asks n questions, some at a time, and returns when all are answered. Its
// error is ctx's: nobody may use the answers of an interrupted run.
func Ask(ctx context.Context, n int, ask func(ctx context.Context, i int)) error {
	slots := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			bounded, cancel := context.WithTimeout(ctx, Timeout)
			defer cancel()
			ask(bounded, i)
		})
	}
	all.Wait()
	return context.Cause(ctx)
}
