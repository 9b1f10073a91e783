package iam

import (
	"maps"
	"path"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// managed are AWS's own policies that a stack with EKS may attach, by path and
// name. Source: AWS managed policy reference guide.
var managed = []string{
	"AmazonEKSClusterPolicy", "AmazonEKSServicePolicy", "AmazonEKSVPCResourceController",
	"AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy", "AmazonEKS_CNI_Policy",
	"AmazonEKSFargatePodExecutionRolePolicy", "AmazonEKSBlockStoragePolicy", "AmazonEKSComputePolicy",
	"AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy",
	"AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryPowerUser",
	"AmazonEC2ContainerRegistryFullAccess",
	"service-role/AmazonEBSCSIDriverPolicy", "AmazonEBSCSIDriverPolicyV2", "service-role/AmazonEFSCSIDriverPolicy",
	"AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy", "AWSXRayDaemonWriteAccess",
	"ReadOnlyAccess", "job-function/ViewOnlyAccess", "SecurityAudit", "AmazonS3ReadOnlyAccess", "AmazonEC2ReadOnlyAccess",
	"AmazonVPCReadOnlyAccess", "CloudWatchReadOnlyAccess", "CloudWatchLogsReadOnlyAccess",
}

// wide are AWS's own policies that give a whole service, or everything, with
// what each allows.
var wide = map[string][]string{
	"AdministratorAccess": {"*"}, "PowerUserAccess": {"*"}, "IAMFullAccess": {"iam:*"},
	"AmazonEC2FullAccess": {"ec2:*"}, "AmazonVPCFullAccess": {"ec2:*"}, "AmazonS3FullAccess": {"s3:*"},
	"AmazonSSMFullAccess": {"ssm:*"}, "CloudWatchFullAccess": {"cloudwatch:*", "logs:*"}, "CloudWatchFullAccessV2": {"cloudwatch:*", "logs:*"},
	"CloudWatchLogsFullAccess": {"logs:*"}, "AWSKeyManagementServicePowerUser": {"kms:*"},
	"ElasticLoadBalancingFullAccess": {"elasticloadbalancing:*"},
}

func managedARN(region, name string) string {
	return "arn:" + world.Partition(region) + ":iam::aws:policy/" + name
}

// Managed returns the path and name of one of AWS's own policies, or false.
func Managed(op *world.Op, arn string) (string, bool) {
	name, ok := strings.CutPrefix(arn, managedARN(op.Region(), ""))
	return name, ok && (slices.Contains(managed, name) || wide[name] != nil)
}

// misspelt says that a name differs from a known policy's only by its path, its
// case or its underscores.
func misspelt(name string) bool {
	bare := func(s string) string {
		return strings.ToLower(strings.ReplaceAll(path.Base(s), "_", ""))
	}
	same := func(known string) bool { return bare(known) == bare(name) }
	return slices.ContainsFunc(managed, same) || slices.ContainsFunc(slices.Collect(maps.Keys(wide)), same)
}

// leastPrivilege: a role that may do everything does what its task needs, and
// whatever else it is made to do.
var leastPrivilege = world.Rule{
	ID:     "iam/least-privilege",
	Source: "IAM user guide, Security best practices in IAM: Apply least-privilege permissions",
	Test: func(op *world.Op) error {
		for _, arn := range append(op.Strs("managedPolicyArns"), op.Str("policyArn")) {
			if name, _ := Managed(op, arn); wide[name] != nil {
				op.Violate("iam/least-privilege", "%s gives %s, which allows %s: attach the policy of the task", op.Object, name,
					strings.Join(wide[name], " and "))
			}
		}
		return nil
	},
}

// Grants returns what gives the role one of AWS's own policies (by path and
// name): an attachment, or the role itself where it lists the policy; nil
// where nothing does.
func Grants(op *world.Op, role *world.Object, policies ...string) *world.Object {
	for _, p := range policies {
		arn := managedARN(role.Session.Region, p)
		for _, a := range op.Where(RolePolicyAttachment, "role", role.ID) {
			if a.Str("policyArn") == arn {
				return a
			}
		}
		if slices.Contains(role.Strs("managedPolicyArns"), arn) {
			return role
		}
	}
	return nil
}

// Serves returns what lets the role do an action: one of AWS's policies that
// are made for it, one that gives the whole service, or one of the account's
// own; nil where nothing does.
func Serves(op *world.Op, role *world.Object, action string, policies ...string) *world.Object {
	if grant := Grants(op, role, policies...); grant != nil {
		return grant
	}
	if grant := Permits(op, role, action); grant != nil {
		return grant
	}
	for _, name := range slices.Sorted(maps.Keys(wide)) {
		if slices.ContainsFunc(wide[name], func(pattern string) bool { return matches(pattern, action) }) {
			if grant := Grants(op, role, name); grant != nil {
				return grant
			}
		}
	}
	return nil
}

// Permits returns what gives the role an action on anything by a policy of the
// account's own, which is inline; nil where nothing does. Grants returns what
// AWS's own policies allow.
func Permits(op *world.Op, role *world.Object, action string) *world.Object {
	for _, p := range op.Where(RolePolicy, "role", role.ID) {
		if allows(p.Str("policy"), action) {
			return p
		}
	}
	if list := role.Get("inlinePolicies"); list.IsArray() {
		for _, p := range list.ArrayValue() {
			if p.IsObject() && allows(world.Str(p.ObjectValue()["policy"]), action) {
				return role
			}
		}
	}
	return nil
}

func allows(document, action string) bool {
	d, err := Permissions(document)
	if err != nil {
		return false
	}
	for _, s := range d.Statement {
		if s.Effect == "Allow" && s.May(action) {
			return true
		}
	}
	return false
}
