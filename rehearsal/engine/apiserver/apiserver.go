// Package apiserver answers where the simulated clusters' endpoints point: an
// HTTPS server on the loopback interface, with a certificate of an authority
// of its own. The eks component polls <endpoint>/healthz before it goes on.
package apiserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"strings"
	"time"
)

// Server returns /healthz, below any prefix, with 200.
type Server struct {
	Address string // host:port
	CA      string // PEM of the authority
	http    *http.Server
}

// Start listens on a free port.
func Start() (*Server, error) {
	cert, caPEM, err := certificate()
	if err != nil {
		return nil, fmt.Errorf("make the API server's certificate: %w", err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12,
	})
	if err != nil {
		return nil, fmt.Errorf("listen for the API server: %w", err)
	}
	s := &Server{Address: listener.Addr().String(), CA: caPEM}
	s.http = &http.Server{
		Handler:           http.HandlerFunc(answer),
		ReadHeaderTimeout: 5 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // probes that hang up are no news
	}
	go func() { _ = s.http.Serve(listener) }()
	return s, nil
}

func answer(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/healthz") {
		_, _ = io.WriteString(w, "ok")
		return
	}
	http.Error(w, "this simulated API server answers /healthz only", http.StatusForbidden)
}

// Stop ends the server.
func (s *Server) Stop() { _ = s.http.Close() }

// certificate makes an authority and a certificate of it for the loopback.
func certificate() (tls.Certificate, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kubernetes"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(text), nil
}
