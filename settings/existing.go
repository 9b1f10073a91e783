package settings

import (
	"maps"
	"slices"
	"strings"
)

var existingKeys = []Key{
	{kubeconfigKey, "", "the path of a kubeconfig file, or its content", "An existing cluster to use in place of a new one; a path may begin with ~/, or at the project's directory"},
	{contextKey, "", "the name of a context in the kubeconfig", "Which of its clusters; unset: the current context"},
	{storageClassKey, "", "the name of a storage class on that cluster", "Class of every volume; unset: the cluster's default"},
}

const (
	kubeconfigKey   = "eks-elk:cluster.kubeconfig"
	contextKey      = "eks-elk:cluster.context"
	storageClassKey = "eks-elk:cluster.storageClass"
)

// loadExisting reads the settings of a cluster made elsewhere, and refuses what
// could only be said of one to be made.
func loadExisting(r *reader, c *Cluster) {
	c.Context = r.text(contextKey)
	c.StorageClass = r.text(storageClassKey)
	if len(c.StorageClass) > 253 || c.StorageClass != "" && !objectNameForm.MatchString(c.StorageClass) {
		r.refuse(storageClassKey, "")
	}
	loadKubeconfig(r, c)
	own := map[string]bool{kubeconfigKey: true, contextKey: true, storageClassKey: true}
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
