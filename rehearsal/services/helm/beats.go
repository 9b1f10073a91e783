package helm

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// listener is a Beats input behind a Service.
type listener struct {
	service     string
	port        int
	tls         bool
	certificate secretKey
	asks        bool      // for a certificate of the client
	authorities secretKey // whose certificates it takes
}

// beatsInput is one of Logstash, whose pods are like first.
func beatsInput(first pod, input plugin, port int, service string) listener {
	asked := input.one("ssl_client_authentication")
	return listener{
		service: service, port: port, tls: input.one("ssl_enabled") == "true",
		certificate: trusted(first.mounts, input.one("ssl_certificate")),
		asks:        asked == "required" || asked == "" && input.one("ssl_certificate_authorities") != "",
		authorities: trusted(first.mounts, input.one("ssl_certificate_authorities")),
	}
}

// sender is a program that sends events to a Beats input.
type sender struct {
	what   string
	hosts  []string
	tls    bool
	trusts secretKey // the authority's certificate
	anyone bool      // the server's certificate is not looked at
	// What it shows of itself; none: a client without a certificate.
	certificate, key secretKey
}

// needsLogstash: Filebeat is ready once Logstash takes its certificate, and asks
// again and again.
var needsLogstash = world.Need{
	ID: "helm/sender-needs-logstash", Source: "elastic/helm-charts v8.5.1 filebeat/values.yaml: readinessProbe is filebeat test output; " +
		"elastic.co/guide/en/logstash/8.19/plugins-inputs-beats.html: ssl_client_authentication; RFC 5246 7.4.6",
	Find: func(op *world.Op) ([]*world.Object, error) {
		var out []*world.Object
		for _, s := range planOf(op.Object).senders {
			o, err := s.reach(op)
			// What is not there yet, or changed in the same up, may still come right.
			if err != nil && op.Old == nil && anyListens(op) {
				return nil, timedOut(op, "Readiness probe failed: %s", err)
			}
			if o != nil {
				out = add(out, o)
			}
		}
		return out, nil
	},
	Waits: func(op *world.Op, to *world.Object) (bool, string) {
		allowed, other := timeout(op.Object), timeout(to)
		if own := takes(op, "create").P90().Round(time.Second); allowed < other+own && !op.Object.Bool("skipAwait") {
			return true, fmt.Sprintf("made beside it, it gives up after %s, and the timeout of %s and its own start are %s together", allowed, to,
				other+own)
		}
		return true, ""
	},
}

// anyListens says that there is a Beats input on the cluster.
func anyListens(op *world.Op) bool {
	for _, o := range kubernetes.On(op, Release) {
		if len(planOf(o).beats) > 0 {
			return true
		}
	}
	return false
}

// reach returns the release that a sender sends to. The error is why nothing arrives.
func (s sender) reach(op *world.Op) (*world.Object, error) {
	var release *world.Object
	for _, address := range s.hosts {
		host, text, err := net.SplitHostPort(address)
		port, _ := strconv.Atoi(text)
		if err != nil {
			host, port = address, 5044 // libbeat's own
		}
		name, rest, _ := strings.Cut(host, ".")
		namespace, _, _ := strings.Cut(rest, ".")
		if namespace == "" {
			namespace = op.Str("namespace")
		}
		o, at := listenerOf(op, namespace, name)
		if o == nil {
			return nil, fmt.Errorf("%s: lookup %s: no such host", s.what, host)
		}
		release = o
		if at.port != port {
			return o, fmt.Errorf("%s: dial tcp %s: connect: connection refused", s.what, address)
		}
		if err := s.handshake(op, o.Str("namespace"), host, at); err != nil {
			return o, fmt.Errorf("%s: %s: %w", s.what, address, err)
		}
	}
	if release == nil {
		return nil, fmt.Errorf("%s: output.logstash has no hosts", s.what)
	}
	return release, nil
}

func listenerOf(op *world.Op, namespace, service string) (*world.Object, listener) {
	for _, o := range kubernetes.On(op, Release) {
		if o.Str("namespace") != namespace {
			continue
		}
		for _, at := range planOf(o).beats {
			if at.service == service {
				return o, at
			}
		}
	}
	return nil, listener{}
}

// handshake does what both ends do: the client looks at the server's certificate,
// then the server at the client's.
func (s sender) handshake(op *world.Op, namespace, host string, at listener) error {
	switch {
	case at.tls && !s.tls:
		return fmt.Errorf("lumberjack protocol error: EOF: the input speaks TLS, and the output has no ssl")
	case !at.tls && s.tls:
		return fmt.Errorf("tls: first record does not look like a TLS handshake")
	case !at.tls:
		return nil
	}
	if !s.anyone {
		if err := verified(content(op, namespace, at.certificate), content(op, op.Str("namespace"), s.trusts), host, op.Now(), x509.ExtKeyUsageServerAuth); err != nil {
			return err
		}
	}
	if !at.asks {
		return nil
	}
	own := content(op, op.Str("namespace"), s.certificate)
	if own == "" {
		return fmt.Errorf("remote error: tls: certificate required")
	}
	if _, err := tls.X509KeyPair([]byte(own), []byte(content(op, op.Str("namespace"), s.key))); err != nil {
		return err
	}
	if err := verified(own, content(op, namespace, at.authorities), "", op.Now(), x509.ExtKeyUsageClientAuth); err != nil {
		return fmt.Errorf("remote error: tls: unknown certificate authority: %w", err)
	}
	return nil
}

// verified says why a certificate does not lead to an authority at that time, is
// not for a name, or not for that use.
func verified(certificate, authority, name string, now time.Time, use x509.ExtKeyUsage) error {
	cert, err := parsed(certificate)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(authority))
	_, err = cert.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{use}})
	return err
}

func parsed(certificate string) (*x509.Certificate, error) {
	block, _ := pem.Decode([]byte(certificate))
	if block == nil {
		return nil, fmt.Errorf("no certificate is shown: none of the Secrets that it mounts holds one")
	}
	return x509.ParseCertificate(block.Bytes)
}
