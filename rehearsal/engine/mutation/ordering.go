package mutation

// The dropped dependencies: the program waits all the same, so that nothing
// fails by chance, but the engine no longer knows why.
var ordering = []Mutation{
	{Name: "addresses do not wait for the internet gateway", Type: "Eip", Do: forget("::internet"), Wants: "missing edge"},
	{Name: "cluster does not wait for its role's policy", Type: "eks:index:Cluster", On: "cluster",
		Do: forget("::control-plane-AmazonEKSClusterPolicy"), Wants: "missing edge"},
	{Name: "cluster does not wait for its log group", Type: "eks:index:Cluster", On: "cluster", Do: forget("LogGroup::control-plane"),
		Wants: "missing edge"},
	{Name: "nodes do not wait for the network plugin", Type: "ManagedNodeGroup", On: "default", Do: forget("Addon::vpc-cni"),
		Wants: "missing edge"},
	{Name: "nodes do not wait for their way out", Type: "ManagedNodeGroup", On: "default", Do: forget("Route::private-eu-central-1a"),
		Wants: "missing edge"},
	{Name: "Elasticsearch does not wait for its Secret", Type: "Release", On: "elasticsearch", Do: forget("Secret::elastic-credentials"),
		Wants: "missing edge"},
	{Name: "Kibana does not wait for Elasticsearch", Type: "Release", On: "kibana", Do: forget("Release::elasticsearch"),
		Wants: "missing edge"},
	{Name: "monitors do not wait for their definitions", Type: "Release", On: "elasticsearch-exporter",
		Do: forget("Release::prometheus-operator-crds"), Wants: "missing edge"},
	{Name: "namespace does not wait for the volumes' driver", Type: "Namespace", On: "elk",
		Do: forget("Addon::ebs-csi", "StorageClass::gp3"), Wants: "missing edge"},
	{Name: "permissions go before the driver", Type: "ManagedNodeGroup", On: "default", Do: forget("::ebs-csi-AmazonEBSCSIDriverPolicy"),
		Wants: "missing edge"},
}
