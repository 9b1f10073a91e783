package lifecycle

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"os"

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
// existing one, and a kubeconfig of it where the file names a person's own. It
// returns whether it did.
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
	cluster, _ := config[namespace+":cluster"].(map[string]any)
	// A secret one is a map; an empty one is none.
	if given := cluster["kubeconfig"]; given == nil || given == "" {
		return false, nil
	}
	class, _ := cluster["storageClass"].(string)
	context, _ := cluster["context"].(string)
	class, context = cmp.Or(class, itsClass), cmp.Or(context, "rehearsal")
	server := "https://" + w.APIServer
	if err := kubernetes.NewExistingCluster(w, server, []kubernetes.Node{laptop}, class); err != nil {
		return false, err
	}
	kubeconfig, err := kubeconfigOf(server, w.APIServerCA, context)
	if err != nil {
		return false, err
	}
	cluster["kubeconfig"] = kubeconfig
	if text, err = yaml.Marshal(content); err == nil {
		err = os.WriteFile(s.stackFile(), text, 0o600)
	}
	if err != nil {
		return false, fmt.Errorf("write the stack file: %w", err)
	}
	return true, nil
}

// kubeconfigOf is a kubeconfig with one context. Its user has no credential: the
// program refuses one in clear text, and the simulated API server asks for none.
func kubeconfigOf(server, caPEM, context string) (string, error) {
	entry := func(what string, content map[string]any) []any {
		return []any{map[string]any{"name": context, what: content}}
	}
	text, err := yaml.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": context,
		"clusters": entry("cluster", map[string]any{
			"server": server, "certificate-authority-data": base64.StdEncoding.EncodeToString([]byte(caPEM)),
		}),
		"contexts": entry("context", map[string]any{"cluster": context, "user": context}),
		"users":    entry("user", map[string]any{}),
	})
	return string(text), err
}
