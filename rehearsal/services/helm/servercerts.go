package helm

import (
	"crypto/x509"
	"encoding/pem"

	"eks-elk/rehearsal/world"
)

// serverCert is a certificate that a program shows to clients which ask for it by the
// name of its Service.
type serverCert struct {
	what        string
	certificate secretKey
	service     string
}

// certificatesNameServices: a program starts with any certificate; clients that
// verify it do not stay.
var certificatesNameServices = world.Rule{
	ID:     "helm/certificate-names-service",
	Source: "RFC 6125: a client looks for the name it asked for; kubernetes.io/docs/concepts/services-networking/dns-pod-service",
	Test: func(op *world.Op) error {
		for _, shown := range planOf(op.Object).serverCerts {
			block, _ := pem.Decode([]byte(content(op, op.Str("namespace"), shown.certificate)))
			if block == nil {
				continue // it is without TLS, or does not start
			}
			cert, err := x509.ParseCertificate(block.Bytes)
			if err == nil {
				err = cert.VerifyHostname(shown.service)
			}
			if err != nil {
				op.Violate("helm/certificate-names-service", "release %s: %s shows the certificate in Secret %s: %s", op.Str("name"), shown.what,
					shown.certificate.secret, err)
			}
		}
		return nil
	},
}
