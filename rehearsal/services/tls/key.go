package tls

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"

	"eks-elk/rehearsal/world"
)

func privateKey(spare draw) *world.ResourceType {
	return &world.ResourceType{
		Token: PrivateKey, Title: "private key", Service: "tls",
		Required: []string{"algorithm"},
		Replace:  []string{"algorithm", "rsaBits", "ecdsaCurve"},
		Computed: []string{
			"rsaBits", "ecdsaCurve", "privateKeyPem", "privateKeyOpenssh", "publicKeyPem",
			"publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256",
		},
		Secrets:  []string{"privateKeyPem", "privateKeyOpenssh"},
		ID:       func(op *world.Op) string { return makeKey(op, spare) },
		OnCreate: []world.Rule{keyAlgorithm(spare)},
		Outputs:  keyOutputs,
	}
}

// keyAlgorithm: the stack makes RSA keys alone, and so does the world.
func keyAlgorithm(spare draw) world.Rule {
	return world.Rule{
		ID: "tls/key-algorithm", Source: "terraform-provider-tls resource_private_key.go; of its algorithms the stack uses RSA",
		Test: func(op *world.Op) error {
			if op.Object.ID != "" {
				return nil
			}
			_, err := generate(op, spare)
			return err
		},
	}
}

// makeKey makes the key itself, because its id is the sum of its public half.
func makeKey(op *world.Op, spare draw) string {
	key, err := generate(op, spare)
	if err != nil {
		return "" // the rule says why
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	op.Set("privateKeyPem", string(pem.EncodeToMemory(block)))
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return ""
	}
	sum := sha1.Sum(public)
	return hex.EncodeToString(sum[:])
}

func generate(op *world.Op, spare draw) (*rsa.PrivateKey, error) {
	if algorithm := op.Str("algorithm"); algorithm != "RSA" {
		return nil, refuse("Invalid Key Algorithm", fmt.Sprintf("the rehearsal makes RSA keys, not %q", algorithm))
	}
	op.Default("rsaBits", defaultBits)
	key, err := spare(op.Object.Int("rsaBits"))
	if err != nil {
		return nil, refuse("Unable to generate Key from configuration", err.Error())
	}
	return key, nil
}

// keyOutputs leaves the key in SSH's forms empty: no stack reads it.
func keyOutputs(op *world.Op) error {
	key, err := ownKey(op)
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
	op.Default("ecdsaCurve", "P224")
	return nil
}

// parseKey reads the private key of an input as the provider does. The wording is
// internal/provider/common_key.go's.
func parseKey(op *world.Op, input, summary string) (*rsa.PrivateKey, error) {
	text := op.Str(input)
	block, rest := pem.Decode([]byte(text))
	if block == nil {
		return nil, refuse(summary, fmt.Sprintf("failed to decode PEM block: decoded bytes %d, undecoded %d", len(text)-len(rest), len(rest)))
	}
	if block.Type != "RSA PRIVATE KEY" {
		return nil, refuse(summary, "unable to determine parser for PEM preamble: "+block.Type)
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		return nil, refuse(summary, fmt.Sprintf("failed to parse private key given PEM preamble '%s': %v", block.Type, err))
	}
	return key, nil
}

// ownKey reads the key of what is self-signed or requested.
func ownKey(op *world.Op) (*rsa.PrivateKey, error) {
	return parseKey(op, "privateKeyPem", "Failed to parse private key PEM")
}
