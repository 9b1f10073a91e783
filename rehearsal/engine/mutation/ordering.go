package mutation

// The dropped dependencies: the program waits all the same, so that nothing
// fails by chance, but the engine no longer knows why.
var ordering = []Mutation{
	unordered("addresses do not wait for the internet gateway", "Eip", "", "NatGateway::nat-eu-central-1a", "::internet"),
	unordered("cluster does not wait for its role's policy", "eks:index:Cluster", "cluster", "Cluster::cluster-eksCluster",
		"::control-plane-AmazonEKSClusterPolicy"),
	unordered("cluster does not wait for its log group", "eks:index:Cluster", "cluster", "Cluster::cluster-eksCluster", "LogGroup::control-plane"),
	unordered("nodes do not wait for the network plugin", "ManagedNodeGroup", "default", "NodeGroup::default", "Addon::vpc-cni"),
	unordered("nodes do not wait for their route to the internet", "ManagedNodeGroup", "default", "NodeGroup::default", "Route::private-eu-central-1a"),
	unordered("Elasticsearch does not wait for its Secret", "Release", "elasticsearch", "Release::elasticsearch", "Secret::elastic-credentials"),
	unordered("exporter does not wait for Elasticsearch", "Release", "elasticsearch-exporter", "Release::elasticsearch-exporter", "Release::elasticsearch"),
	unordered("Job does not wait for Kibana", "Job", "kibana-setup", "Job::kibana-setup", "Release::kibana"),
	unordered("monitors do not wait for their definitions", "Release", "elasticsearch-exporter", "Release::elasticsearch-exporter",
		"Release::prometheus-operator-crds"),
	unordered("namespace does not wait for the volumes' driver", "Namespace", "elk", "Namespace::elk", "Addon::ebs-csi", "StorageClass::gp3"),
	unordered("permissions go before the driver", "ManagedNodeGroup", "default", "NodeGroup::default", "::ebs-csi-AmazonEBSCSIDriverPolicy"),
}
