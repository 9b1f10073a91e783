package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
)

func pemBlock(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func TestAKeyStaysTheSameKeyInPKCS8(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := pemBlock("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
	converted, err := toPKCS8(pkcs1)
	if err != nil {
		t.Fatal(err)
	}
	block, rest := pem.Decode([]byte(converted))
	if block == nil || block.Type != "PRIVATE KEY" || len(rest) > 0 {
		t.Fatalf("not one PEM block PRIVATE KEY")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if !key.Equal(parsed) {
		t.Error("another key came out")
	}
	if again, _ := toPKCS8(pkcs1); again != converted {
		t.Error("the same key gives two texts: every up would see a difference")
	}
}

func TestRefusesOtherKeysWithoutShowingThem(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"elliptic curve": pemBlock("EC PRIVATE KEY", der),
		"no PEM":         "c2VjcmV0LW1hdGVyaWFs",
		"broken":         pemBlock("RSA PRIVATE KEY", []byte("secret-material")),
		"nothing":        "",
	} {
		_, err := toPKCS8(text)
		if err == nil {
			t.Errorf("%s: not refused", name)
			continue
		}
		if !strings.Contains(err.Error(), "PKCS#8") {
			t.Errorf("%s: %q does not say what failed", name, err)
		}
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "-----") && strings.Contains(err.Error(), line) {
				t.Errorf("%s: the error shows the key", name)
			}
		}
	}
}
