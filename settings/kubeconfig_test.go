package settings

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// twoClusters is a kubeconfig; its user's token must be in no message.
const twoClusters = `apiVersion: v1
kind: Config
current-context: kind-kind
contexts:
- {name: kind-kind, context: {cluster: kind-kind, user: me}}
- {name: work, context: {cluster: work, user: me}}
- {name: lost, context: {cluster: gone, user: me}}
clusters:
- {name: kind-kind, cluster: {server: "https://127.0.0.1:6443"}}
- {name: work, cluster: {server: "https://work.example.com"}}
users:
- {name: me, user: {token: top-secret}}
`

// kubeconfigs are the files that tests name.
func kubeconfigs(path string) ([]byte, error) {
	text, known := map[string]string{
		"~/.kube/config": twoClusters,
		"x":              twoClusters,
		"two-contexts":   strings.ReplaceAll(twoClusters, "work", "another"),
		"no-current":     strings.Replace(twoClusters, "current-context: kind-kind\n", "", 1),
		"stale-current":  strings.Replace(twoClusters, "current-context: kind-kind", "current-context: was-here", 1),
		"torn":           "users:\n- {token: top-secret\ncontexts: [",
		"password":       "top-secret",
		"empty":          "",
		"list":           "- top-secret\n",
	}[path]
	switch {
	case path == "locked":
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("permission denied")}
	case !known:
		if !filepath.IsAbs(path) {
			path = filepath.Join("testdata", "kubeconfigs", path)
		}
		return os.ReadFile(path)
	}
	return []byte(text), nil
}

func TestAKubeconfigsPathMayBeginAtHomeOrAtTheProject(t *testing.T) {
	project := t.TempDir()
	t.Chdir(project)
	if err := os.WriteFile("kubeconfig", []byte("here"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"kubeconfig", "./kubeconfig", filepath.Join(project, "kubeconfig")} {
		if text, err := readFile(path); string(text) != "here" {
			t.Errorf("%s: %q, %v", path, text, err)
		}
	}
	account, err := user.Current()
	if err != nil {
		t.Skip("an account without a home directory")
	}
	t.Setenv("HOME", project) // not where the provider looks
	name := "no-such-file-of-a-test"
	for given, want := range map[string]string{
		"~/" + name:  filepath.Join(account.HomeDir, name),
		"~x/" + name: "~x/" + name,
	} {
		_, err := readFile(given)
		var of *fs.PathError
		if !errors.As(err, &of) || of.Path != want {
			t.Errorf("%s is looked for at %v, want %s", given, err, want)
		}
	}
}

// A certificate that no server takes, or that a client cannot prove, is refused
// for the reason.
func TestAClientCertificateIsValidAndHasItsKey(t *testing.T) {
	certificate, key := clientCertificate(t, today.AddDate(0, 0, -1), today.AddDate(1, 0, 0))
	early, earlyKey := clientCertificate(t, today.AddDate(0, 0, 1), today.AddDate(1, 0, 0))
	late, lateKey := clientCertificate(t, today.AddDate(-1, 0, 0), today.AddDate(0, 0, -1))
	for _, c := range []struct{ certificate, key, want string }{
		{certificate, key, ""},
		{certificate, earlyKey, "which has a client-key that is not the key of its client-certificate"},
		{early, earlyKey, "which has a client certificate that is not valid before 2 September 2026"},
		{late, lateKey, "which has a client certificate that expired on 31 August 2026"},
		{key, key, "which has a client-certificate that is not a certificate"},
	} {
		config := strings.Replace(twoClusters, "token: top-secret",
			fmt.Sprintf("client-certificate-data: %s, client-key-data: %s", c.certificate, c.key), 1)
		_, err := Parse(Source{
			Stack: "dev", Config: map[string]string{"eks-elk:cluster": `{"kubeconfig": "it"}`}, Now: today,
			ReadFile: func(string) ([]byte, error) { return []byte(config), nil },
		})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), `eks-elk:cluster.kubeconfig is "it", `+c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// clientCertificate returns a certificate and its key, base64 of PEM.
func clientCertificate(t *testing.T, from, until time.Time) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: until}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	text := func(kind string, of []byte) string {
		return base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: of}))
	}
	return text("CERTIFICATE", signed), text("PRIVATE KEY", encoded)
}
