package eks

import (
	"cmp"
	"slices"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/logs"
	"eks-elk/rehearsal/world"
)

const clusterPolicy = "AmazonEKSClusterPolicy"

// clusterRole: EKS acts through the role when it makes the cluster and when it
// deletes it.
var clusterRole = world.Need{
	ID: "eks/cluster-role-has-policy", Source: "EKS user guide, Amazon EKS cluster IAM role; hashicorp/terraform-provider-aws#9495, #30640",
	Find: func(op *world.Op) ([]*world.Object, error) {
		arn := op.Str("roleArn")
		role := op.Find("arn", arn, iam.Role)
		if role == nil {
			return nil, invalid("Role with arn: %s, does not exist", arn)
		}
		if !iam.TrustsService(op, role, servicePrincipal(op, "eks"), op.ARN("eks", "cluster/"+op.Object.ID)) {
			return nil, invalid("Role with arn: %s, could not be assumed because it does not exist or the trusted entity is not correct", arn)
		}
		grants, problem := iam.Serves(op, role, planeWork(op))
		if problem != "" {
			return nil, invalid("IAM role's policy must include what %s allows: %s", clusterPolicy, problem)
		}
		return distinct(append(grants, role)...), nil
	},
	Lasting: true,
	Lost:    "%s is deleted while EKS needs it to delete %s",
}

const keyPath = "encryptionConfig.provider.keyArn"

// keptKey is the key that a cluster has, and keeps when its program names another
// (see secretsKey): it may not be deleted.
func keptKey(op *world.Op) string {
	if op.Old == nil {
		return ""
	}
	return op.Old.Str(keyPath)
}

// clusterKey: the secrets are unreadable once their key is gone.
var clusterKey = world.Need{
	ID: "eks/cluster-key-exists",
	Source: "EKS API CreateCluster, encryptionConfig: a symmetric key of the cluster's region; KMS developer guide, Key states: a " +
		"disabled key does nothing",
	Find: func(op *world.Op) ([]*world.Object, error) {
		arn := cmp.Or(keptKey(op), op.Str(keyPath))
		if arn == "" {
			return nil, nil
		}
		key := op.Find("arn", arn, kms.Key)
		switch {
		case key == nil || key.Session.Region != op.Region():
			return nil, invalid("The keyArn in encryptionConfig provider, %s is invalid", arn)
		case key.Str("customerMasterKeySpec") != "" && key.Str("customerMasterKeySpec") != "SYMMETRIC_DEFAULT":
			return nil, invalid("The keyArn in encryptionConfig provider, %s is not a symmetric key", arn)
		case kms.Disabled(key):
			return nil, invalid("The keyArn in encryptionConfig provider, %s is disabled", arn)
		}
		return []*world.Object{key}, nil
	},
	Lasting: true,
	Lost:    "%s is scheduled for deletion while the secrets of %s are encrypted with it",
}

// clusterLogs: a log group that is not there yet is made by EKS, without
// retention, and is in the way of the program's own.
var clusterLogs = world.Need{
	ID: "eks/log-group-before-cluster", Source: "EKS user guide, Control plane logs; provider aws_eks_cluster, Enabling Control Plane Logging",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if len(op.Strs("enabledClusterLogTypes")) == 0 {
			return nil, nil
		}
		if group := op.Find("name", logs.ClusterGroup(op.Object.ID), logs.Group); group != nil {
			return []*world.Object{group}, nil
		}
		return nil, nil // EKS makes it: see ownLogGroup
	},
	Lost: "%s is deleted while %s logs to it: EKS makes it again, and it stays",
}

// ownLogGroup makes the log group that the program did not make before.
func ownLogGroup(op *world.Op) error {
	name := logs.ClusterGroup(op.Object.ID)
	if len(op.Strs("enabledClusterLogTypes")) == 0 || op.Find("name", name, logs.Group) != nil {
		return nil
	}
	op.Violate("eks/log-group-before-cluster", "EKS makes the log group %s by itself: it keeps logs for ever and outlives %s", name, op.Object)
	_, err := op.CreateManaged(logs.Group, name, Owner, map[string]any{
		"name": name, "retentionInDays": 0, "arn": op.ARN("logs", "log-group:"+name),
	})
	return err
}

// clusterGone takes away what belongs to the cluster. Without its role's
// policy EKS cannot delete its interfaces and its security group: they stay.
func clusterGone(op *world.Op) error {
	for _, a := range op.Where(AddonType, "clusterName", op.Object.ID) {
		op.Remove(a)
	}
	// An interface that the CNI left behind holds the cluster's own security group.
	for _, group := range op.List(ec2.SecurityGroup) {
		held := slices.ContainsFunc(op.Where(ec2.NetworkInterface, "securityGroups", group.ID), func(eni *world.Object) bool { return eni.Parents == nil })
		if held && slices.Contains(group.Parents, op.Object.Key()) {
			group.Parents = nil
		}
	}
	role := op.Find("arn", op.Str("roleArn"), iam.Role)
	if role != nil {
		if _, problem := iam.Serves(op, role, planeWork(op)); problem == "" {
			return nil
		}
	}
	for _, o := range op.List(ec2.SecurityGroup, ec2.NetworkInterface) {
		for _, parent := range o.Parents {
			if parent == op.Object.Key() {
				o.Parents = nil
			}
		}
	}
	op.Violate("eks/cluster-role-has-policy",
		"%s is deleted after its role lost %s: EKS leaves its interfaces and its security group behind", op.Object, clusterPolicy)
	return nil
}

// distinct drops what is there twice.
func distinct(list ...*world.Object) []*world.Object {
	var out []*world.Object
	seen := map[string]bool{}
	for _, o := range list {
		if o != nil && !seen[o.Key()] {
			seen[o.Key()] = true
			out = append(out, o)
		}
	}
	return out
}
