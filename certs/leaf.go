package certs

import (
	"fmt"
	"time"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi-tls/sdk/v4/go/tls"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/release"
)

// Keys of a Leaf's Secret. Kubernetes itself asks for the first two in a Secret
// of type kubernetes.io/tls (https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets).
const (
	CertificateKey = "tls.crt" // the leaf certificate, PEM
	PrivateKeyKey  = "tls.key" // its key, PKCS#8 PEM
	AuthorityKey   = "ca.crt"  // the authority's certificate, PEM
)

// SecretType is the type of a Leaf's Secret.
const SecretType = "kubernetes.io/tls"

// LeafArgs says for whom a certificate is and where it goes.
type LeafArgs struct {
	Namespace   string
	SecretName  string
	CommonName  string   // at most 64 characters, RFC 5280 appendix A.1
	DNSNames    []string // every name a client connects to; a wildcard covers one label
	IPAddresses []string
}

// Leaf is a certificate in the cluster.
type Leaf struct {
	Secret      *corev1.Secret
	Checksum    pulumi.StringOutput // sha256 of the Secret's content; not a secret
	Expiry      pulumi.StringOutput // end of the certificate, RFC 3339
	RenewBefore time.Duration       // an up this close to Expiry renews it
}

// Issue makes a key and a certificate below the authority, and the Secret that
// holds them. The options are the Secret's: parent, provider, and what must be
// there before it. The certificate itself waits for no cluster.
func (a *Authority) Issue(ctx *pulumi.Context, name string, args *LeafArgs, opts ...pulumi.ResourceOption) (*Leaf, error) {
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
	cert, err := tls.NewLocallySignedCert(ctx, name, &tls.LocallySignedCertArgs{
		CertRequestPem:  request.CertRequestPem,
		CaPrivateKeyPem: a.key.PrivateKeyPem,
		CaCertPem:       a.cert.CertPem,
		// Both ends of Elasticsearch's transport show the same certificate.
		AllowedUses:         pulumi.ToStringArray([]string{"digital_signature", "key_encipherment", "server_auth", "client_auth"}),
		ValidityPeriodHours: pulumi.Int(hours(a.settings.Validity)),
		EarlyRenewalHours:   pulumi.Int(hours(a.settings.RenewBefore)),
	}, pulumi.Parent(a))
	if err != nil {
		return fail("the signature", err)
	}
	content := pulumi.StringMap{
		CertificateKey: cert.CertPem,
		PrivateKeyKey:  privateKey(key.PrivateKeyPem),
		AuthorityKey:   a.cert.CertPem,
	}
	secret, err := corev1.NewSecret(ctx, name, &corev1.SecretArgs{
		Metadata: &metav1.ObjectMetaArgs{
			Name:      pulumi.String(args.SecretName),
			Namespace: pulumi.String(args.Namespace),
		},
		Type:       pulumi.String(SecretType),
		StringData: content,
	}, opts...)
	if err != nil {
		return fail("the Secret", err)
	}
	return &Leaf{
		Secret:      secret,
		Checksum:    release.Checksum(content),
		Expiry:      cert.ValidityEndTime,
		RenewBefore: a.settings.RenewBefore,
	}, nil
}
