package standin

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"eks-elk/rehearsal/world"
)

// twoClusters is a kubeconfig of the contexts a and b, each of a cluster of its
// own, and a user.
func twoClusters(current, user, authority string) string {
	entry := func(name string) (string, string) {
		return fmt.Sprintf(`{"name":%q,"context":{"cluster":%q,"user":%q}}`, name, name, user),
			fmt.Sprintf(`{"name":%q,"cluster":{"server":"https://%s","certificate-authority-data":%q}}`, name, name, authority)
	}
	contextA, clusterA := entry("a")
	contextB, clusterB := entry("b")
	return fmt.Sprintf(`{"current-context":%q,"contexts":[%s,%s],"clusters":[%s,%s]}`, current, contextA, contextB, clusterA, clusterB)
}

func kubernetesProvider(t *testing.T) *Provider {
	t.Helper()
	return New("kubernetes", semver.MustParse("3.30.2"), world.New(), Open{})
}

func TestContentOfAnotherClusterReplacesTheKubernetesProvider(t *testing.T) {
	olds := props("kubeconfig", twoClusters("a", "x", "Q0E="))
	for what, c := range map[string]struct {
		news    resource.PropertyMap
		changed plugin.DiffChanges
		replace bool
	}{
		"nothing":           {olds, plugin.DiffNone, false},
		"a user":            {props("kubeconfig", twoClusters("a", "y", "Q0E=")), plugin.DiffSome, false},
		"a context":         {props("kubeconfig", twoClusters("a", "x", "Q0E="), "context", "b"), plugin.DiffSome, true},
		"the current one":   {props("kubeconfig", twoClusters("b", "x", "Q0E=")), plugin.DiffSome, true},
		"an authority":      {props("kubeconfig", twoClusters("a", "x", "TkVX")), plugin.DiffSome, true},
		"the same by name":  {props("kubeconfig", twoClusters("b", "x", "Q0E="), "context", "a"), plugin.DiffSome, false},
		"not known":         {props("kubeconfig", resource.MakeComputed(resource.NewProperty(""))), plugin.DiffSome, true},
		"another setting":   {props("kubeconfig", twoClusters("a", "x", "Q0E="), "enableConfigMapMutable", true), plugin.DiffSome, false},
		"both at one time":  {props("kubeconfig", twoClusters("b", "x", "Q0E="), "enableConfigMapMutable", true), plugin.DiffSome, true},
		"a context of none": {props("kubeconfig", twoClusters("a", "x", "Q0E="), "context", "c"), plugin.DiffSome, true},
	} {
		r, err := kubernetesProvider(t).DiffConfig(context.Background(), plugin.DiffConfigRequest{OldOutputs: olds, NewInputs: c.news})
		if err != nil || r.Changes != c.changed || r.Replace() != c.replace {
			t.Errorf("%s: %v, replace %v, %v; want %v, %v", what, r.Changes, r.Replace(), err, c.changed, c.replace)
		}
		if c.replace && !slices.Equal(r.ReplaceKeys, r.ChangedKeys) {
			t.Errorf("%s: replaces for %v of %v", what, r.ReplaceKeys, r.ChangedKeys)
		}
	}
}

// The engine looks for this text, and for no other.
func TestAPathCannotBeComparedAndTheEngineOverlooksThat(t *testing.T) {
	content := twoClusters("a", "x", "Q0E=")
	for _, c := range [][2]resource.PropertyMap{
		{props("kubeconfig", "~/.kube/config", "context", "a"), props("kubeconfig", "~/.kube/config", "context", "b")},
		{props("kubeconfig", "~/.kube/config"), props("kubeconfig", content)},
		{props("kubeconfig", content), props("kubeconfig", "kubeconfig")},
	} {
		_, err := kubernetesProvider(t).DiffConfig(context.Background(), plugin.DiffConfigRequest{OldOutputs: c[0], NewInputs: c[1]})
		if err == nil || !strings.Contains(err.Error(), "cannot unmarshal string into Go value of type struct") {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestAPathLeadsToTheServerOfItsContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(twoClusters("a", "x", "Q0E=")), 0o600); err != nil {
		t.Fatal(err)
	}
	for context, want := range map[string]string{"": "https://a", "b": "https://b", "c": ""} {
		got, _, err := connected(path, context, "")
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", context, got, err, want)
		}
	}
	if got, _, err := connected("no/such/file", "", ""); err == nil {
		t.Errorf("a file that is not there leads to %s", got)
	}
}

// nameless is a kubeconfig whose current context has an authority, and a cluster
// named "" another one.
func nameless(current, unnamed string) string {
	return fmt.Sprintf(`{"current-context":"a","contexts":[{"name":"a","context":{"cluster":"a","user":"x"}}],"clusters":[`+
		`{"name":"a","cluster":{"server":"https://a","certificate-authority-data":%q}},`+
		`{"name":"","cluster":{"server":"https://a","certificate-authority-data":%q}}]}`, current, unnamed)
}

// An empty argument names a cluster in the comparison, and none for the connection
// (seen with client-go v0.27.1 and the functions of v3.30.2).
func TestAnEmptyArgumentIsComparedAndNotConnectedTo(t *testing.T) {
	for what, c := range map[string]struct {
		olds, news resource.PropertyMap
		replace    bool
	}{
		"from the named one": {props("kubeconfig", twoClusters("a", "x", "Q0E=")),
			props("kubeconfig", nameless("TkVX", "Q0E="), "cluster", ""), false},
		"without the argument": {props("kubeconfig", twoClusters("a", "x", "Q0E=")),
			props("kubeconfig", nameless("TkVX", "Q0E=")), true},
		"the named one changes": {props("kubeconfig", nameless("Q0E=", "Q0E="), "cluster", ""),
			props("kubeconfig", nameless("TkVX", "Q0E="), "cluster", ""), false},
		"the nameless changes": {props("kubeconfig", nameless("Q0E=", "Q0E="), "cluster", ""),
			props("kubeconfig", nameless("Q0E=", "TkVX"), "cluster", ""), true},
		"an empty context": {props("kubeconfig", twoClusters("a", "x", "Q0E=")),
			props("kubeconfig", twoClusters("a", "x", "Q0E="), "context", ""), true},
	} {
		r, err := kubernetesProvider(t).DiffConfig(context.Background(), plugin.DiffConfigRequest{OldOutputs: c.olds, NewInputs: c.news})
		if err != nil || r.Changes != plugin.DiffSome || r.Replace() != c.replace {
			t.Errorf("%s: %v, replace %v, %v; want %v", what, r.Changes, r.Replace(), err, c.replace)
		}
	}
	for _, cluster := range []string{"", "a"} {
		if server, authority, err := connected(nameless("TkVX", "Q0E="), "", cluster); err != nil || server != "https://a" || authority != "TkVX" {
			t.Errorf("%q: %s by %s, %v", cluster, server, authority, err)
		}
	}
}
