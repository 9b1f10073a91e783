package tls

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func newWorld(t *testing.T) *world.World {
	t.Helper()
	w := world.New()
	if err := w.Register(ResourceTypes()...); err != nil {
		t.Fatal(err)
	}
	return w
}

func create(w *world.World, typ, name string, in map[string]any) (*world.Object, error) {
	id, _, err := w.Create(world.Call{
		URN: "urn:pulumi:dev::eks-elk::" + typ + "::" + name, Type: typ, Name: name,
		Inputs: resource.NewPropertyMapFromMap(in),
	})
	if err != nil {
		return nil, err
	}
	for _, o := range w.Objects(typ) {
		if o.ID == id {
			return o, nil
		}
	}
	return nil, errors.New("it is not in the world")
}

func must(t *testing.T, w *world.World, typ, name string, in map[string]any) *world.Object {
	t.Helper()
	o, err := create(w, typ, name, in)
	if err != nil {
		t.Fatalf("create %s: %v", name, err)
	}
	return o
}

func refusedBy(t *testing.T, err error, rule, wording string) {
	t.Helper()
	var refused *world.Error
	if !errors.As(err, &refused) || refused.Rule != rule || !strings.Contains(refused.Error(), wording) {
		t.Errorf("got %#v, want rule %s saying %q", err, rule, wording)
	}
}

func TestKeysAreWhatTheyAreCalled(t *testing.T) {
	o := must(t, newWorld(t), PrivateKey, "rsa", map[string]any{"algorithm": "RSA", "rsaBits": 2048})
	key, err := decode(o.Str("privateKeyPem"), "RSA PRIVATE KEY", "key", x509.ParsePKCS1PrivateKey)
	if err != nil || key.N.BitLen() != 2048 {
		t.Fatalf("no RSA key of 2048 bits: %v", err)
	}
	public, _ := pem.Decode([]byte(o.Str("publicKeyPem")))
	if sum := sha1.Sum(public.Bytes); o.ID != hex.EncodeToString(sum[:]) {
		t.Errorf("id %s is not the sum of the public key", o.ID)
	}
}

func TestEachKeyOfAWorldIsAnother(t *testing.T) {
	var ids []string
	for range 2 {
		w := newWorld(t)
		for _, name := range []string{"a", "b", "c"} {
			ids = append(ids, must(t, w, PrivateKey, name, map[string]any{"algorithm": "RSA"}).ID)
		}
	}
	if ids[0] == ids[1] || ids[1] == ids[2] || ids[0] == ids[2] {
		t.Errorf("one key twice in a world: %q", ids[:3])
	}
	if !slices.Equal(ids[:3], ids[3:]) {
		t.Errorf("keys of another world were made anew: %q", ids)
	}
}

func TestAnotherAlgorithmIsRefused(t *testing.T) {
	_, err := create(newWorld(t), PrivateKey, "k", map[string]any{"algorithm": "ECDSA"})
	refusedBy(t, err, "tls/key-algorithm", `the rehearsal makes RSA keys, not "ECDSA"`)
}

// fixture is an authority and a request of one leaf.
type fixture struct {
	w              *world.World
	caKey, caCert  *world.Object
	leafKey, order *world.Object
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	f := fixture{w: newWorld(t)}
	f.caKey = must(t, f.w, PrivateKey, "ca", map[string]any{"algorithm": "RSA"})
	f.caCert = must(t, f.w, SelfSignedCert, "ca", f.authority(nil))
	f.leafKey = must(t, f.w, PrivateKey, "leaf", map[string]any{"algorithm": "RSA"})
	f.order = must(t, f.w, CertRequest, "leaf", map[string]any{
		"privateKeyPem": f.leafKey.Str("privateKeyPem"), "subject": map[string]any{"commonName": "kibana"},
		"dnsNames": []any{"kibana", "kibana.elk.svc"}, "ipAddresses": []any{"127.0.0.1"},
	})
	return f
}

func (f fixture) authority(change map[string]any) map[string]any {
	return with(map[string]any{
		"privateKeyPem": f.caKey.Str("privateKeyPem"), "isCaCertificate": true, "validityPeriodHours": 8760,
		"subject":     map[string]any{"commonName": "eks-elk", "organization": "Example"},
		"allowedUses": []any{"cert_signing", "crl_signing", "digital_signature"},
	}, change)
}

func (f fixture) leaf(change map[string]any) map[string]any {
	return with(map[string]any{
		"caPrivateKeyPem": f.caKey.Str("privateKeyPem"), "caCertPem": f.caCert.Str("certPem"),
		"certRequestPem": f.order.Str("certRequestPem"), "validityPeriodHours": 720, "earlyRenewalHours": 168,
		"allowedUses": []any{"digital_signature", "key_encipherment", "server_auth", "client_auth"},
	}, change)
}

func with(in, change map[string]any) map[string]any {
	for k, v := range change {
		in[k] = v
	}
	return in
}

func TestLeafChainsToItsAuthority(t *testing.T) {
	f := newFixture(t)
	leaf := must(t, f.w, LocallySignedCert, "leaf", f.leaf(nil))
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(f.caCert.Str("certPem"))) {
		t.Fatal("the authority's certificate cannot be read")
	}
	cert, err := decode(leaf.Str("certPem"), "CERTIFICATE", "certificate", x509.ParseCertificate)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"kibana", "kibana.elk.svc", "127.0.0.1"} {
		for _, use := range []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth} {
			if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, KeyUsages: []x509.ExtKeyUsage{use}}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, DNSName: "logstash"}); err == nil {
		t.Error("the certificate is good for a name that is not in it")
	}
	if leaf.ID != cert.SerialNumber.String() || leaf.Str("caKeyAlgorithm") != "RSA" || leaf.Bool("readyForRenewal") {
		t.Errorf("id %s, caKeyAlgorithm %s", leaf.ID, leaf.Str("caKeyAlgorithm"))
	}
	if cert.NotAfter.Format("2006-01-02T15:04:05Z07:00") != leaf.Str("validityEndTime") {
		t.Errorf("validityEndTime %s, certificate %s", leaf.Str("validityEndTime"), cert.NotAfter)
	}
}

func TestEarlyRenewalChangesInPlace(t *testing.T) {
	f := newFixture(t)
	leaf := must(t, f.w, LocallySignedCert, "leaf", f.leaf(nil))
	call := world.Call{URN: leaf.URN, Type: LocallySignedCert, ID: leaf.ID,
		Inputs: resource.NewPropertyMapFromMap(f.leaf(map[string]any{"earlyRenewalHours": 24}))}
	out, err := f.w.Update(call)
	if err != nil || out["certPem"] != leaf.Outputs["certPem"] {
		t.Errorf("earlyRenewalHours made another certificate (%v)", err)
	}
	call.Inputs = resource.NewPropertyMapFromMap(f.leaf(map[string]any{"earlyRenewalHours": 720}))
	_, err = f.w.Update(call)
	refusedBy(t, err, "tls/renewal-inside-validity", "replaced at every update")
}

func TestWhatALeafIsRefusedFor(t *testing.T) {
	f := newFixture(t)
	other := must(t, f.w, PrivateKey, "other", map[string]any{"algorithm": "RSA"})
	plain := must(t, f.w, SelfSignedCert, "plain", f.authority(map[string]any{"isCaCertificate": false}))
	noSigning := must(t, f.w, SelfSignedCert, "no-signing", f.authority(map[string]any{"allowedUses": []any{"digital_signature"}}))
	for name, c := range map[string]struct {
		change        map[string]any
		rule, wording string
	}{
		"another key": {map[string]any{"caPrivateKeyPem": other.Str("privateKeyPem")}, "tls/authority-key-matches",
			"provided PrivateKey doesn't match parent's PublicKey"},
		"not an authority": {map[string]any{"caCertPem": plain.Str("certPem")}, "tls/authority-is-ca",
			"does not appear to be a valid Certificate Authority"},
		"may not sign": {map[string]any{"caCertPem": noSigning.Str("certPem")}, "tls/authority-is-ca",
			"does not appear to be a valid Certificate Authority"},
		"outlives": {map[string]any{"validityPeriodHours": 8761}, "tls/leaf-within-authority", "its authority only until"},
		"renewal":  {map[string]any{"earlyRenewalHours": 720}, "tls/renewal-inside-validity", "replaced at every update"},
		"broken key": {map[string]any{"caPrivateKeyPem": "x"}, "tls/signed-pem-readable",
			"failed to decode PEM block: decoded bytes 0, undecoded 1"},
		"broken authority": {map[string]any{"caCertPem": "x"}, "tls/signed-pem-readable",
			`failed to decode PEM of expected type "CERTIFICATE" from bytes`},
		"a key for a request": {map[string]any{"certRequestPem": f.leafKey.Str("privateKeyPem")}, "tls/signed-pem-readable",
			`invalid PEM type - expected "CERTIFICATE REQUEST", got "RSA PRIVATE KEY"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := create(f.w, LocallySignedCert, "leaf", f.leaf(c.change))
			refusedBy(t, err, c.rule, c.wording)
		})
	}
}

func TestWhatASelfSignedCertificateIsRefusedFor(t *testing.T) {
	f := newFixture(t)
	_, err := create(f.w, SelfSignedCert, "x", f.authority(map[string]any{"subject": map[string]any{}}))
	refusedBy(t, err, "tls/authority-has-a-name", "Must contain at least one Distinguished Name")
	_, err = create(f.w, SelfSignedCert, "x", f.authority(map[string]any{"privateKeyPem": "-----BEGIN X-----\n-----END X-----\n"}))
	refusedBy(t, err, "tls/pem-readable", "unable to determine parser for PEM preamble: X")
	_, err = create(f.w, CertRequest, "x", map[string]any{"privateKeyPem": ""})
	refusedBy(t, err, "tls/pem-readable", "failed to decode PEM block")
	_, err = create(f.w, CertRequest, "x",
		map[string]any{"privateKeyPem": f.leafKey.Str("privateKeyPem"), "ipAddresses": []any{"300.1.1.1"}})
	refusedBy(t, err, "tls/names-form", "Failed to parse")
}

func TestUnknownUsesAreRefusedAtCheck(t *testing.T) {
	if usages.Rule != "tls/allowed-uses" {
		t.Errorf("the rule is called %s", usages.Rule)
	}
	test := usages.Test
	if at, _ := test(resource.NewPropertyMapFromMap(map[string]any{"allowedUses": []any{"server_auth",
		"server-auth"}})); at != "allowedUses[1]" {
		t.Errorf("refused at %q, want allowedUses[1]", at)
	}
	if at, _ := test(resource.NewPropertyMapFromMap(map[string]any{"allowedUses": []any{"server_auth"}})); at != "" {
		t.Errorf("a known use is refused at %q", at)
	}
}

// A certificate within its early renewal is replaced, though nobody changed it.
func TestACertificateIsDueWhenItsTimeHasCome(t *testing.T) {
	f := newFixture(t)
	leaf := must(t, f.w, LocallySignedCert, "leaf", f.leaf(nil)) // 720 hours, the last 168 of them for the renewal
	for hours, due := range map[time.Duration]bool{0: false, 551: false, 553: true, 721: true} {
		f.w.Later = hours * time.Hour
		if got := leaf.Type.Due(leaf.Outputs, f.w.Now()) != ""; got != due {
			t.Errorf("after %d hours: %v, want %v", hours, got, due)
		}
		_, out, _, err := f.w.Read(world.Call{URN: leaf.URN, Type: LocallySignedCert, ID: leaf.ID})
		if err != nil || out["readyForRenewal"].BoolValue() != due {
			t.Errorf("after %d hours a refresh reads %v, %v", hours, out["readyForRenewal"], err)
		}
	}
}
