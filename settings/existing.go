package settings

import (
	"maps"
	"slices"
	"strings"
)

var existingKeys = []Key{
	{kubeconfigKey, "", "the path of a kubeconfig file, or its content", "An existing cluster to use in place of a new one"},
	{"eks-elk:cluster.context", "", "the name of a context in the kubeconfig", "Which of its clusters; unset: the current context"},
	{"eks-elk:cluster.storageClass", "", "the name of a storage class on that cluster", "Class of every volume; unset: the cluster's default"},
}

const kubeconfigKey = "eks-elk:cluster.kubeconfig"

// loadExisting reads the settings of a cluster made elsewhere, and refuses what
// could only be said of one to be made.
func loadExisting(r *reader, c *Cluster) {
	c.Context = r.text("eks-elk:cluster.context")
	c.StorageClass = r.text("eks-elk:cluster.storageClass")
	if isPath(c.Kubeconfig) && r.source.Exists != nil && !r.source.Exists(c.Kubeconfig) {
		r.refuse(kubeconfigKey, "where no file is")
	}
	own := map[string]bool{kubeconfigKey: true, "eks-elk:cluster.context": true, "eks-elk:cluster.storageClass": true}
	for _, path := range slices.Sorted(maps.Keys(r.values)) {
		if own[path] || !forNewClusters(path) {
			continue
		}
		r.problem(path, "is %s, but %s names an existing cluster; it may be set only where the stack makes one", r.shown(path), kubeconfigKey)
	}
}

func forNewClusters(path string) bool {
	for _, group := range []string{"aws:", "eks-elk:network.", "eks-elk:cluster.", "eks-elk:nodes.", groupsKey + "."} {
		if strings.HasPrefix(path, group) {
			return true
		}
	}
	return false
}

// isPath tells a kubeconfig's path from its content, which is YAML or JSON of
// several fields.
func isPath(kubeconfig string) bool { return !strings.ContainsAny(kubeconfig, "\n{") }
