package settings

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
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
