package tls

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"

	"golang.org/x/crypto/ssh"

	"eks-elk/rehearsal/world"
)

var curves = map[string]elliptic.Curve{
	"P224": elliptic.P224(), "P256": elliptic.P256(), "P384": elliptic.P384(), "P521": elliptic.P521(),
}

func privateKey() *world.ResourceType {
	return &world.ResourceType{
		Token: PrivateKey, Title: "private key", Service: "tls",
		Required: []string{"algorithm"},
		Replace:  []string{"algorithm", "rsaBits", "ecdsaCurve"},
		Computed: []string{
			"rsaBits", "ecdsaCurve", "privateKeyPem", "privateKeyOpenssh", "publicKeyPem",
			"publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256",
		},
		Secrets:  []string{"privateKeyPem", "privateKeyOpenssh"},
		ID:       makeKey,
		OnCreate: []world.Rule{keyAlgorithm},
		Outputs:  keyOutputs,
	}
}

var keyAlgorithm = world.Rule{
	ID:     "tls/key-algorithm",
	Source: "terraform-provider-tls resource_private_key.go: algorithm is RSA, ECDSA or ED25519; ecdsa_curve one of four",
	Test: func(op *world.Op) error {
		if op.Object.ID != "" {
			return nil
		}
		_, err := generate(op)
		return err
	},
}

// makeKey makes the key itself, because its id is the sum of its public half.
func makeKey(op *world.Op) string {
	key, err := generate(op)
	if err != nil {
		return "" // the rule says why
	}
	text, err := encodeKey(key)
	if err != nil {
		return ""
	}
	op.Set("privateKeyPem", text)
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return ""
	}
	sum := sha1.Sum(public)
	return hex.EncodeToString(sum[:])
}

func generate(op *world.Op) (crypto.Signer, error) {
	switch algorithm := op.Str("algorithm"); algorithm {
	case "RSA":
		op.Default("rsaBits", defaultBits)
		key, err := spares.take(op.Object.Int("rsaBits"))
		if err != nil {
			return nil, refuse("Unable to generate Key from configuration", err.Error())
		}
		return key, nil
	case "ECDSA":
		op.Default("ecdsaCurve", "P224")
		curve, ok := curves[op.Str("ecdsaCurve")]
		if !ok {
			return nil, refuse("Unable to generate Key from configuration", "invalid ECDSA curve; supported values are: [P224 P256 P384 P521]")
		}
		return ecdsa.GenerateKey(curve, rand.Reader)
	case "ED25519":
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	default:
		return nil, refuse("Invalid Key Algorithm", fmt.Sprintf("Key Algorithm %q is not supported", algorithm))
	}
}

// encodeKey writes a key as the provider does: PKCS#1 for RSA, SEC 1 for
// ECDSA, PKCS#8 for ED25519.
func encodeKey(key crypto.Signer) (string, error) {
	block := &pem.Block{}
	var err error
	switch k := key.(type) {
	case *rsa.PrivateKey:
		block.Type, block.Bytes = "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(k)
	case *ecdsa.PrivateKey:
		block.Type = "EC PRIVATE KEY"
		block.Bytes, err = x509.MarshalECPrivateKey(k)
	default:
		block.Type = "PRIVATE KEY"
		block.Bytes, err = x509.MarshalPKCS8PrivateKey(k)
	}
	return string(pem.EncodeToMemory(block)), err
}

func keyOutputs(op *world.Op) error {
	key, _, err := parseKey(op.Str("privateKeyPem"))
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	op.Set("publicKeyPem", string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
	for _, name := range []string{"privateKeyOpenssh", "publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256"} {
		op.Set(name, "")
	}
	op.Default("rsaBits", 2048)
	op.Default("ecdsaCurve", "P224")
	sshKey, err := ssh.NewPublicKey(key.Public())
	if err != nil {
		return nil // SSH knows no P-224; the provider leaves these empty
	}
	private, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		return err
	}
	op.Set("privateKeyOpenssh", string(pem.EncodeToMemory(private)))
	op.Set("publicKeyOpenssh", string(ssh.MarshalAuthorizedKey(sshKey)))
	op.Set("publicKeyFingerprintMd5", ssh.FingerprintLegacyMD5(sshKey))
	op.Set("publicKeyFingerprintSha256", ssh.FingerprintSHA256(sshKey))
	return nil
}

// parseKey reads a private key as the provider does, in any of the three forms.
// The wording is internal/provider/common_key.go's.
func parseKey(text string) (key crypto.Signer, algorithm string, err error) {
	block, rest := pem.Decode([]byte(text))
	if block == nil {
		return nil, "", fmt.Errorf("failed to decode PEM block: decoded bytes %d, undecoded %d", len(text)-len(rest), len(rest))
	}
	var parsed any
	switch block.Type {
	case "RSA PRIVATE KEY":
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		parsed, err = x509.ParseECPrivateKey(block.Bytes)
	case "PRIVATE KEY":
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	default:
		return nil, "", fmt.Errorf("unable to determine parser for PEM preamble: %s", block.Type)
	}
	if err != nil {
		return nil, "", fmt.Errorf("failed to parse private key given PEM preamble '%s': %w", block.Type, err)
	}
	switch k := parsed.(type) {
	case *rsa.PrivateKey:
		return k, "RSA", nil
	case *ecdsa.PrivateKey:
		return k, "ECDSA", nil
	case ed25519.PrivateKey:
		return k, "ED25519", nil
	default:
		return nil, "", fmt.Errorf("unsupported private key type: %T", parsed)
	}
}
