package certs

import (
	"fmt"

	"github.com/pulumi/pulumi-tls/sdk/v4/go/tls"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Keys of a Leaf's content. Kubernetes itself asks for the first two in a Secret
// of type kubernetes.io/tls (https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets).
const (
	CertificateKey = "tls.crt" // the leaf certificate, PEM
	PrivateKeyKey  = "tls.key" // its key, PKCS#8 PEM
	AuthorityKey   = "ca.crt"  // the authority's certificate, PEM
)

// LeafArgs says for whom a certificate is.
type LeafArgs struct {
	CommonName  string   // at most 64 characters, RFC 5280 appendix A.1
	DNSNames    []string // every name a client connects to; a wildcard covers one label
	IPAddresses []string
	Client      bool // it shows who a client is, and is no server's
}

// Leaf is a certificate below the authority.
type Leaf struct {
	Content pulumi.StringMap    // of a Secret of type kubernetes.io/tls; the key is secret
	Expiry  pulumi.StringOutput // end of the certificate, RFC 3339
}

// Issue makes a key and a certificate below the authority. They wait for no
// cluster.
func (a *Authority) Issue(ctx *pulumi.Context, name string, args *LeafArgs) (*Leaf, error) {
	fail := func(what string, err error) (*Leaf, error) {
		return nil, fmt.Errorf("create %s of certificate %s: %w", what, name, err)
	}
	key, err := tls.NewPrivateKey(ctx, name, &tls.PrivateKeyArgs{
		Algorithm: pulumi.String(algorithm),
		RsaBits:   pulumi.Int(leafBits),
	}, pulumi.Parent(a))
	if err != nil {
		return fail("the key", err)
	}
	request, err := tls.NewCertRequest(ctx, name, &tls.CertRequestArgs{
		PrivateKeyPem: key.PrivateKeyPem,
		DnsNames:      pulumi.ToStringArray(args.DNSNames),
		IpAddresses:   pulumi.ToStringArray(args.IPAddresses),
		Subject: &tls.CertRequestSubjectArgs{
			CommonName:   pulumi.String(args.CommonName),
			Organization: pulumi.String(a.settings.Organization),
		},
	}, pulumi.Parent(a))
	if err != nil {
		return fail("the request", err)
	}
	uses := []string{"digital_signature", "key_encipherment"}
	if !args.Client {
		uses = append(uses, "server_auth")
	}
	cert, err := tls.NewLocallySignedCert(ctx, name, &tls.LocallySignedCertArgs{
		CertRequestPem:  request.CertRequestPem,
		CaPrivateKeyPem: a.key.PrivateKeyPem,
		CaCertPem:       a.cert.CertPem,
		// Both ends of Elasticsearch's transport show the same certificate.
		AllowedUses:         pulumi.ToStringArray(append(uses, "client_auth")),
		ValidityPeriodHours: pulumi.Int(hours(a.settings.Validity)),
		EarlyRenewalHours:   pulumi.Int(hours(a.settings.RenewBefore)),
	}, pulumi.Parent(a))
	if err != nil {
		return fail("the signature", err)
	}
	return &Leaf{
		Content: pulumi.StringMap{
			CertificateKey: cert.CertPem,
			PrivateKeyKey:  privateKey(key.PrivateKeyPem),
			AuthorityKey:   a.cert.CertPem,
		},
		Expiry: cert.ValidityEndTime,
	}, nil
}
