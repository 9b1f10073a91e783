// Package check checks a running stack: TLS, logins, documents that arrive,
// targets that are scraped.
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

// Cluster is how the checks reach the cluster; reach.Cluster implements it.
type Cluster interface {
	Dial(ctx context.Context, to names.Service) (net.Conn, error)
	Secret(ctx context.Context, namespace, name string) (map[string][]byte, error)
	// Nodes returns the names of all nodes.
	Nodes(ctx context.Context) ([]string, error)
	// Say lets a pod on a node write a line; remove deletes the pod.
	Say(ctx context.Context, node, line string) (remove func(), err error)
}

// Platform is the stack to check.
type Platform struct {
	Cluster   Cluster
	Authority *x509.CertPool
	Users     stack.Users
	Passwords stack.Passwords
	Logs      bool // a Filebeat runs on every node
	Backups   bool // Elasticsearch takes snapshots
	// Certificates are those that alerts are about; Receivers are by which ways each
	// of Alertmanager's receivers should send.
	Certificates []string
	Receivers    map[string][]string

	mutex   sync.Mutex
	secrets []string // removed from every result
}

// Result is the outcome of one check.
type Result struct {
	Name    string  `json:"name"`
	OK      bool    `json:"ok"`
	Saw     string  `json:"saw"` // one line; the reason when it is not OK
	Seconds float64 `json:"seconds"`
}

// Limits are how long a check may take.
type Limits struct {
	Timeout time.Duration // of each check
	Pause   time.Duration // between two tries of a check that lags behind pulumi up
}

// check is one promise. Its run returns what it saw.
type check struct {
	name  string
	run   func(ctx context.Context) (string, error)
	retry bool // may lag behind pulumi up: tried again until the timeout
}

// Run does all checks concurrently and returns their results in the order of the
// table. Its error is ctx's: an interrupted run returns no results.
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
	for err != nil && c.retry && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(limits.Pause):
			again, failed := c.run(ctx)
			// The last complete try says more than one that ran into the timeout.
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

// sentence returns an error as one line; for a timeout, how long there was no answer.
func sentence(err error, waited time.Duration) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("no answer in %s", waited.Round(time.Second))
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// hide removes a password from every result, in case a server repeats it.
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
