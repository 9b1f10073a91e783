package tls

import (
	"crypto"
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
	key  crypto.Signer
	cert *x509.Certificate
}

func authorityOf(op *world.Op) (authority, error) {
	key, err := parseKey(op.Str("caPrivateKeyPem"))
	if err != nil {
		return authority{}, refuse("Failed to parse CA private key PEM", err.Error())
	}
	der, err := decode(op.Str("caCertPem"), "CERTIFICATE")
	if err != nil {
		return authority{}, refuse("Failed to parse CA certificate PEM", err.Error())
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return authority{}, refuse("Failed to parse CA certificate PEM", "failed to parse certificate: "+err.Error())
	}
	return authority{key, cert}, nil
}

func requestOf(op *world.Op) (*x509.CertificateRequest, error) {
	der, err := decode(op.Str("certRequestPem"), "CERTIFICATE REQUEST")
	if err != nil {
		return nil, refuse("Failed to parse certificate request PEM", err.Error())
	}
	request, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, refuse("Failed to parse certificate request PEM", "failed to parse certificate request: "+err.Error())
	}
	return request, nil
}

var signedReadable = world.Rule{
	ID: "tls/signed-pem-readable", Source: "terraform-provider-tls resource_locally_signed_cert.go",
	Test: func(op *world.Op) error {
		if _, err := requestOf(op); err != nil {
			return err
		}
		_, err := authorityOf(op)
		return err
	},
}

// isAuthority refuses where the provider warns: what it makes fails validation.
var isAuthority = world.Rule{
	ID:     "tls/authority-is-ca",
	Source: "RFC 5280 4.2.1.9 and 4.2.1.3: only a certificate with cA and keyCertSign signs others",
	Test: func(op *world.Op) error {
		a, err := authorityOf(op)
		if err != nil {
			return err
		}
		if !a.cert.IsCA || a.cert.KeyUsage != 0 && a.cert.KeyUsage&x509.KeyUsageCertSign == 0 {
			return refuse("Potentially Invalid Certificate Authority",
				"Certificate provided as Authority does not appear to be a valid Certificate Authority. The resulting certificate might fail "+
					"certificate validation.")
		}
		return nil
	},
}

var sameKey = world.Rule{
	ID:     "tls/authority-key-matches",
	Source: "crypto/x509 CreateCertificate: the signing key is the parent certificate's",
	Test: func(op *world.Op) error {
		a, err := authorityOf(op)
		if err != nil {
			return err
		}
		public, ok := a.key.Public().(interface{ Equal(crypto.PublicKey) bool })
		if !ok || !public.Equal(a.cert.PublicKey) {
			return refuse("Failed to create certificate", "x509: provided PrivateKey doesn't match parent's PublicKey")
		}
		return nil
	},
}

// withinAuthority is stricter than the provider: a chain is valid only while
// all of it is.
var withinAuthority = world.Rule{
	ID:     "tls/leaf-within-authority",
	Source: "RFC 5280 6.1.3: every certificate of the path is valid at the time it is used",
	Test: func(op *world.Op) error {
		a, err := authorityOf(op)
		if err != nil {
			return err
		}
		end := time.Now().Add(time.Duration(op.Object.Int("validityPeriodHours")) * time.Hour)
		if end.After(a.cert.NotAfter.Add(time.Minute)) { // made a moment after its authority
			return refuse("Invalid Certificate Authority", fmt.Sprintf(
				"the certificate would be valid until %s, its authority only until %s",
				end.UTC().Format(time.RFC3339), a.cert.NotAfter.UTC().Format(time.RFC3339)))
		}
		return nil
	},
}
