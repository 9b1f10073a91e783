package pulumitest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/recorder"
)

// usages are the words of the tls provider for what a certificate may do
// (https://registry.terraform.io/providers/hashicorp/tls/latest/docs/resources/locally_signed_cert#allowed_uses).
var (
	usages = map[string]x509.KeyUsage{
		"digital_signature": x509.KeyUsageDigitalSignature,
		"key_encipherment":  x509.KeyUsageKeyEncipherment,
		"cert_signing":      x509.KeyUsageCertSign,
		"crl_signing":       x509.KeyUsageCRLSign,
	}
	extendedUsages = map[string]x509.ExtKeyUsage{
		"server_auth": x509.ExtKeyUsageServerAuth,
		"client_auth": x509.ExtKeyUsageClientAuth,
	}
)

// Sign makes the recorder answer for the tls provider with real keys and
// certificates, made from the very inputs that a program registers.
func Sign(t testing.TB) []recorder.Option {
	s := signer{t}
	return []recorder.Option{
		recorder.WithOutputs("tls:index/privateKey:PrivateKey", s.privateKey),
		recorder.WithOutputs("tls:index/certRequest:CertRequest", s.request),
		recorder.WithOutputs("tls:index/selfSignedCert:SelfSignedCert", s.selfSigned),
		recorder.WithOutputs("tls:index/locallySignedCert:LocallySignedCert", s.locallySigned),
	}
}

type signer struct{ t testing.TB }

func (s signer) privateKey(_ string, in resource.PropertyMap) resource.PropertyMap {
	key, err := rsa.GenerateKey(rand.Reader, int(Open(in["rsaBits"]).NumberValue()))
	s.check(err)
	text := pemText("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
	return resource.PropertyMap{"privateKeyPem": resource.MakeSecret(resource.NewProperty(text))}
}

func (s signer) request(_ string, in resource.PropertyMap) resource.PropertyMap {
	template := &x509.CertificateRequest{
		Subject:     subject(in),
		DNSNames:    texts(in["dnsNames"]),
		IPAddresses: addresses(in["ipAddresses"]),
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, template, s.key(in["privateKeyPem"]))
	s.check(err)
	return resource.PropertyMap{"certRequestPem": resource.NewProperty(pemText("CERTIFICATE REQUEST", der))}
}

func (s signer) selfSigned(_ string, in resource.PropertyMap) resource.PropertyMap {
	template := s.template(in)
	template.Subject = subject(in)
	template.IsCA = Open(in["isCaCertificate"]).BoolValue()
	key := s.key(in["privateKeyPem"])
	return s.sign(template, template, &key.PublicKey, key)
}

func (s signer) locallySigned(_ string, in resource.PropertyMap) resource.PropertyMap {
	request, err := x509.ParseCertificateRequest(s.block(in["certRequestPem"]))
	s.check(err)
	s.check(request.CheckSignature())
	parent, err := x509.ParseCertificate(s.block(in["caCertPem"]))
	s.check(err)
	template := s.template(in)
	template.Subject, template.DNSNames, template.IPAddresses = request.Subject, request.DNSNames, request.IPAddresses
	return s.sign(template, parent, request.PublicKey, s.key(in["caPrivateKeyPem"]))
}

// template returns what both kinds of certificate have.
func (s signer) template(in resource.PropertyMap) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128))
	s.check(err)
	now := time.Now().Truncate(time.Second)
	template := &x509.Certificate{
		SerialNumber:          serial,
		NotBefore:             now,
		NotAfter:              now.Add(time.Duration(Open(in["validityPeriodHours"]).NumberValue()) * time.Hour),
		BasicConstraintsValid: true,
	}
	for _, use := range texts(in["allowedUses"]) {
		if usage, ok := usages[use]; ok {
			template.KeyUsage |= usage
		} else if extended, ok := extendedUsages[use]; ok {
			template.ExtKeyUsage = append(template.ExtKeyUsage, extended)
		} else {
			s.check(fmt.Errorf("the tls provider does not know use %q", use))
		}
	}
	return template
}

func (s signer) sign(template, parent *x509.Certificate, public any, key *rsa.PrivateKey) resource.PropertyMap {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	s.check(err)
	return resource.PropertyMap{
		"certPem":         resource.NewProperty(pemText("CERTIFICATE", der)),
		"validityEndTime": resource.NewProperty(template.NotAfter.UTC().Format(time.RFC3339)),
	}
}

func (s signer) key(v resource.PropertyValue) *rsa.PrivateKey {
	key, err := x509.ParsePKCS1PrivateKey(s.block(v))
	s.check(err)
	return key
}

func (s signer) block(v resource.PropertyValue) []byte {
	block, _ := pem.Decode([]byte(Open(v).StringValue()))
	if block == nil {
		s.check(fmt.Errorf("not PEM: %v", v.TypeString()))
		return nil
	}
	return block.Bytes
}

// check fails the test. It runs beside it, so it cannot stop it.
func (s signer) check(err error) {
	if err != nil {
		s.t.Errorf("signer: %v", err)
	}
}

func subject(in resource.PropertyMap) pkix.Name {
	fields := Open(in["subject"]).ObjectValue()
	return pkix.Name{
		CommonName:   Open(fields["commonName"]).StringValue(),
		Organization: []string{Open(fields["organization"]).StringValue()},
	}
}

func texts(v resource.PropertyValue) []string {
	var out []string
	if v = Open(v); v.IsArray() {
		for _, item := range v.ArrayValue() {
			out = append(out, Open(item).StringValue())
		}
	}
	return out
}

func addresses(v resource.PropertyValue) []net.IP {
	var out []net.IP
	for _, text := range texts(v) {
		out = append(out, net.ParseIP(text))
	}
	return out
}

func pemText(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
