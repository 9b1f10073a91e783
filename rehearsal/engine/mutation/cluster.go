package mutation

var cluster = []Mutation{
	wrong("version that is gone", "eks:index:Cluster", "cluster", set("1.30", "version"), "unsupported Kubernetes version"),
	wrong("endpoint open to private ranges", "eks:index:Cluster", "cluster",
		set([]any{"10.0.0.0/8"}, "publicAccessCidrs"), "ublicAccessCidrs"),
	{Name: "empty list of public blocks", Type: "eks:index:Cluster", On: "cluster", Do: fallback([]any{}, "publicAccessCidrs"),
		Then:  []string{"cluster.endpointPublicAccess=false", "cluster.publicAccessCidrs=[]"},
		Wants: "Cluster is already at the desired configuration with endpointPrivateAccess: true , endpointPublicAccess: false"},
	wrong("private endpoint off", "eks:index:Cluster", "cluster", set(false, "endpointPrivateAccess"), "publicAccessCidrs do not hold"),
	wrong("nodes that take no pods", "ManagedNodeGroup", "default",
		set([]any{map[string]any{"key": "dedicated", "value": "elk", "effect": "NO_SCHEDULE"}}, "taints"), "untolerated taint {dedicated: elk}"),
	wrong("root volumes of a key that Auto Scaling may not use", "LaunchTemplate", "default",
		root("kmsKeyId", "alias/eks/eks-elk-dev"), "Client.InvalidKMSKey.InvalidState"),
	wrong("root volumes stay behind", "LaunchTemplate", "default", root("deleteOnTermination", "false"), "leak: volume"),
	wrong("user data that is a script", "LaunchTemplate", "default", set("IyEvYmluL2Jhc2gK", "userData"), "MIME multipart"),
	wrong("nodes of a custom AMI that say a version", "LaunchTemplate", "default", set("ami-0", "imageId"), "image id"),
	wrong("nodes that hibernate", "LaunchTemplate", "default", set(map[string]any{"configured": true}, "hibernationOptions"),
		"hibernationOptions must not be specified"),
	wrong("nodes older than their cluster", "ManagedNodeGroup", "default", set("1.34", "version"), "the cluster's is"),
	wrong("a tag of AWS's own", "Vpc", "vpc", set("me", "tags", "aws:owner"), "reserved for internal use"),
	wrong("input that the provider does not have", "Vpc", "vpc", set(true, "enableDnsNames"), "Invalid or unknown key"),
	wrong("inputs that exclude each other", "LogGroup", "control-plane", set("x", "namePrefix"), "onflict"),
	wrong("add-on of a version that nobody published", "Addon", "vpc-cni", set("v99.9.9-eksbuild.99", "addonVersion"), "whose newest is"),
	wrong("more nodes wanted than allowed", "ManagedNodeGroup", "default", set(9, "scalingConfig", "desiredSize"), "desired"),
	wrong("more vCPUs than the account has", "ManagedNodeGroup", "default", both(set([]any{"m5.24xlarge"}, "instanceTypes"),
		set(map[string]any{"minSize": 2, "desiredSize": 13, "maxSize": 13}, "scalingConfig")), "VcpuLimitExceeded"),
	wrong("instances too small", "ManagedNodeGroup", "default", set([]any{"t3.medium"}, "instanceTypes"), "nsufficient"),
	wrong("add-on misspelt", "Addon", "coredns", set("core-dns", "addonName"), "core-dns"),
	wrong("add-on does not take over what EKS made", "Addon", "kube-proxy", set("NONE", "resolveConflicts"), "onflict"),
	wrong("driver's settings are not JSON", "Addon", "ebs-csi", set("{", "configurationValues"), "onfigurationValues"),
	wrong("setting that the driver does not have", "Addon", "ebs-csi",
		set(`{"controller":{"extraVolumeTag":{"a":"b"}}}`, "configurationValues"), "not defined in the schema"),
	wrong("add-on of another Kubernetes version", "Addon", "kube-proxy",
		set("v1.33.0-eksbuild.2", "addonVersion"), "Addon version specified is not supported"),
	wrong("driver goes before its volumes", "Addon", "ebs-csi", set(false, "preserve"), "volume"),
	wrong("cluster in one zone", "eks:index:Cluster", "cluster",
		both(first("privateSubnetIds"), unset("publicSubnetIds")), "two different AZs"),
	wrong("nodes in public subnets", "ManagedNodeGroup", "default", setID("Subnet::public-eu-central-1a", true, "subnetIds"), "ublic"),
	wrong("storage class of an unknown driver", "StorageClass", "gp3", set("ebs.csi.aws.org", "provisioner"), "ebs.csi.aws.org"),
	wrong("storage class parameter misspelt", "StorageClass", "gp3",
		rename("encrypted", "encryption", "parameters"), "Invalid parameter key encryption"),
}

// root puts a setting into the root volume of a launch template.
func root(key, value string) change {
	ebs := map[string]any{"volumeType": "gp3", "volumeSize": 50, "encrypted": "true", key: value}
	return set([]any{map[string]any{"deviceName": "/dev/xvda", "ebs": ebs}}, "blockDeviceMappings")
}
