// Package check asks an AWS account whether a stack can be made in it. It only
// reads.
package check

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"eks-elk/doctor/account"
	"eks-elk/settings"
)

// Verdict is what a check comes to.
type Verdict string

const (
	OK       Verdict = "ok"
	Finding  Verdict = "finding"   // up, or a later change of the stack, would fail
	NotAsked Verdict = "not asked" // the account did not answer: no pass
)

// Result is the outcome of one check.
type Result struct {
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"`
	Found   string  `json:"found"`
	Do      string  `json:"do,omitempty"`
}

// Examination is a stack to be made, and the account for it.
type Examination struct {
	Account  *account.Account
	Settings *settings.Settings
	Stack    string // with the project's name, the tags of what is its own
	// Address finds the public address from which the stack will be made.
	Address     func(context.Context) (netip.Addr, error)
	Environment func(string) string // os.Getenv
	Now         time.Time
}

// check is one question. Its run returns what it found, and an error for what is
// no pass: *problem, or whatever kept the account from answering.
type check struct {
	name   string
	region bool // asks the region, which has to be enabled
	run    func(context.Context) (string, error)
}

// problem is an error that says what it found and what to do.
type problem struct {
	Verdict   Verdict
	found, do string
}

func (p *problem) Error() string { return p.found }

// finding is what would fail.
func finding(do, format string, args ...any) error {
	return &problem{Finding, fmt.Sprintf(format, args...), do}
}

// unknown is what the account cannot say.
func unknown(do, format string, args ...any) error {
	return &problem{NotAsked, fmt.Sprintf(format, args...), do}
}

// Run asks everything and returns the results in the order of the table. Its
// error is ctx's: an interrupted run returns no results.
func Run(ctx context.Context, e *Examination) ([]Result, error) {
	checks := e.checks(ctx)
	results := make([]Result, len(checks))
	err := account.Ask(ctx, len(checks), func(ctx context.Context, i int) { results[i] = e.ask(ctx, checks[i]) })
	return results, err
}

func (e *Examination) ask(ctx context.Context, c check) Result {
	if c.region && e.Account.Off {
		return Result{c.name, NotAsked, "region " + e.Account.Region + " does not accept the credentials", ""}
	}
	found, err := c.run(ctx)
	var p *problem
	switch action, denied := account.Denied(err); {
	case err == nil:
		return Result{c.name, OK, found, ""}
	case errors.As(err, &p):
		return Result{c.name, p.Verdict, p.found, p.do}
	case denied:
		return Result{c.name, NotAsked, "the caller may not " + action, "allow it to the caller"}
	}
	return Result{c.name, NotAsked, account.Sentence(err), ""}
}

// once asks a question that several checks have, when the first of them needs it.
func once[T any](ctx context.Context, ask func(context.Context) (T, error)) func() (T, error) {
	return sync.OnceValues(func() (T, error) {
		ctx, cancel := context.WithTimeout(ctx, account.Timeout)
		defer cancel()
		return ask(ctx)
	})
}
