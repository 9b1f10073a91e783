package check

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"eks-elk/internal/names"
)

// bodyLimit is the largest response that is read, in bytes. Prometheus's list of
// targets is the longest, about 2 KB for each.
const bodyLimit = 16 << 20

// credentials are a user and a password; the zero value sends no login.
type credentials struct{ user, password string }

// request is one HTTP request to a Service.
type request struct {
	to   names.Service
	path string
	as   credentials
	body any // sent as JSON by POST; nil: a GET
}

// response is the status and the whole body.
type response struct {
	status int
	body   []byte
}

// do sends a request over its own connection, with TLS where the Service has it.
// No status is an error. A redirect is not followed: it leads to a login page,
// whose 200 proves nothing.
func (p *Platform) do(ctx context.Context, q request) (response, error) {
	transport := &http.Transport{
		DialContext:       func(context.Context, string, string) (net.Conn, error) { return p.Cluster.Dial(ctx, q.to) },
		TLSClientConfig:   p.tlsConfig(q.to),
		DisableKeepAlives: true,
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	built, err := q.build(ctx)
	if err != nil {
		return response{}, err
	}
	got, err := client.Do(built)
	if err != nil {
		var at *url.Error
		if errors.As(err, &at) {
			err = at.Err // without the address, which is the same for all
		}
		return response{}, explainTLS(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(io.LimitReader(got.Body, bodyLimit))
	if err != nil {
		return response{}, fmt.Errorf("the response to %s was cut off: %w", q.path, err)
	}
	return response{got.StatusCode, body}, nil
}

func (q request) build(ctx context.Context) (*http.Request, error) {
	method := http.MethodGet
	var body io.Reader
	if q.body != nil {
		text, err := json.Marshal(q.body)
		if err != nil {
			return nil, err
		}
		method, body = http.MethodPost, bytes.NewReader(text)
	}
	built, err := http.NewRequestWithContext(ctx, method, q.to.URL()+q.path, body)
	if err != nil {
		return nil, err
	}
	built.Header.Set("Accept", "application/json")
	if q.body != nil {
		built.Header.Set("Content-Type", "application/json")
		built.Header.Set("kbn-xsrf", "true") // Kibana wants one with every POST
	}
	if q.as != (credentials{}) {
		built.SetBasicAuth(q.as.user, q.as.password)
	}
	return built, nil
}

// read sends a request, expects status 200, and decodes the JSON of the response.
func (p *Platform) read(ctx context.Context, q request, into any) error {
	a, err := p.do(ctx, q)
	if err != nil {
		return err
	}
	switch {
	case a.status == http.StatusUnauthorized && q.as != (credentials{}):
		return fmt.Errorf("the password of %s is refused (401)", q.as.user)
	case a.status != http.StatusOK:
		return fmt.Errorf("%s returns status %d", q.path, a.status)
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		return fmt.Errorf("%s does not return the JSON of its API", q.path)
	}
	return nil
}

// refuses sends a request with a wrong password and expects status 401.
func (p *Platform) refuses(ctx context.Context, q request) (string, error) {
	q.as.password = rand.Text()
	a, err := p.do(ctx, q)
	if err != nil {
		return "", err
	}
	if a.status != http.StatusUnauthorized {
		return "", fmt.Errorf("%s with a wrong password returns status %d, not 401", q.path, a.status)
	}
	return "refused (401)", nil
}

// viewer returns the login of who looks and changes nothing.
func (p *Platform) viewer() credentials {
	return credentials{names.ViewerLogin.User, p.Passwords.Elasticsearch[names.ViewerLogin.User]}
}

// person returns the login of who works with Kibana, from the stack's outputs.
func (p *Platform) person() credentials {
	return credentials{p.Users.Kibana, p.Passwords.Elasticsearch[p.Users.Kibana]}
}
