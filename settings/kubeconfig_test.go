package settings

import (
	"encoding/json"
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
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

// onCluster is a stack file for an existing cluster.
func onCluster(t *testing.T, pairs ...string) map[string]string {
	t.Helper()
	fields := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		fields[pairs[i]] = pairs[i+1]
	}
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"eks-elk:cluster": string(text)}
}

func TestAKubeconfigThatLeadsToNoClusterIsOneSentence(t *testing.T) {
	const may = "; it may be the path of a kubeconfig file, or its content"
	const there = "; it may be kind-kind, work, lost"
	for _, c := range []struct {
		given []string
		want  string
	}{
		{[]string{"kubeconfig", "/nowhere/config"}, `kubeconfig is "/nowhere/config", where no file is` + may},
		{[]string{"kubeconfig", "locked"}, `kubeconfig is "locked", which cannot be read (permission denied)` + may},
		{[]string{"kubeconfig", "torn"}, `kubeconfig is "torn", which is not the YAML of a kubeconfig` + may},
		{[]string{"kubeconfig", "password"}, `kubeconfig is "password", which is not the YAML of a kubeconfig` + may},
		{[]string{"kubeconfig", "list"}, `kubeconfig is "list", which is not the YAML of a kubeconfig` + may},
		{[]string{"kubeconfig", "empty"}, `kubeconfig is "empty", which has no contexts` + may},
		{[]string{"kubeconfig", "{torn: ["}, `kubeconfig is content that is not the YAML of a kubeconfig` + may},
		{[]string{"kubeconfig", "apiVersion: v1\nkind: Config\n"}, `kubeconfig is content that has no contexts` + may},
		{[]string{"kubeconfig", "x", "context", "kind-elk"}, `context is "kind-elk", which the kubeconfig does not have` + there},
		{[]string{"kubeconfig", twoClusters, "context", "kind-elk"}, `context is "kind-elk", which the kubeconfig does not have` + there},
		{[]string{"kubeconfig", "x", "context", "lost"}, `context is "lost", which is of the cluster "gone", for which the kubeconfig has no server` + there},
		{[]string{"kubeconfig", "no-current"}, `context is empty, and the kubeconfig has no current context` + there},
		{[]string{"kubeconfig", "stale-current"}, `context is empty, so that it is the current context "was-here", which the kubeconfig does not have` + there},
		{[]string{"kubeconfig", "x", "storageClass", "Standard"}, `storageClass is "Standard"; it may be the name of a storage class`},
	} {
		got := lines(t, onCluster(t, c.given...))
		if len(got) != 1 || !strings.HasPrefix(got[0], "eks-elk:cluster."+c.want) {
			t.Errorf("%q\n got %q\nwant %s", c.given, got, c.want)
		}
		if strings.Contains(strings.Join(got, ""), "top-secret") {
			t.Errorf("a token in %q", got)
		}
	}
}

func TestAKubeconfigMayBeContent(t *testing.T) {
	s := mustParse(t, onCluster(t, "kubeconfig", twoClusters, "context", "work"))
	if !s.Cluster.Existing() || s.Cluster.KubeconfigIsPath() || s.Cluster.Context != "work" {
		t.Errorf("%+v", s.Cluster)
	}
	asJSON := `{"contexts": [{"name": "a", "context": {"cluster": "a"}}], "clusters": [{"name": "a", "cluster": {"server": "https://a"}}], "current-context": "a"}`
	mustParse(t, onCluster(t, "kubeconfig", asJSON))
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
