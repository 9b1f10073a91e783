package pulumitest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"testing"

	"eks-elk/certs"
)

// Handshake connects a client to a server, each with the content of one leaf's
// Secret, over mutual TLS. The client asks for the server by that name and
// checks it, as verification mode full does in Kibana, Logstash and Beats.
func Handshake(t testing.TB, server, client map[string]string, name string) error {
	t.Helper()
	pool := func(content map[string]string) *x509.CertPool {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM([]byte(content[certs.AuthorityKey])) {
			t.Fatalf("%s holds no certificate", certs.AuthorityKey)
		}
		return pool
	}
	pair := func(content map[string]string) []tls.Certificate {
		pair, err := tls.X509KeyPair([]byte(content[certs.CertificateKey]), []byte(content[certs.PrivateKeyKey]))
		if err != nil {
			t.Fatal(err)
		}
		return []tls.Certificate{pair}
	}
	serverPair, clientPair, trusted := pair(server), pair(client), pool(server)
	near, far := net.Pipe()
	defer near.Close()
	answered := make(chan error, 1)
	go func() {
		defer far.Close()
		answered <- tls.Server(far, &tls.Config{
			Certificates: serverPair,
			ClientAuth:   tls.RequireAndVerifyClientCert,
			ClientCAs:    trusted,
			// In 1.2 the client learns during the handshake what the server
			// thinks of its certificate.
			MaxVersion: tls.VersionTLS12,
		}).HandshakeContext(context.Background())
	}()
	err := tls.Client(near, &tls.Config{
		Certificates: clientPair,
		RootCAs:      pool(client),
		ServerName:   name,
	}).HandshakeContext(context.Background())
	near.Close()
	return errors.Join(err, <-answered)
}
