package tls

import (
	"cmp"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// keyUsages and extendedKeyUsages are allowedUses' words
// (terraform-provider-tls internal/provider/common_cert.go).
var keyUsages = map[string]x509.KeyUsage{
	"digital_signature": x509.KeyUsageDigitalSignature, "content_commitment": x509.KeyUsageContentCommitment,
	"key_encipherment": x509.KeyUsageKeyEncipherment, "data_encipherment": x509.KeyUsageDataEncipherment,
	"key_agreement": x509.KeyUsageKeyAgreement, "cert_signing": x509.KeyUsageCertSign,
	"crl_signing": x509.KeyUsageCRLSign, "encipher_only": x509.KeyUsageEncipherOnly,
	"decipher_only": x509.KeyUsageDecipherOnly,
}

var extendedKeyUsages = map[string]x509.ExtKeyUsage{
	"any_extended": x509.ExtKeyUsageAny, "server_auth": x509.ExtKeyUsageServerAuth,
	"client_auth": x509.ExtKeyUsageClientAuth, "code_signing": x509.ExtKeyUsageCodeSigning,
	"email_protection": x509.ExtKeyUsageEmailProtection, "ipsec_end_system": x509.ExtKeyUsageIPSECEndSystem,
	"ipsec_tunnel": x509.ExtKeyUsageIPSECTunnel, "ipsec_user": x509.ExtKeyUsageIPSECUser,
	"timestamping": x509.ExtKeyUsageTimeStamping, "ocsp_signing": x509.ExtKeyUsageOCSPSigning,
	"microsoft_server_gated_crypto":     x509.ExtKeyUsageMicrosoftServerGatedCrypto,
	"netscape_server_gated_crypto":      x509.ExtKeyUsageNetscapeServerGatedCrypto,
	"microsoft_commercial_code_signing": x509.ExtKeyUsageMicrosoftCommercialCodeSigning,
	"microsoft_kernel_code_signing":     x509.ExtKeyUsageMicrosoftKernelCodeSigning,
}

// issued are the outputs every certificate has beside its inputs.
var issued = []string{"certPem", "readyForRenewal", "validityStartTime", "validityEndTime"}

var keyReadable = world.Rule{
	ID: "tls/pem-readable", Source: "terraform-provider-tls common_key.go parsePrivateKeyPEM",
	Test: func(op *world.Op) error {
		_, err := ownKey(op)
		return err
	},
}

var namesForm = world.Rule{
	ID: "tls/names-form", Source: "terraform-provider-tls resource_cert_request.go: net.ParseIP, url.Parse",
	Test: func(op *world.Op) error {
		_, _, _, err := names(op.Object)
		return err
	},
}

var usages = world.Check{
	Rule: "tls/allowed-uses", Source: "terraform-provider-tls common_cert.go: the words of RFC 5280's key usages",
	Test: func(in resource.PropertyMap) (string, string) {
		v, _ := world.Lookup(in, "allowedUses")
		for i, use := range world.Strs(v) {
			if _, plain := keyUsages[use]; plain {
				continue
			}
			if _, extended := extendedKeyUsages[use]; !extended {
				return fmt.Sprintf("allowedUses[%d]", i), fmt.Sprintf("Attribute allowed_uses value %q is not one of the supported key usages", use)
			}
		}
		return "", ""
	},
}

// renewal is stricter than the provider, which would replace the certificate
// at every up.
var renewal = world.Rule{
	ID: "tls/renewal-inside-validity",
	Source: "terraform-provider-tls common_cert.go modifyPlanIfCertificateReadyForRenewal: within earlyRenewalHours of its end a " +
		"certificate is replaced",
	Test: func(op *world.Op) error {
		early, whole := op.Object.Int("earlyRenewalHours"), op.Object.Int("validityPeriodHours")
		if early > 0 && early >= whole {
			return refuse("Invalid Attribute Value", fmt.Sprintf(
				"early_renewal_hours (%d) is not less than validity_period_hours (%d): the certificate would be replaced at every update", early,
				whole))
		}
		return nil
	},
}

// due is the provider's output of a certificate that is within its early renewal.
func due(outputs resource.PropertyMap, now time.Time) string {
	end, err := time.Parse(time.RFC3339, world.Str(outputs["validityEndTime"]))
	early := time.Duration(world.Int(outputs["earlyRenewalHours"])) * time.Hour
	if err != nil || now.Before(end.Add(-early)) {
		return ""
	}
	return "readyForRenewal"
}

// serial makes the id of a certificate: 128 random bits, in decimal.
func serial(*world.Op) string {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128))
	if err != nil {
		return ""
	}
	return n.String()
}

// issue signs the certificate that the object asks for with the parent's key,
// and returns it as the provider does.
func issue(op *world.Op, template, parent *x509.Certificate, public crypto.PublicKey, signer crypto.Signer) error {
	number, ok := new(big.Int).SetString(op.Object.ID, 10)
	if !ok {
		return refuse("Failed to generate serial number", "no randomness")
	}
	template.SerialNumber = number
	template.NotBefore = op.Now().UTC().Truncate(time.Second)
	template.NotAfter = template.NotBefore.Add(time.Duration(op.Object.Int("validityPeriodHours")) * time.Hour)
	template.BasicConstraintsValid = true
	template.IsCA = op.Object.Bool("isCaCertificate")
	for _, use := range op.Strs("allowedUses") {
		template.KeyUsage |= keyUsages[use]
		if extended, ok := extendedKeyUsages[use]; ok {
			template.ExtKeyUsage = append(template.ExtKeyUsage, extended)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, cmp.Or(parent, template), public, signer)
	if err != nil {
		return refuse("Failed to create certificate", err.Error())
	}
	op.Set("certPem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	op.Set("validityStartTime", template.NotBefore.Format(time.RFC3339))
	op.Set("validityEndTime", template.NotAfter.Format(time.RFC3339))
	flags(op)
	return nil
}

// flags returns what the program left out, and what an update in place (of
// earlyRenewalHours, the one thing that can be) changes.
func flags(op *world.Op) {
	op.Set("readyForRenewal", false)
	op.Default("earlyRenewalHours", 0)
	op.Default("isCaCertificate", false)
	op.Default("setSubjectKeyId", false)
}

// subject reads the distinguished name of a request or a self-signed certificate.
func subject(o *world.Object) pkix.Name {
	many := func(path string) []string {
		var out []string
		for _, s := range o.Strs("subject." + path) {
			if s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	return pkix.Name{
		CommonName: o.Str("subject.commonName"), SerialNumber: o.Str("subject.serialNumber"),
		Organization: many("organization"), OrganizationalUnit: many("organizationalUnit"),
		StreetAddress: many("streetAddresses"), Locality: many("locality"), Province: many("province"),
		Country: many("country"), PostalCode: many("postalCode"),
	}
}

// names reads the subject alternative names.
func names(o *world.Object) (dns []string, ips []net.IP, uris []*url.URL, err error) {
	for _, text := range o.Strs("ipAddresses") {
		ip := net.ParseIP(text)
		if ip == nil {
			return nil, nil, nil, refuse("Invalid IP address", fmt.Sprintf("Failed to parse %#v", text))
		}
		ips = append(ips, ip)
	}
	for _, text := range o.Strs("uris") {
		uri, err := url.Parse(text)
		if err != nil {
			return nil, nil, nil, refuse("Invalid URI", fmt.Sprintf("Failed to parse %#v: %v", text, err))
		}
		uris = append(uris, uri)
	}
	return o.Strs("dnsNames"), ips, uris, nil
}

// decode reads a PEM block of one type (resource_locally_signed_cert.go).
func decode[T any](text, typ, what string, parse func([]byte) (T, error)) (parsed T, err error) {
	block, _ := pem.Decode([]byte(text))
	switch summary := "Failed to parse " + what + " PEM"; {
	case block == nil:
		return parsed, refuse(summary, fmt.Sprintf("failed to decode PEM of expected type %q from bytes", typ))
	case block.Type != typ:
		return parsed, refuse(summary, fmt.Sprintf("invalid PEM type - expected %q, got %q", typ, block.Type))
	default:
		if parsed, err = parse(block.Bytes); err != nil {
			err = refuse(summary, "failed to parse: "+err.Error())
		}
		return parsed, err
	}
}
