package tls

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"time"

	"eks-elk/rehearsal/world"
)

func locallySignedCert() *world.ResourceType {
	return &world.ResourceType{
		Token: LocallySignedCert, Title: "certificate", Service: "tls",
		Required: []string{"allowedUses", "caCertPem", "caPrivateKeyPem", "certRequestPem", "validityPeriodHours"},
		Replace: []string{
			"allowedUses", "caCertPem", "caPrivateKeyPem", "certRequestPem", "validityPeriodHours",
			"isCaCertificate", "setSubjectKeyId",
		},
		Computed: append([]string{"caKeyAlgorithm"}, issued...),
		Secrets:  []string{"caPrivateKeyPem"},
		Check:    []world.Check{usages},
		ID:       serial,
		Due:      due,
		OnCreate: []world.Rule{signedReadable, renewal, isAuthority, sameKey, withinAuthority},
		OnUpdate: []world.Rule{renewal},
		Outputs: func(op *world.Op) error {
			if op.Old != nil {
				flags(op)
				return nil
			}
			a, err := authorityOf(op)
			if err != nil {
				return err
			}
			request, err := requestOf(op)
			if err != nil {
				return err
			}
			template := &x509.Certificate{
				Subject: request.Subject, DNSNames: request.DNSNames,
				IPAddresses: request.IPAddresses, URIs: request.URIs,
			}
			op.Set("caKeyAlgorithm", "RSA")
			return issue(op, template, a.cert, request.PublicKey, a.key)
		},
	}
}

// authority is who signs: its key and its certificate.
type authority struct {
	key  *rsa.PrivateKey
	cert *x509.Certificate
}

func authorityOf(op *world.Op) (a authority, err error) {
	if a.key, err = parseKey(op, "caPrivateKeyPem", "Failed to parse CA private key PEM"); err == nil {
		a.cert, err = decode(op.Str("caCertPem"), "CERTIFICATE", "CA certificate", x509.ParseCertificate)
	}
	return a, err
}

func requestOf(op *world.Op) (*x509.CertificateRequest, error) {
	return decode(op.Str("certRequestPem"), "CERTIFICATE REQUEST", "certificate request", x509.ParseCertificateRequest)
}

// signing makes a rule's test of the authority that is to sign.
func signing(test func(op *world.Op, a authority) error) func(*world.Op) error {
	return func(op *world.Op) error {
		a, err := authorityOf(op)
		if err != nil {
			return err
		}
		return test(op, a)
	}
}

var signedReadable = world.Rule{
	ID: "tls/signed-pem-readable", Source: "terraform-provider-tls resource_locally_signed_cert.go",
	Test: signing(func(op *world.Op, _ authority) error {
		_, err := requestOf(op)
		return err
	}),
}

// isAuthority refuses where the provider warns: what it makes fails validation.
var isAuthority = world.Rule{
	ID: "tls/authority-is-ca", Source: "RFC 5280 4.2.1.9 and 4.2.1.3: only a certificate with cA and keyCertSign signs others",
	Test: signing(func(_ *world.Op, a authority) error {
		if !a.cert.IsCA || a.cert.KeyUsage != 0 && a.cert.KeyUsage&x509.KeyUsageCertSign == 0 {
			return refuse("Potentially Invalid Certificate Authority",
				"Certificate provided as Authority does not appear to be a valid Certificate Authority. The resulting certificate might fail "+
					"certificate validation.")
		}
		return nil
	}),
}

var sameKey = world.Rule{
	ID: "tls/authority-key-matches", Source: "crypto/x509 CreateCertificate: the signing key is the parent certificate's",
	Test: signing(func(_ *world.Op, a authority) error {
		if !a.key.PublicKey.Equal(a.cert.PublicKey) {
			return refuse("Failed to create certificate", "x509: provided PrivateKey doesn't match parent's PublicKey")
		}
		return nil
	}),
}

// withinAuthority is stricter than the provider: a chain is valid only while
// all of it is.
var withinAuthority = world.Rule{
	ID: "tls/leaf-within-authority", Source: "RFC 5280 6.1.3: every certificate of the path is valid at the time it is used",
	Test: signing(func(op *world.Op, a authority) error {
		end := op.Now().Add(time.Duration(op.Object.Int("validityPeriodHours")) * time.Hour)
		if end.After(a.cert.NotAfter.Add(time.Minute)) { // made a moment after its authority
			return refuse("Invalid Certificate Authority", fmt.Sprintf(
				"the certificate would be valid until %s, its authority only until %s",
				end.UTC().Format(time.RFC3339), a.cert.NotAfter.UTC().Format(time.RFC3339)))
		}
		return nil
	}),
}
