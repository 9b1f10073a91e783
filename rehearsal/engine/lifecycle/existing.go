package lifecycle

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// laptop is the one node of the simulated existing cluster.
var laptop = kubernetes.Node{Name: "laptop", CPUMilli: 4000, MemoryMi: 10 << 10, Pods: 110}

// itsClass is the default StorageClass of the simulated existing cluster, as
// kind and minikube call theirs, unless the stack's file names one.
const itsClass = "standard"

// giveCluster puts a cluster into the world when the staged stack file is for an
// existing one, and a kubeconfig of it in place of a person's own. It returns
// whether it did.
func (s *Workspace) giveCluster(w *world.World) (bool, error) {
	var content map[string]any
	text, err := os.ReadFile(s.stackFile())
	if err == nil {
		err = yaml.Unmarshal(text, &content)
	}
	if err != nil {
		return false, fmt.Errorf("read the stack file: %w", err)
	}
	config, _ := content["config"].(map[string]any)
	cluster, _ := config[s.Name+":cluster"].(map[string]any)
	// A secret one is a map; an empty one is none.
	given := cluster["kubeconfig"]
	if given == nil || given == "" {
		return false, nil
	}
	class, _ := cluster["storageClass"].(string)
	context, _ := cluster["context"].(string)
	class, context = cmp.Or(class, itsClass), cmp.Or(context, "rehearsal")
	server := "https://" + w.APIServer
	if err := kubernetes.NewExistingCluster(w, server, []kubernetes.Node{laptop}, class); err != nil {
		return false, err
	}
	kubeconfig, err := Kubeconfig(Reach{Context: context, Server: server, CA: w.APIServerCA})
	if err != nil {
		return false, err
	}
	cluster["kubeconfig"] = kubeconfig
	if isPath(given) { // what the provider does with a path is rehearsed as well
		cluster["kubeconfig"] = s.Kubeconfig()
		if err := os.WriteFile(s.Kubeconfig(), []byte(kubeconfig), 0o600); err != nil {
			return false, fmt.Errorf("write the kubeconfig: %w", err)
		}
	}
	if text, err = yaml.Marshal(content); err == nil {
		err = os.WriteFile(s.stackFile(), text, 0o600)
	}
	if err != nil {
		return false, fmt.Errorf("write the stack file: %w", err)
	}
	return true, nil
}

// Kubeconfig is the file that stands for the path of a stack's settings.
func (s *Workspace) Kubeconfig() string { return filepath.Join(s.Dir, "kubeconfig") }

// isPath tells a path from content, which is YAML or JSON, or a secret.
func isPath(kubeconfig any) bool {
	text, is := kubeconfig.(string)
	return is && !strings.ContainsAny(text, "\n{")
}

// Reach is a context of a kubeconfig, and the cluster that it leads to.
type Reach struct {
	Context, Server string
	CA              string // PEM
}

// Kubeconfig is a kubeconfig with contexts; the first is the current one. Its
// users name a command that nothing runs: the program refuses a credential in
// clear text, and none at all; the simulated API server asks for none.
func Kubeconfig(contexts ...Reach) (string, error) {
	entries := map[string][]any{}
	for _, c := range contexts {
		for list, content := range map[string]map[string]any{
			"cluster": {"server": c.Server, "certificate-authority-data": base64.StdEncoding.EncodeToString([]byte(c.CA))},
			"context": {"cluster": c.Context, "user": c.Context},
			"user":    {"exec": map[string]any{"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "sh"}},
		} {
			entries[list] = append(entries[list], map[string]any{"name": c.Context, list: content})
		}
	}
	text, err := yaml.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": contexts[0].Context,
		"clusters": entries["cluster"], "contexts": entries["context"], "users": entries["user"],
	})
	return string(text), err
}
