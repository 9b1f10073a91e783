// Package certs makes a certificate authority and the certificates it signs.
//
// The authority's key lives in Pulumi's state alone, encrypted; no cluster ever
// holds it. A leaf certificate reaches the cluster as a Secret of type
// kubernetes.io/tls with its key in PKCS#8.
//
// Certificates are renewed by an up, not by the passing of time: an up within
// settings.Certs.RenewBefore of a leaf's end makes a new one, and an up after
// which a new leaf would outlive the authority renews the authority first. The
// authority keeps its key and name then, so that those who trust either of its
// certificates trust every leaf.
package certs

import (
	"fmt"
	"time"

	"github.com/pulumi/pulumi-tls/sdk/v4/go/tls"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// algorithm is RSA: the one kind of key that Elasticsearch, Kibana, the
// Logstash beats input and every client of theirs take without a setting.
const algorithm = "RSA"

// Key sizes in bits. The authority's key outlives many leaves: NIST SP 800-57
// part 1 allows 2048 bits until 2030 only.
const (
	authorityBits = 3072
	leafBits      = 2048
)

// authorityName stands in every certificate as its issuer. The organization
// beside it may take the 64 characters that RFC 5280 gives a name, so it cannot
// be part of this one.
const authorityName = "ELK certificate authority"

// Args says how long certificates live.
type Args struct {
	Settings settings.Certs
}

// Authority signs certificates. It needs no cluster.
type Authority struct {
	pulumi.ResourceState

	CertificatePEM pulumi.StringOutput // what a client must trust
	Expiry         pulumi.StringOutput // end of the authority's certificate, RFC 3339

	settings settings.Certs
	key      *tls.PrivateKey
	cert     *tls.SelfSignedCert
}

// New makes the authority's key and its self-signed certificate.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Authority, error) {
	a := &Authority{settings: args.Settings}
	if err := ctx.RegisterComponentResource("eks-elk:certs:Authority", name, a, opts...); err != nil {
		return nil, err
	}
	var err error
	a.key, err = tls.NewPrivateKey(ctx, "ca", &tls.PrivateKeyArgs{
		Algorithm: pulumi.String(algorithm),
		RsaBits:   pulumi.Int(authorityBits),
	}, pulumi.Parent(a))
	if err != nil {
		return nil, fmt.Errorf("create the certificate authority's key: %w", err)
	}
	a.cert, err = tls.NewSelfSignedCert(ctx, "ca", &tls.SelfSignedCertArgs{
		PrivateKeyPem:   a.key.PrivateKeyPem,
		IsCaCertificate: pulumi.Bool(true),
		AllowedUses:     pulumi.ToStringArray([]string{"cert_signing", "crl_signing", "digital_signature"}),
		Subject: &tls.SelfSignedCertSubjectArgs{
			CommonName:   pulumi.String(authorityName),
			Organization: pulumi.String(args.Settings.Organization),
		},
		ValidityPeriodHours: pulumi.Int(hours(args.Settings.CAValidity)),
		// From here on a new leaf would end after the authority: RFC 5280 4.1.2.5
		// lets a path be valid only while each of its certificates is.
		EarlyRenewalHours: pulumi.Int(hours(args.Settings.Validity)),
	}, pulumi.Parent(a))
	if err != nil {
		return nil, fmt.Errorf("create the certificate authority's certificate: %w", err)
	}
	a.CertificatePEM = a.cert.CertPem
	a.Expiry = a.cert.ValidityEndTime
	return a, ctx.RegisterResourceOutputs(a, pulumi.Map{
		"certificatePEM": a.CertificatePEM,
		"expiry":         a.Expiry,
	})
}

// hours returns the time as the tls provider counts: whole hours, the last one
// cut off.
func hours(d time.Duration) int { return int(d / time.Hour) }
