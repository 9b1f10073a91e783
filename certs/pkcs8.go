package certs

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// privateKey returns the key in PKCS#8, as a secret. The Logstash beats input takes
// no other form
// (https://www.elastic.co/docs/reference/logstash/plugins/plugins-inputs-beats#plugins-inputs-beats-ssl_key),
// and pulumi-tls 4.11.1 puts out PKCS#1 only.
func privateKey(pkcs1 pulumi.StringOutput) pulumi.StringOutput {
	converted := pkcs1.ApplyT(toPKCS8).(pulumi.StringOutput)
	return pulumi.ToSecret(converted).(pulumi.StringOutput)
}

// toPKCS8 turns a PEM block RSA PRIVATE KEY into a PEM block PRIVATE KEY. The
// same key gives the same text, so that no up sees a difference. Errors never
// quote the key.
func toPKCS8(pkcs1 string) (string, error) {
	block, _ := pem.Decode([]byte(pkcs1))
	if block == nil {
		return "", errors.New("convert private key to PKCS#8: not PEM")
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		return "", fmt.Errorf("convert private key to PKCS#8: PEM block %q is not an RSA key in PKCS#1", block.Type)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", fmt.Errorf("convert private key to PKCS#8: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), nil
}
