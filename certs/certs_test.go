package certs_test

import (
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/certs"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

var lifetimes = settings.Certs{
	CAValidity: 87600 * time.Hour, Validity: 8760 * time.Hour, RenewBefore: 720 * time.Hour, Organization: "eks-elk",
}

// issue makes an authority and one certificate.
func issue(t *testing.T, s settings.Certs, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	return recorder.Run(t, func(ctx *pulumi.Context) error {
		authority, err := certs.New(ctx, "certs", &certs.Args{Settings: s})
		if err != nil {
			return err
		}
		leaf, err := authority.Issue(ctx, "kibana-tls", &certs.LeafArgs{
			CommonName: "kibana", DNSNames: []string{"kibana", "kibana.elk.svc"}, IPAddresses: []string{"127.0.0.1"},
		})
		if err != nil {
			return err
		}
		ctx.Export("content", leaf.Content)
		ctx.Export("expiry", leaf.Expiry)
		ctx.Export("authority", authority.CertificatePEM)
		return nil
	}, opts...)
}

// content returns a leaf's.
func content(t *testing.T, r *recorder.Recording) map[string]string {
	t.Helper()
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	out := map[string]string{}
	for key, value := range pulumitest.Open(r.Exports["content"]).ObjectValue() {
		out[string(key)] = pulumitest.Open(value).StringValue()
	}
	return out
}

const (
	key        = "tls:index/privateKey:PrivateKey"
	request    = "tls:index/certRequest:CertRequest"
	selfSigned = "tls:index/selfSignedCert:SelfSignedCert"
	signed     = "tls:index/locallySignedCert:LocallySignedCert"
)

func TestCertificatesMayDoWhatTheyAreForAndNoMore(t *testing.T) {
	r := issue(t, lifetimes)
	for _, c := range []struct {
		kind, name string
		uses       []string
	}{
		{selfSigned, "ca", []string{"cert_signing", "crl_signing", "digital_signature"}},
		{signed, "kibana-tls", []string{"digital_signature", "key_encipherment", "server_auth", "client_auth"}},
	} {
		var uses []string
		for _, v := range pulumitest.Find(t, r, c.kind, c.name).Inputs["allowedUses"].ArrayValue() {
			uses = append(uses, v.StringValue())
		}
		if !slices.Equal(uses, c.uses) {
			t.Errorf("%s may %v", c.name, uses)
		}
	}
	if !pulumitest.Find(t, r, selfSigned, "ca").Inputs["isCaCertificate"].BoolValue() {
		t.Error("the authority is none")
	}
	if v, ok := pulumitest.Find(t, r, signed, "kibana-tls").Inputs["isCaCertificate"]; ok && v.BoolValue() {
		t.Error("a leaf is an authority")
	}
}

// A chain ends at a certificate whose issuer is its own subject (RFC 5280
// 3.2): a leaf of the authority's name would be taken for an authority that
// signed itself.
func TestALeafIsNotNamedLikeItsAuthority(t *testing.T) {
	r := issue(t, lifetimes)
	subject := func(kind, name string) resource.PropertyMap {
		return pulumitest.Find(t, r, kind, name).Inputs["subject"].ObjectValue()
	}
	authority, leaf := subject(selfSigned, "ca"), subject(request, "kibana-tls")
	if leaf["commonName"].StringValue() != "kibana" || leaf.DeepEquals(authority) {
		t.Errorf("the leaf is %v, its issuer %v", leaf, authority)
	}
}

func TestALeafNeverOutlivesItsAuthority(t *testing.T) {
	for _, s := range []settings.Certs{
		lifetimes,
		{CAValidity: 3 * time.Hour, Validity: 2 * time.Hour, RenewBefore: time.Hour},
		{CAValidity: 8761*time.Hour + 59*time.Minute, Validity: 8760 * time.Hour, RenewBefore: 0},
	} {
		r := issue(t, s)
		ca, leaf := pulumitest.Find(t, r, selfSigned, "ca").Inputs, pulumitest.Find(t, r, signed, "kibana-tls").Inputs
		life, renew := ca["validityPeriodHours"].NumberValue(), ca["earlyRenewalHours"].NumberValue()
		if of := leaf["validityPeriodHours"].NumberValue(); renew < of {
			t.Errorf("a leaf of %v hours may be signed when the authority has %v left", of, renew)
		}
		if renew >= life {
			t.Errorf("an authority of %v hours is renewed %v before its end: at every up", life, renew)
		}
		if leaf["earlyRenewalHours"].NumberValue() >= leaf["validityPeriodHours"].NumberValue() {
			t.Error("the leaf is renewed at every up")
		}
	}
}

func TestTheContentIsWhatKubernetesAsksFor(t *testing.T) {
	r := issue(t, lifetimes, pulumitest.Sign(t)...)
	content := content(t, r)
	for name, begins := range map[string]string{
		"tls.crt": "-----BEGIN CERTIFICATE-----",
		"tls.key": "-----BEGIN PRIVATE KEY-----",
		"ca.crt":  "-----BEGIN CERTIFICATE-----",
	} {
		if !strings.HasPrefix(content[name], begins) {
			t.Errorf("%s begins %.30q", name, content[name])
		}
	}
	if content["tls.crt"] == content["ca.crt"] || len(content) != 3 {
		t.Errorf("%d keys", len(content))
	}
	if !r.Exports["content"].ContainsSecrets() {
		t.Error("the key would stand in the state in clear")
	}
}

func TestTheAuthoritysKeyIsInNoLeaf(t *testing.T) {
	r := issue(t, lifetimes, pulumitest.Sign(t)...)
	block, _ := pem.Decode([]byte(pulumitest.Open(pulumitest.Find(t, r, key, "ca").Outputs["privateKeyPem"]).StringValue()))
	authority, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for name, text := range content(t, r) {
		block, _ := pem.Decode([]byte(text))
		if block.Type == "CERTIFICATE" {
			continue
		}
		seen++
		found, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil || authority.Equal(found) {
			t.Errorf("%s holds the authority's key (%v)", name, err)
		}
	}
	if seen != 1 {
		t.Errorf("%d keys", seen)
	}
}

func TestAHandshakeAcceptsItsNamesAndNoOther(t *testing.T) {
	content := content(t, issue(t, lifetimes, pulumitest.Sign(t)...))
	for _, name := range []string{"kibana", "kibana.elk.svc", "127.0.0.1"} {
		if err := pulumitest.Handshake(t, content, content, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"logstash", "elk.svc", "kibana.elk", "10.0.0.1"} {
		if pulumitest.Handshake(t, content, content, name) == nil {
			t.Errorf("%s is accepted, and no certificate names it", name)
		}
	}
}

func TestAHandshakeRefusesAnotherAuthority(t *testing.T) {
	ours, theirs := content(t, issue(t, lifetimes, pulumitest.Sign(t)...)), content(t, issue(t, lifetimes, pulumitest.Sign(t)...))
	if pulumitest.Handshake(t, ours, theirs, "kibana") == nil {
		t.Error("a certificate of another authority is accepted")
	}
}
