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

// answerLimit is how much of an answer is read, in bytes. Prometheus's list of
// targets is the longest, about 2 KB for each.
const answerLimit = 16 << 20

// credentials are a user and a password; the zero value logs nobody in.
type credentials struct{ user, password string }

// question is one HTTP request to a Service.
type question struct {
	to   names.Service
	path string
	as   credentials
	body any // sent as JSON by POST; nil: a GET
}

// answer is the status and the body, which is read whole.
type answer struct {
	status int
	body   []byte
}

// ask sends a question over a connection of its own, over TLS where a component
// serves it. Any status is an answer. A redirect is one too: following it would
// lead to a login page, whose 200 says nothing.
func (p *Platform) ask(ctx context.Context, q question) (answer, error) {
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
	request, err := q.build(ctx)
	if err != nil {
		return answer{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		var at *url.Error
		if errors.As(err, &at) {
			err = at.Err // without the address, which is the same for all
		}
		return answer{}, explainTLS(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err != nil {
		return answer{}, fmt.Errorf("the answer to %s breaks off: %w", q.path, err)
	}
	return answer{response.StatusCode, body}, nil
}

func (q question) build(ctx context.Context) (*http.Request, error) {
	method := http.MethodGet
	var body io.Reader
	if q.body != nil {
		text, err := json.Marshal(q.body)
		if err != nil {
			return nil, err
		}
		method, body = http.MethodPost, bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, q.to.URL()+q.path, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	if q.body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if q.as != (credentials{}) {
		request.SetBasicAuth(q.as.user, q.as.password)
	}
	return request, nil
}

// read asks, takes nothing but 200, and reads the answer's JSON into a value.
func (p *Platform) read(ctx context.Context, q question, into any) error {
	a, err := p.ask(ctx, q)
	if err != nil {
		return err
	}
	switch {
	case a.status == http.StatusUnauthorized && q.as != (credentials{}):
		return fmt.Errorf("the password of %s is refused (401)", q.as.user)
	case a.status != http.StatusOK:
		return fmt.Errorf("%s answers %d", q.path, a.status)
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		return fmt.Errorf("%s answers something else than the JSON of its API", q.path)
	}
	return nil
}

// refuses asks with a password that nobody has.
func (p *Platform) refuses(ctx context.Context, q question) (string, error) {
	q.as.password = rand.Text()
	a, err := p.ask(ctx, q)
	if err != nil {
		return "", err
	}
	if a.status != http.StatusUnauthorized {
		return "", fmt.Errorf("%s with a wrong password answers %d, not 401", q.path, a.status)
	}
	return "refused (401)", nil
}

// person is whom the stack's outputs let log in to Elasticsearch and Kibana.
func (p *Platform) person() credentials {
	return credentials{p.Users.Kibana, p.Passwords.Elasticsearch[p.Users.Kibana]}
}
