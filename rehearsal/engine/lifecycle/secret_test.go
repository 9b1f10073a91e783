package lifecycle

import (
	"context"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"gopkg.in/yaml.v3"
)

func TestASecretOfTheUsersIsAStandInAndOneOfTheRehearsalsIsKept(t *testing.T) {
	text := []byte("config:\n  a:\n    users: {secure: 'v1:bm9uY2U=:Y2lwaGVydGV4dA=='}\n    routingKey: {secure: 'v1:bm9uY2U=:Y2lwaGVydGV4dA=='}\n    ours: {secure: 'https://example.com/a'}\n    plain: b\n")
	for range 2 { // what is encrypted once is not encrypted again
		var err error
		if text, err = encrypted(text); err != nil {
			t.Fatal(err)
		}
	}
	var file struct {
		Salt   string                    `yaml:"encryptionsalt"`
		Config map[string]map[string]any `yaml:"config"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	crypter := config.NewSymmetricCrypterFromPassphrase(passphrase, []byte(salt))
	for key, want := range map[string]string{"users": standIn, "routingKey": "0123456789abcdef0123456789abcdef", "ours": "https://example.com/a"} {
		secret, _ := file.Config["a"][key].(map[string]any)["secure"].(string)
		if got, err := crypter.DecryptValue(context.Background(), secret); got != want {
			t.Errorf("%s is %q, want %q (%v)", key, got, want, err)
		}
	}
	if file.Config["a"]["plain"] != "b" || !strings.HasPrefix(file.Salt, "v1:") {
		t.Errorf("%s", text)
	}
}
