package mutation

var identity = []Mutation{
	wrong("cluster role trusts another service", "Role", "control-plane",
		replaceIn("eks.amazonaws.com", "ec2.amazonaws.com", "assumeRolePolicy"), "trusted entity"),
	wrong("cluster policy not attached", "RolePolicyAttachment", "control-plane-AmazonEKSClusterPolicy",
		set("arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy", "policyArn"), "IAM role's policy must include"),
	wrong("node policy not attached", "RolePolicyAttachment", "node-AmazonEKSWorkerNodePolicy",
		set("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy", "policyArn"), "AmazonEKSWorkerNodePolicy"),
	wrong("policy that does not exist", "RolePolicyAttachment", "vpc-cni-AmazonEKS_CNI_Policy",
		set("arn:aws:iam::aws:policy/AmazonEKSCNIPolicy", "policyArn"), "NoSuchEntity"),
	wrong("malformed trust document", "Role", "node", set("{", "assumeRolePolicy"), "MalformedPolicyDocument"),
	wrong("driver's role trusts another account", "Role", "ebs-csi", replaceIn("ebs-csi-controller-sa", "default", "assumeRolePolicy"), "ebs"),
	wrong("condition operator misspelt", "Role", "vpc-cni",
		replaceIn("StringEquals", "StringEqual", "assumeRolePolicy"), "Invalid Condition type : StringEqual"),
	wrong("condition on a key that no token has", "Role", "vpc-cni",
		replaceIn(":aud", ":audience", "assumeRolePolicy"), "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
	wrong("role for every service account", "Role", "ebs-csi",
		both(replaceIn("kube-system:ebs-csi-controller-sa", "*", "assumeRolePolicy"),
			replaceIn("StringEquals", "StringLike", "assumeRolePolicy")), "iam/trust-names-the-service-account"),
	wrong("driver is the administrator", "RolePolicyAttachment", "ebs-csi-AmazonEBSCSIDriverPolicy",
		set("arn:aws:iam::aws:policy/AdministratorAccess", "policyArn"), "iam/least-privilege"),
	flows("flow logs' role of another account", "Role", replaceIn("aws:SourceAccount", "aws:SourceArn", "assumeRolePolicy"),
		"cannot be assumed by vpc-flow-logs.amazonaws.com"),
	flows("flow logs written to the group's ARN alone", "RolePolicy", replaceIn("flow-logs:*", "flow-logs", "policy"),
		"logs:CreateLogStream on resource"),
	flows("flow logs without a stream", "RolePolicy", replaceIn("logs:CreateLogStream", "logs:GetLogEvents", "policy"),
		"logs:CreateLogStream on resource"),
	flows("flow logs denied", "RolePolicy", replaceIn("Allow", "Deny", "policy"), "with an explicit deny"),
	wrong("key whose policy lets nobody grant", "Key", "secrets", set(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
		"Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":["kms:CreateA*","kms:D*","kms:E*","kms:G*","kms:L*","kms:P*","kms:S*","kms:T*"],"Resource":"*"}]}`, "policy"),
		"kms:CreateGrant on resource"),
	wrong("key switched off", "Key", "secrets", set(false, "isEnabled"), "is disabled"),
	wrong("short thumbprint", "OpenIdConnectProvider", "", set([]any{"9e99"}, "thumbprintLists"), "humbprint"),
	wrong("alias without its prefix", "Alias", "secrets", set("eks-elk", "name"), "alias/"),
	wrong("retention that logs do not offer", "LogGroup", "control-plane", set(31, "retentionInDays"), "retention"),
}

// flows is a fault of what the stack More has for its flow logs.
func flows(name, typ string, do change, wants string) Mutation {
	return Mutation{Name: name, Type: typ, On: "flow-logs", Do: do, Stack: More, Wants: wants}
}
