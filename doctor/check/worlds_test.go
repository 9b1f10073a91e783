package check_test

import (
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
	"eks-elk/doctor/check"
)

type (
	has    = accounttest.Has
	things = []accounttest.Thing
)

const customersKey = "arn:aws:kms:eu-central-1:123456789012:key/1234"

// worlds are accounts that differ from the good one in one thing, by the check
// that must tell, and what it says. Each check has a bad one here; its good one
// is TestAGoodAccountIsGood, and those here whose verdict is ok.
var worlds = []struct {
	check   string
	title   string
	spoil   func(*ask)
	verdict check.Verdict
	says    string // part of what is found
	do      string // part of what to do
}{
	{"credentials", "temporary, for 20 minutes", func(a *ask) { temporary(a, "2026-09-01T12:20:00Z") }, check.Finding, "valid for 20m0s", "log in again"},
	{"credentials", "temporary, for 3 hours", func(a *ask) { temporary(a, "2026-09-01T15:00:00Z") }, check.OK, "valid for 3h0m0s", ""},
	{"credentials", "temporary, and nobody says until when", func(a *ask) { temporary(a, "") }, check.NotAsked, "nothing says until when", "last for an hour"},
	{"credentials", "an access key", func(*ask) {}, check.OK, "does not expire", ""},

	{"account", "another than the stack's", func(a *ask) { a.Config["aws:allowedAccountIds"] = `["111111111111"]` }, check.Finding,
		"123456789012, as arn:aws:sts::123456789012:assumed-role/deploy/somebody; aws:allowedAccountIds has 111111111111", "aws:allowedAccountIds"},
	{"account", "the stack's", func(a *ask) { a.Config["aws:allowedAccountIds"] = `["123456789012"]` }, check.OK, "123456789012", ""},
	{"account", "the root user", func(a *ask) { a.ARN = "arn:aws:iam::123456789012:root" }, check.Finding, "root user", "as a role"},

	{"rights", "no IAM", func(a *ask) { a.Decisions["iam:CreateRole"] = "implicitDeny" }, check.Finding,
		"iam:CreateRole on role/eks-elk-dev-eu-central-1-control-plane", "docs/ci.md"},
	{"rights", "no IAM, on how many roles", func(a *ask) { a.Decisions["iam:CreateRole"] = "implicitDeny" }, check.Finding, "-control-plane and 3 more", ""},
	{"rights", "no IAM, with flow logs", func(a *ask) {
		a.Config["eks-elk:network"] = `{"flowLogs": true}`
		a.Decisions["iam:CreateRole"] = "implicitDeny"
	}, check.Finding, "-control-plane and 4 more", ""},
	{"rights", "not of this cluster", func(a *ask) { a.Decisions["eks:CreateCluster"] = "implicitDeny" }, check.Finding, "eks:CreateCluster on cluster/eks-elk-dev", ""},
	{"rights", "an explicit Deny", func(a *ask) { a.Decisions["ec2:CreateVpc"] = "explicitDeny" }, check.Finding, "denied: ec2:CreateVpc (by a Deny)", ""},
	{"rights", "the organization's", func(a *ask) { a.Forbidden["eks:CreateCluster"] = true }, check.Finding, "denied: eks:CreateCluster (by a policy of the organization)", "deploy.json"},
	{"rights", "a user", func(a *ask) { a.ARN = "arn:aws:iam::123456789012:user/path/me" }, check.OK, "allows all", ""},
	{"rights", "the root user", func(a *ask) { a.ARN = "arn:aws:iam::123456789012:root" }, check.OK, "root", ""},
	{"rights", "flow logs", func(a *ask) {
		a.Config["eks-elk:network"] = `{"flowLogs": true}`
		a.Decisions["ec2:CreateFlowLogs"] = "implicitDeny"
	}, check.Finding, "ec2:CreateFlowLogs", ""},
	{"rights", "a federated user", func(a *ask) { a.ARN = "arn:aws:sts::123456789012:federated-user/me" }, check.NotAsked, "does not simulate", ""},

	{"region", "opted in", func(a *ask) { a.OptIn = "opted-in" }, check.OK, "opted-in", ""},
	{"region", "on, but not for these tokens", func(a *ask) { a.Region, a.OptIn = "somewhere-1", "opted-in" }, check.Finding, "global endpoint", "AWS_STS_REGIONAL_ENDPOINTS"},
	{"region", "off, and yet it answers", func(a *ask) { a.OptIn = "not-opted-in" }, check.Finding, "not-opted-in", "enable-region"},

	{"Kubernetes version", "gone", func(a *ask) { a.Versions["1.35"] = "UNSUPPORTED" }, check.Finding, "does not offer 1.35", "eks-elk:cluster.version"},
	{"Kubernetes version", "unheard of", func(a *ask) { delete(a.Versions, "1.35") }, check.Finding, "does not offer 1.35", ""},
	{"Kubernetes version", "old", func(a *ask) {
		a.Config["eks-elk:cluster"] = `{"publicAccessCidrs": ["1.2.3.4/32"], "version": "1.34"}`
	}, check.OK, "in extended support", ""},

	{"zones", "too few", func(a *ask) { delete(a.Zones, "eu-central-1c") }, check.Finding, "sees 2 (eu-central-1a, eu-central-1b)", "at most 2"},
	{"zones", "too few with EKS", func(a *ask) {
		a.Zones["eu-central-1b"] = "use1-az3"
		a.Config["eks-elk:nodes"] = `{"zones": 3, "desired": 3}`
	}, check.Finding, "EKS is in eu-central-1a, eu-central-1c; node group default spans 3 zones", "at most 2"},

	{"instance type of nodes default", "not in one zone", func(a *ask) { a.Offered["m5.xlarge"] = []string{"eu-central-1a", "eu-central-1c"} }, check.Finding,
		"not offered in eu-central-1b, but in eu-central-1a, eu-central-1c", "instanceType"},
	{"instance type of nodes default", "not in the region", func(a *ask) { a.Offered["m5.xlarge"] = nil }, check.Finding, "no zone of eu-central-1", ""},
	{"instance type of nodes default", "not in a zone that it does not span", func(a *ask) { a.Offered["m5.xlarge"] = []string{"eu-central-1a", "eu-central-1b"} },
		check.OK, "eu-central-1a, eu-central-1b", ""},

	{"quota: vCPUs of nodes", "a new account's", func(a *ask) { a.Applied = nil }, check.Finding,
		"the stack needs 8, and up to 24 while nodes are added or replaced; 3 of 5 are free: up fails", "--quota-code L-1216C47A --desired-value 26 --region eu-central-1"},
	{"quota: vCPUs of nodes", "enough to begin with", func(a *ask) { a.Applied["L-1216C47A"] = 16 }, check.Finding, "up works, but not that", "--desired-value 26"},
	{"quota: vCPUs of nodes", "an autoscaler", func(a *ask) {
		a.Applied["L-1216C47A"] = 32
		a.Config["eks-elk:nodes"] = `{"autoscaled": true}`
	}, check.Finding, "the stack needs 8, and up to 32 while nodes are added or replaced; 30 of 32 are free: up works, but not that", "--desired-value 34"},
	{"quota: vCPUs of nodes", "what counts", func(a *ask) {
		a.Things["instance"] = things{
			{Tags: accounttest.Own, Has: has{"type": "m5.xlarge"}}, {Has: has{"type": "m5.xlarge", "lifecycle": "spot"}},
			{Has: has{"type": "g5.xlarge"}}, {Has: has{"type": "inf1.xlarge"}}, {Has: has{"type": "im4gn.large", "threads": "1"}},
		}
	}, check.OK, "62 of 64 are free", ""},
	{"quota: vCPUs of nodes", "another family's", func(a *ask) { a.Config["eks-elk:nodes"] = `{"instanceType": "g5.xlarge"}` }, check.NotAsked, "quota of its own", "look up"},

	{"quota: Elastic IPs", "three are taken", func(a *ask) { a.Things["elastic IP address"] = make(things, 3) }, check.Finding, "the stack needs 3; 2 of 5 are free: up fails", "natGateways: single"},
	{"quota: Elastic IPs", "the stack's own", func(a *ask) {
		a.Things["elastic IP address"] = things{{Tags: accounttest.Own}, {Tags: accounttest.Own}, {Tags: accounttest.Own}, {}}
	}, check.OK, "4 of 5 are free", ""},
	{"quota: Elastic IPs", "one gateway", func(a *ask) {
		a.Things["elastic IP address"] = make(things, 4)
		a.Config["eks-elk:network"] = `{"natGateways": "single"}`
	}, check.OK, "the stack needs 1; 1 of 5 are free", ""},

	{"quota: VPCs", "all taken", func(a *ask) { a.Things["VPC"] = make(things, 5) }, check.Finding, "0 of 5 are free", "--service-code vpc --quota-code L-F678F1CE"},
	{"quota: EKS clusters", "all taken", func(a *ask) { a.Applied["L-1194D53C"] = 1 }, check.Finding, "0 of 1 are free", "L-1194D53C"},
	{"quota: node groups", "more than a cluster takes", func(a *ask) {
		a.Applied["L-6D54EA21"] = 1
		a.Config["eks-elk:nodeGroups"] = `{"a": {}, "b": {}}`
	}, check.Finding, "the stack needs 2", "L-6D54EA21"},
	{"quota: nodes of a group", "more than a group takes", func(a *ask) { a.Applied["L-BD136A63"] = 5 }, check.Finding, "the stack needs 6", "L-BD136A63"},
	{"quota: IAM roles", "all taken", func(a *ask) { a.RolesUsed = 997 }, check.Finding, "the stack needs 4; 3 of 1000 are free", "L-FE177D64"},

	{"own address", "outside", func(a *ask) { a.Address = "9.9.9.9" }, check.Finding, "9.9.9.9 is not in publicAccessCidrs (1.2.3.0/24)", "'eks-elk:cluster.publicAccessCidrs[1]' 9.9.9.9/32"},
	{"own address", "outside the sample's", func(a *ask) { a.Config["eks-elk:cluster"] = `{"publicAccessCidrs": ["203.0.113.0/24"]}` }, check.Finding,
		"1.2.3.4 is not in publicAccessCidrs (203.0.113.0/24)", "publicAccessCidrs[0]' 1.2.3.4/32"},
	{"own address", "cannot be learned", func(a *ask) { a.Address = "" }, check.NotAsked, "nobody answers", "-address"},

	{"name: cluster eks-elk-dev", "a colleague's", func(a *ask) { a.Put("cluster", "eks-elk-dev", nil) }, check.Finding, "no tag project or stack", "whose it is"},
	{"name: cluster eks-elk-dev", "another stack's", func(a *ask) {
		a.Put("cluster", "eks-elk-dev", accounttest.Tags{"project": "eks-elk", "stack": "live"})
	}, check.Finding, "project: eks-elk, stack: live", ""},
	{"name: cluster eks-elk-dev", "the stack's own", func(a *ask) { a.Put("cluster", "eks-elk-dev", accounttest.Own) }, check.OK, "with the tags of stack dev", ""},
	{"name: log group /aws/eks/eks-elk-dev/cluster", "made again by EKS", func(a *ask) { a.Put("log group", "/aws/eks/eks-elk-dev/cluster", nil) }, check.Finding, "no tag", "delete it"},
	{"name: log group /aws/eks/eks-elk-dev/cluster", "a longer name", func(a *ask) { a.Put("log group", "/aws/eks/eks-elk-dev/cluster-2", nil) }, check.OK, "free", ""},
	{"name: log group /aws/vpc/eks-elk-dev/flow-logs", "with flow logs", func(a *ask) {
		a.Config["eks-elk:network"] = `{"flowLogs": true}`
		a.Put("log group", "/aws/vpc/eks-elk-dev/flow-logs", nil)
	}, check.Finding, "taken", ""},
	{"name: role eks-elk-dev-eu-central-1-control-plane", "taken", func(a *ask) { a.Put("role", "eks-elk-dev-eu-central-1-control-plane", nil) }, check.Finding, "taken", ""},
	{"name: role eks-elk-dev-eu-central-1-node", "taken", func(a *ask) { a.Put("role", "eks-elk-dev-eu-central-1-node", nil) }, check.Finding, "taken", ""},
	{"name: role eks-elk-dev-eu-central-1-vpc-cni", "taken", func(a *ask) { a.Put("role", "eks-elk-dev-eu-central-1-vpc-cni", nil) }, check.Finding, "taken", ""},
	{"name: role eks-elk-dev-eu-central-1-ebs-csi", "the stack's own", func(a *ask) { a.Put("role", "eks-elk-dev-eu-central-1-ebs-csi", accounttest.Own) }, check.OK, "there", ""},
	{"name: role eks-elk-dev-eu-central-1-ebs-csi", "taken", func(a *ask) { a.Put("role", "eks-elk-dev-eu-central-1-ebs-csi", nil) }, check.Finding, "taken", ""},
	{"name: key alias alias/eks/eks-elk-dev", "taken", func(a *ask) { a.Put("key alias", "alias/eks/eks-elk-dev", nil) }, check.Finding, "taken", ""},
	{"name: key alias alias/eks/eks-elk-dev", "the stack's own", func(a *ask) { a.Put("key alias", "alias/eks/eks-elk-dev", accounttest.Own) }, check.OK, "there", ""},
	{"name: launch template eks-elk-dev-default", "taken", func(a *ask) { a.Put("launch template", "eks-elk-dev-default", nil) }, check.Finding, "taken", ""},
	{"name: launch template eks-elk-dev-default", "the stack's own", func(a *ask) { a.Put("launch template", "eks-elk-dev-default", accounttest.Own) }, check.OK, "there", ""},

	{"service role: AWSServiceRoleForAmazonEKS", "a new account", func(a *ask) { a.Drop("role", "AWSServiceRoleForAmazonEKS") }, check.Finding, "not there", "--aws-service-name eks.amazonaws.com"},
	{"service role: AWSServiceRoleForAmazonEKSNodegroup", "a new account", func(a *ask) { a.Drop("role", "AWSServiceRoleForAmazonEKSNodegroup") }, check.Finding, "not there", "eks-nodegroup.amazonaws.com"},
	{"service role: AWSServiceRoleForAmazonEKSNodegroup", "the caller may not look", func(a *ask) { a.Deny["iam:GetRole"] = true }, check.Finding, "EKS makes no node group then", "aws-service-role"},
	{"service role: AWSServiceRoleForAutoScaling", "the caller may not look, and nobody else does", func(a *ask) { a.Deny["iam:GetRole"] = true },
		check.NotAsked, "may not iam:GetRole", ""},
	{"service role: AWSServiceRoleForAutoScaling", "a new account", func(a *ask) { a.Drop("role", "AWSServiceRoleForAutoScaling") }, check.Finding, "not there", "autoscaling.amazonaws.com"},

	{"EC2 Classic calls", "retired", func(a *ask) { a.Fail["ec2:DescribeVpcClassicLink"] = "InvalidAction" }, check.Finding, "InvalidAction", "issue"},
	{"EC2 Classic calls", "the second retired", func(a *ask) { a.Fail["ec2:DescribeVpcClassicLinkDnsSupport"] = "InvalidAction" }, check.Finding, "InvalidAction", ""},
	{"EC2 Classic calls", "denied", func(a *ask) { a.Deny["ec2:DescribeVpcClassicLink"] = true }, check.Finding, "may not ec2:DescribeVpcClassicLink", "allow"},
	{"EC2 Classic calls", "answered", func(a *ask) { a.Fail = nil }, check.OK, "still answers", ""},

	{"default disk key", "a customer's, for the account alone", func(a *ask) {
		a.DiskKey = customersKey
		a.KeyPolicy = `{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}]}`
	}, check.Finding, "which AWSServiceRoleForAutoScaling and eks-elk-dev-eu-central-1-ebs-csi may not use", "kms:ViaService"},
	{"default disk key", "a customer's, for everybody by way of EC2", func(a *ask) {
		a.DiskKey = customersKey
		a.KeyPolicy = `{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*",
			"Condition": {"StringEquals": {"kms:ViaService": "ec2.eu-central-1.amazonaws.com"}}}}`
	}, check.OK, "Auto Scaling and the CSI driver may use", ""},
	{"default disk key", "a customer's, by grant and by name", func(a *ask) {
		a.DiskKey = customersKey
		a.KeyPolicy = `{"Statement": [{"Effect": "Deny", "Principal": "*"}, {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::123456789012:role/eks-elk-dev-eu-central-1-ebs-csi"]}}]}`
		a.Grantees = []string{"arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"}
	}, check.OK, "Auto Scaling and the CSI driver may use", ""},
	{"default disk key", "AWS's own by its ID", func(a *ask) { a.DiskKey, a.KeyManager = customersKey, "AWS" }, check.OK, "AWS's own", ""},
}

// temporary are credentials of a session, with what the CLI says of their end.
func temporary(a *ask, until string) {
	a.Environment["AWS_SESSION_TOKEN"], a.Environment["AWS_CREDENTIAL_EXPIRATION"] = "token", until
}

func TestEachCheckTellsGoodFromBad(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.check+": "+w.title, func(t *testing.T) {
			a := newAsk(t)
			w.spoil(a)
			got := result(t, a.results(t), w.check)
			if got.Verdict != w.verdict || !strings.Contains(got.Found, w.says) || !strings.Contains(got.Do, w.do) {
				t.Errorf("%+v", got)
			}
			if (got.Verdict == check.OK) != (got.Do == "") && got.Verdict == check.OK {
				t.Errorf("nothing is to be done: %+v", got)
			}
		})
	}
}

// A check without a bad world might never say anything.
func TestEachCheckHasABadWorld(t *testing.T) {
	bad := map[string]bool{}
	for _, w := range worlds {
		bad[w.check] = bad[w.check] || w.verdict == check.Finding
	}
	for _, r := range newAsk(t).results(t) {
		if !bad[r.Name] {
			t.Errorf("%s has no world in which it finds anything", r.Name)
		}
	}
}
