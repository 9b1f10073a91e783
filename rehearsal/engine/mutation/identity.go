package mutation

var identity = []Mutation{
	{Name: "cluster role trusts another service", Type: "Role", On: "control-plane", Do: replaceIn("eks.amazonaws.com", "ec2.amazonaws.com", "assumeRolePolicy"), Wants: "trusted entity"},
	{Name: "cluster policy not attached", Type: "RolePolicyAttachment", On: "control-plane-AmazonEKSClusterPolicy", Do: set("arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy", "policyArn"), Wants: "Amazon EKS Managed Policies"},
	{Name: "node policy not attached", Type: "RolePolicyAttachment", On: "node-AmazonEKSWorkerNodePolicy", Do: set("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy", "policyArn"), Wants: "AmazonEKSWorkerNodePolicy"},
	{Name: "policy that does not exist", Type: "RolePolicyAttachment", On: "vpc-cni-AmazonEKS_CNI_Policy", Do: set("arn:aws:iam::aws:policy/AmazonEKSCNIPolicy", "policyArn"), Wants: "NoSuchEntity"},
	{Name: "malformed trust document", Type: "Role", On: "node", Do: set("{", "assumeRolePolicy"), Wants: "MalformedPolicyDocument"},
	{Name: "driver's role trusts another account", Type: "Role", On: "ebs-csi", Do: replaceIn("ebs-csi-controller-sa", "default", "assumeRolePolicy"), Wants: "ebs"},
	{Name: "condition operator misspelt", Type: "Role", On: "vpc-cni", Do: replaceIn("StringEquals", "StringEqual", "assumeRolePolicy"), Wants: "Invalid Condition type : StringEqual"},
	{Name: "condition on a key that no token has", Type: "Role", On: "vpc-cni", Do: replaceIn(":aud", ":audience", "assumeRolePolicy"), Wants: "Not authorized to perform sts:AssumeRoleWithWebIdentity"},
	{Name: "role for every service account", Type: "Role", On: "ebs-csi", Do: both(replaceIn("kube-system:ebs-csi-controller-sa", "*", "assumeRolePolicy"), replaceIn("StringEquals", "StringLike", "assumeRolePolicy")), Wants: "iam/trust-names-the-service-account"},
	{Name: "driver is the administrator", Type: "RolePolicyAttachment", On: "ebs-csi-AmazonEBSCSIDriverPolicy", Do: set("arn:aws:iam::aws:policy/AdministratorAccess", "policyArn"), Wants: "iam/least-privilege"},
	{Name: "key switched off", Type: "Key", On: "secrets", Do: set(false, "isEnabled"), Wants: "is disabled"},
	{Name: "short thumbprint", Type: "OpenIdConnectProvider", Do: set([]any{"9e99"}, "thumbprintLists"), Wants: "humbprint"},
	{Name: "alias without its prefix", Type: "Alias", On: "secrets", Do: set("eks-elk", "name"), Wants: "alias/"},
	{Name: "retention that logs do not offer", Type: "LogGroup", On: "control-plane", Do: set(31, "retentionInDays"), Wants: "retention"},
}
