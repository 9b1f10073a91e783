package mutation

var cluster = []Mutation{
	{Name: "version that is gone", Type: "eks:index:Cluster", On: "cluster", Do: set("1.30", "version"), Wants: "unsupported Kubernetes version"},
	{Name: "endpoint open to private ranges", Type: "eks:index:Cluster", On: "cluster", Do: set([]any{"10.0.0.0/8"}, "publicAccessCidrs"), Wants: "ublicAccessCidrs"},
	{Name: "more nodes wanted than allowed", Type: "ManagedNodeGroup", On: "default", Do: set(9, "scalingConfig", "desiredSize"), Wants: "desired"},
	{Name: "instances too small", Type: "ManagedNodeGroup", On: "default", Do: set([]any{"t3.medium"}, "instanceTypes"), Wants: "nsufficient"},
	{Name: "add-on misspelt", Type: "Addon", On: "coredns", Do: set("core-dns", "addonName"), Wants: "core-dns"},
	{Name: "add-on does not take over what EKS made", Type: "Addon", On: "kube-proxy", Do: set("NONE", "resolveConflicts"), Wants: "onflict"},
	{Name: "driver's settings are not JSON", Type: "Addon", On: "ebs-csi", Do: set("{", "configurationValues"), Wants: "onfigurationValues"},
	{Name: "driver goes before its volumes", Type: "Addon", On: "ebs-csi", Do: set(false, "preserve"), Wants: "volume"},
	{Name: "cluster in one zone", Type: "eks:index:Cluster", On: "cluster", Do: both(first("privateSubnetIds"), unset("publicSubnetIds")), Wants: "two different AZs"},
	{Name: "nodes in public subnets", Type: "ManagedNodeGroup", On: "default", Do: setID("Subnet::public-eu-central-1a", true, "subnetIds"), Wants: "ublic"},
	{Name: "storage class of an unknown driver", Type: "StorageClass", On: "gp3", Do: set("ebs.csi.aws.org", "provisioner"), Wants: "ebs.csi.aws.org"},
}
