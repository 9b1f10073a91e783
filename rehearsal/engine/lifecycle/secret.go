package lifecycle

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"gopkg.in/yaml.v3"
)

// The passphrase of the workspace's secrets, and what it is salted with. Nothing is
// kept by them: a workspace ends with its rehearsal.
const (
	passphrase = "rehearsal"
	salt       = "rehearse"
)

// standIn is what a secret of the stack's file is here: an address, because most are,
// or by its key what the program takes. The file's own cannot be decrypted without the
// user's passphrase or key.
const standIn = "https://secret.example.com/0123456789abcdef0123456789abcdef"

var standIns = map[string]string{"routingKey": "0123456789abcdef0123456789abcdef"}

// ciphertext is how the CLI writes a secret: v1:, a nonce and the rest by a passphrase,
// or base64 by a key of a service.
var ciphertext = regexp.MustCompile(`^(v1:.+:.+|[A-Za-z0-9+/]{40,}=*)$`)

// encrypt makes the secrets of a stack file, {secure: …}, ones of the workspace: a
// ciphertext of the user's becomes the stand-in, a plain text stays what it is. They
// are encrypted as the CLI does it (pulumi/pkg secrets/passphrase/manager.go).
func encrypt(file map[string]any) error {
	crypter := config.NewSymmetricCrypterFromPassphrase(passphrase, []byte(salt))
	ctx := context.Background()
	var walk func(key string, x any) error
	walk = func(key string, x any) error {
		switch x := x.(type) {
		case map[string]any:
			text, secure := x["secure"].(string)
			if !secure || len(x) != 1 {
				for key, below := range x {
					if err := walk(key, below); err != nil {
						return err
					}
				}
				return nil
			}
			if _, err := crypter.DecryptValue(ctx, text); err == nil {
				return nil // encrypted here before
			}
			if ciphertext.MatchString(text) {
				text = cmp.Or(standIns[key], standIn)
			}
			encrypted, err := crypter.EncryptValue(ctx, text)
			x["secure"] = encrypted
			return err
		case []any:
			for _, below := range x {
				if err := walk(key, below); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := walk("", file["config"]); err != nil {
		return fmt.Errorf("encrypt the stack's secrets: %w", err)
	}
	if file["encryptionsalt"] != nil {
		return nil
	}
	check, err := crypter.EncryptValue(ctx, "pulumi")
	file["encryptionsalt"] = fmt.Sprintf("v1:%s:%s", base64.StdEncoding.EncodeToString([]byte(salt)), check)
	return err
}

// encrypted is encrypt of a stack file's text.
func encrypted(text []byte) ([]byte, error) {
	file := map[string]any{}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("read the stack file: %w", err)
	}
	if err := encrypt(file); err != nil {
		return nil, err
	}
	return yaml.Marshal(file)
}
