package eks

import (
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

// work is what the service account's pods do in AWS, with the keys that the EBS
// CSI driver's volumes carry (AWS managed policy reference, AmazonEBSCSIDriverPolicy).
func (s serviceAccount) work(op *world.Op) iam.Work {
	return iam.Work{Policies: s.policies, Does: []policy.Request{{
		Action: s.action, Resource: op.ARN("ec2", s.on),
		Keys: map[string][]string{"aws:RequestTag/ebs.csi.aws.com/cluster": {"true"}, "aws:RequestTag/CSIVolumeName": {"pvc"}},
	}}}
}

// nodeWork is what a node does with its role, each with the policies that serve it.
func nodeWork(op *world.Op) []iam.Work {
	pause := "arn:" + world.Partition(op.Region()) + ":ecr:" + op.Region() + ":602401143452:repository/eks/pause"
	return []iam.Work{
		{Policies: workerPolicy, Does: []policy.Request{{Action: "ec2:DescribeInstances"}}},
		{Policies: registryPolicy, Does: []policy.Request{{Action: "ecr:GetAuthorizationToken"}, {Action: "ecr:BatchGetImage", Resource: pause},
			{Action: "ecr:GetDownloadUrlForLayer", Resource: pause}}},
	}
}

// planeWork is what EKS does with the cluster's role: it looks at the network, and
// makes and deletes its interfaces.
func planeWork(op *world.Op) iam.Work {
	work := iam.Work{Policies: []string{clusterPolicy}}
	for _, action := range []string{"ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces"} {
		work.Does = append(work.Does, policy.Request{Action: action})
	}
	for _, action := range []string{"ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"} {
		work.Does = append(work.Does, policy.Request{Action: action, Resource: op.ARN("ec2", "network-interface/*")})
	}
	return work
}
