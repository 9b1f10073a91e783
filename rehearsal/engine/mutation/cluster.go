package mutation

import pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

var cluster = []Mutation{
	{Name: "version that is gone", Type: "eks:index:Cluster", On: "cluster", Do: set("1.30", "version"),
		Wants: "unsupported Kubernetes version"},
	{Name: "endpoint open to private ranges", Type: "eks:index:Cluster", On: "cluster", Do: set([]any{"10.0.0.0/8"}, "publicAccessCidrs"),
		Wants: "ublicAccessCidrs"},
	{Name: "private endpoint off", Type: "eks:index:Cluster", On: "cluster", Do: set(false, "endpointPrivateAccess"),
		Wants: "publicAccessCidrs do not hold"},
	{Name: "nodes that take no pods", Type: "ManagedNodeGroup", On: "default",
		Do:    set([]any{map[string]any{"key": "dedicated", "value": "elk", "effect": "NO_SCHEDULE"}}, "taints"),
		Wants: "untolerated taint {dedicated: elk}"},
	{Name: "root volumes of a key that Auto Scaling may not use", Type: "LaunchTemplate", On: "default",
		Do: root("kmsKeyId", "alias/eks/eks-elk-dev"), Wants: "Client.InvalidKMSKey.InvalidState"},
	{Name: "root volumes stay behind", Type: "LaunchTemplate", On: "default", Do: root("deleteOnTermination", "false"), Wants: "leak: volume"},
	{Name: "user data that is a script", Type: "LaunchTemplate", On: "default", Do: set("IyEvYmluL2Jhc2gK", "userData"),
		Wants: "MIME multipart"},
	{Name: "more nodes wanted than allowed", Type: "ManagedNodeGroup", On: "default", Do: set(9, "scalingConfig", "desiredSize"),
		Wants: "desired"},
	{Name: "instances too small", Type: "ManagedNodeGroup", On: "default", Do: set([]any{"t3.medium"}, "instanceTypes"), Wants: "nsufficient"},
	{Name: "add-on misspelt", Type: "Addon", On: "coredns", Do: set("core-dns", "addonName"), Wants: "core-dns"},
	{Name: "add-on does not take over what EKS made", Type: "Addon", On: "kube-proxy", Do: set("NONE", "resolveConflicts"), Wants: "onflict"},
	{Name: "driver's settings are not JSON", Type: "Addon", On: "ebs-csi", Do: set("{", "configurationValues"), Wants: "onfigurationValues"},
	{Name: "setting that the driver does not have", Type: "Addon", On: "ebs-csi",
		Do: set(`{"controller":{"extraVolumeTag":{"a":"b"}}}`, "configurationValues"), Wants: "not defined in the schema"},
	{Name: "add-on of another Kubernetes version", Type: "Addon", On: "kube-proxy", Do: set("v1.33.0-eksbuild.2", "addonVersion"),
		Wants: "Addon version specified is not supported"},
	{Name: "driver goes before its volumes", Type: "Addon", On: "ebs-csi", Do: set(false, "preserve"), Wants: "volume"},
	{Name: "cluster in one zone", Type: "eks:index:Cluster", On: "cluster", Do: both(first("privateSubnetIds"), unset("publicSubnetIds")),
		Wants: "two different AZs"},
	{Name: "nodes in public subnets", Type: "ManagedNodeGroup", On: "default", Do: setID("Subnet::public-eu-central-1a", true, "subnetIds"),
		Wants: "ublic"},
	{Name: "storage class of an unknown driver", Type: "StorageClass", On: "gp3", Do: set("ebs.csi.aws.org", "provisioner"),
		Wants: "ebs.csi.aws.org"},
	{Name: "storage class parameter misspelt", Type: "StorageClass", On: "gp3", Do: rename("encrypted", "encryption", "parameters"),
		Wants: "Invalid parameter key encryption"},
}

// root puts a setting into the root volume of a launch template.
func root(key, value string) func(*pulumirpc.RegisterResourceRequest) {
	ebs := map[string]any{"volumeType": "gp3", "volumeSize": 50, "encrypted": "true", key: value}
	return set([]any{map[string]any{"deviceName": "/dev/xvda", "ebs": ebs}}, "blockDeviceMappings")
}
