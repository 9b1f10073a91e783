// Package check asks a running stack whether it is well: TLS, logins, documents
// that arrive, targets that are scraped.
package check

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"eks-elk/internal/names"
	"eks-elk/smoke/stack"
)

// Cluster is how the checks get at the cluster; reach.Cluster is the real one.
type Cluster interface {
	Dial(ctx context.Context, to names.Service) (net.Conn, error)
	Secret(ctx context.Context, namespace, name string) (map[string][]byte, error)
}

// Platform is the stack to check.
type Platform struct {
	Cluster   Cluster
	Authority *x509.CertPool
	Users     stack.Users
	Passwords stack.Passwords

	mutex   sync.Mutex
	secrets []string // what no result may show
}

// Result is what one check saw.
type Result struct {
	Name    string  `json:"name"`
	OK      bool    `json:"ok"`
	Saw     string  `json:"saw"` // one line; the reason when it is not OK
	Seconds float64 `json:"seconds"`
}

// Limits are how long a check may take.
type Limits struct {
	Timeout time.Duration // of each check
	Pause   time.Duration // between two looks at what only needs a while
}

// check is one promise. Its run answers with what it saw.
type check struct {
	name    string
	run     func(ctx context.Context) (string, error)
	patient bool // what it looks for may need a while after an up: look again until the timeout
}

// Run does all checks side by side and answers in their order. Its own error is
// ctx's: whoever interrupts gets no half of a table.
func Run(ctx context.Context, p *Platform, limits Limits) ([]Result, error) {
	checks := p.checks()
	results := make([]Result, len(checks))
	p.hide(p.Passwords.Grafana)
	for _, password := range p.Passwords.Elasticsearch {
		p.hide(password)
	}
	var all sync.WaitGroup
	for i, c := range checks {
		all.Go(func() { results[i] = c.do(ctx, limits) })
	}
	all.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	for i := range results {
		results[i].Saw = p.withoutSecrets(results[i].Saw)
	}
	return results, nil
}

func (c check) do(ctx context.Context, limits Limits) Result {
	begin := time.Now()
	ctx, cancel := context.WithTimeout(ctx, limits.Timeout)
	defer cancel()
	saw, err := c.run(ctx)
	for err != nil && c.patient && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(limits.Pause):
			again, failed := c.run(ctx)
			// What a whole look saw says more than that the last was cut off.
			if failed == nil || !errors.Is(failed, context.DeadlineExceeded) {
				saw, err = again, failed
			}
		}
	}
	if err != nil {
		saw = sentence(err, time.Since(begin))
	}
	return Result{Name: c.name, OK: err == nil, Saw: saw, Seconds: time.Since(begin).Seconds()}
}

// sentence puts an error on one line, and says how long nothing came.
func sentence(err error, waited time.Duration) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("no answer in %s", waited.Round(time.Second))
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// hide keeps a password out of every result, should a server repeat it.
func (p *Platform) hide(secret string) {
	if secret == "" {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.secrets = append(p.secrets, secret)
}

func (p *Platform) withoutSecrets(text string) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, secret := range p.secrets {
		text = strings.ReplaceAll(text, secret, "[secret]")
	}
	return text
}
