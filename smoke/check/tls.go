package check

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"eks-elk/internal/names"
)

// hosts are the names that clients call the Service by: in its namespace,
// outside it, and through a port-forward.
func hosts(s names.Service) []string {
	return []string{s.Name, s.Name + "." + s.Namespace, s.Host(), s.Host() + ".cluster.local", "localhost"}
}

func (p *Platform) tlsConfig(s names.Service) *tls.Config {
	return &tls.Config{RootCAs: p.Authority, ServerName: s.Host(), MinVersion: tls.VersionTLS12}
}

// tls does a handshake that verifies the certificate with the stack's authority,
// and checks that it has every name of the Service.
func (p *Platform) tls(s names.Service) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		raw, err := p.Cluster.Dial(ctx, s)
		if err != nil {
			return "", err
		}
		defer raw.Close()
		secured := tls.Client(raw, p.tlsConfig(s))
		if err := secured.HandshakeContext(ctx); err != nil {
			return "", explainTLS(err)
		}
		defer secured.Close()
		state := secured.ConnectionState()
		leaf := state.PeerCertificates[0]
		for _, name := range hosts(s) {
			if err := leaf.VerifyHostname(name); err != nil {
				return "", explainTLS(err)
			}
		}
		return fmt.Sprintf("%s, %d names, until %s", tls.VersionName(state.Version), len(hosts(s)), ending(leaf.NotAfter)), nil
	}
}

// ending is the day of a certificate's end; in its last week, also what is to be done.
func ending(end time.Time) string {
	day := end.UTC().Format("2006-01-02")
	if left := time.Until(end); left < 7*24*time.Hour {
		return fmt.Sprintf("%s, which is in %d hours: run pulumi up", day, int(left.Hours()))
	}
	return day
}

// explainTLS returns a sentence for what is wrong with a certificate, and any
// other error as it is.
func explainTLS(err error) error {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return errors.New("the certificate is not signed by the stack's authority")
	case errors.As(err, &name):
		return fmt.Errorf("the certificate is for %s, not for %s", strings.Join(name.Certificate.DNSNames, ", "), name.Host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Errorf("the certificate is valid from %s to %s, not now: pulumi up renews it",
			invalid.Cert.NotBefore.UTC().Format("2006-01-02"), invalid.Cert.NotAfter.UTC().Format("2006-01-02"))
	case errors.As(err, &record):
		return errors.New("the server does not speak TLS")
	}
	return err
}
