package settings

import "regexp"

const (
	kubeconfigKey = "eks-elk:cluster.kubeconfig"
	contextKey    = "eks-elk:cluster.context"
)

// storageClassName is that of a StorageClass: a DNS subdomain.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
var storageClassName = matching(regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){0,3}$`),
	"the name of a storage class on that cluster")

// declareExisting declares the settings of a cluster made elsewhere.
func (l *loader) declareExisting(c *Cluster) {
	g := l.group("eks-elk:cluster.", existingCluster)
	path := declare(g, "kubeconfig", &c.Kubeconfig, anyText("the path of a kubeconfig file, or its content as a Pulumi secret"), "",
		"An existing cluster to use in place of a new one; a path may begin with ~/, or be relative to the project's directory", "./testdata/kubeconfig.yaml")
	path.scope = anyCluster
	context := declare(g, "context", &c.Context, anyText("the name of a context in the kubeconfig"), "",
		"Which of its clusters; empty: the current context", "another")
	declare(g, "storageClass", &c.StorageClass, storageClassName, "", "Class of every volume; empty: the cluster's default", "fast")
	declare(g, "protect", &c.Protect, truth, "false",
		"Whether Pulumi refuses to delete or replace VPC, cluster, node groups, key, the bucket of backups, namespaces and releases; set it to false, and run up, before a destroy",
		true).scope = anyCluster
	path.check(func() {
		if c.Existing() {
			l.checkKubeconfig(c, path, context)
			if l.hasGroups {
				l.problem(groupsKey, "is set, but %s names an existing cluster; remove it: it is for clusters that the stack makes", kubeconfigKey)
			}
		}
	})
}
