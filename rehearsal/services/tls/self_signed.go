package tls

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"

	"eks-elk/rehearsal/world"
)

func selfSignedCert() *world.ResourceType {
	return &world.ResourceType{
		Token: SelfSignedCert, Title: "self-signed certificate", Service: "tls",
		Required: []string{"allowedUses", "privateKeyPem", "validityPeriodHours"},
		Replace: []string{
			"allowedUses", "privateKeyPem", "validityPeriodHours", "dnsNames", "ipAddresses", "uris",
			"isCaCertificate", "setAuthorityKeyId", "setSubjectKeyId", "subject",
		},
		Computed: append([]string{"keyAlgorithm"}, issued...),
		Secrets:  []string{"privateKeyPem"},
		Check:    []world.Check{usages},
		ID:       serial,
		Due:      due,
		OnCreate: []world.Rule{keyReadable, namesForm, renewal, authorityNamed},
		OnUpdate: []world.Rule{renewal},
		Outputs: func(op *world.Op) error {
			if op.Old != nil {
				flags(op)
				return nil
			}
			key, err := ownKey(op)
			if err != nil {
				return err
			}
			template := &x509.Certificate{Subject: subject(op.Object)}
			if template.DNSNames, template.IPAddresses, template.URIs, err = names(op.Object); err != nil {
				return err
			}
			op.Set("keyAlgorithm", "RSA")
			op.Default("setAuthorityKeyId", false)
			return issue(op, template, nil, key.Public(), key)
		},
	}
}

var authorityNamed = world.Rule{
	ID: "tls/authority-has-a-name", Source: "RFC 5280 4.1.2.6; terraform-provider-tls common_cert.go",
	Test: func(op *world.Op) error {
		if name := subject(op.Object); op.Object.Bool("isCaCertificate") && name.String() == "" {
			return refuse("Invalid Certificate Subject", "Must contain at least one Distinguished Name when creating Certificate Authority (CA)")
		}
		return nil
	},
}

func certRequest() *world.ResourceType {
	return &world.ResourceType{
		Token: CertRequest, Title: "certificate request", Service: "tls",
		Required: []string{"privateKeyPem"},
		Replace:  []string{"privateKeyPem", "dnsNames", "ipAddresses", "uris", "subject"},
		Computed: []string{"certRequestPem", "keyAlgorithm"},
		Secrets:  []string{"privateKeyPem"},
		OnCreate: []world.Rule{keyReadable, namesForm},
		ID:       func(op *world.Op) string { return op.Hex(40) }, // a SHA-1 of the request with the provider
		Outputs: func(op *world.Op) error {
			key, err := ownKey(op)
			if err != nil {
				return err
			}
			request := &x509.CertificateRequest{Subject: subject(op.Object)}
			if request.DNSNames, request.IPAddresses, request.URIs, err = names(op.Object); err != nil {
				return err
			}
			der, err := x509.CreateCertificateRequest(rand.Reader, request, key)
			if err != nil {
				return refuse("Failed to create certificate request", err.Error())
			}
			op.Set("keyAlgorithm", "RSA")
			op.Set("certRequestPem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})))
			return nil
		},
	}
}
