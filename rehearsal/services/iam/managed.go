package iam

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/iam/policy"
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
	ID: "iam/least-privilege", Source: "IAM user guide, Security best practices in IAM: Apply least-privilege permissions",
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

// Work is what a role is for: the actions it has to do, and AWS's own policies that
// are made for them.
type Work struct {
	Does     []policy.Request
	Policies []string // by path and name; whichever of them gives it all
}

// Serves returns what lets the role do its work, or what of it is refused and why:
// a deny, a condition, another resource, a boundary.
func Serves(op *world.Op, role *world.Object, work Work) (grants []*world.Object, problem string) {
	var held policy.Policies
	var by []*world.Object // of each of held.Identity
	hold := func(grant *world.Object, d *policy.Document) {
		if grant != nil && d != nil {
			held.Identity, by = append(held.Identity, d), append(by, grant)
		}
	}
	var actions []string
	for _, r := range work.Does {
		actions = append(actions, r.Action)
	}
	own := map[string][]string{"aws:RequestedRegion": {op.Region()}, "aws:PrincipalArn": {role.Str("arn")}, "aws:PrincipalAccount": {op.Account()}}
	hold(Grants(op, role, work.Policies...), policy.Permit(actions...))
	for _, p := range op.List(Policy) {
		for _, a := range op.Where(RolePolicyAttachment, "role", role.ID) {
			if a.Str("policyArn") == p.ID {
				hold(a, read(p.Str("policy")))
			}
		}
		if slices.Contains(role.Strs("managedPolicyArns"), p.ID) {
			hold(role, read(p.Str("policy")))
		}
	}
	for _, p := range op.Where(RolePolicy, "role", role.ID) {
		hold(p, read(p.Str("policy")))
	}
	if list := role.Get("inlinePolicies"); list.IsArray() {
		for _, p := range list.ArrayValue() {
			hold(role, read(world.Str(world.Map(p)["policy"])))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wide)) {
		hold(Grants(op, role, name), policy.Permit(wide[name]...))
	}
	if arn := role.Str("permissionsBoundary"); arn != "" {
		held.Boundary = boundary(op, arn, work, actions)
	}
	for _, r := range work.Does {
		keys := maps.Clone(own)
		maps.Copy(keys, r.Keys)
		r.Keys = keys
		if why := held.Refusal(r); why != "" {
			return nil, fmt.Sprintf("role %s is not authorized to perform: %s %s", role.ID, r, why)
		}
		i := slices.IndexFunc(held.Identity, func(d *policy.Document) bool { return d.Decide(r) == policy.Allowed })
		if !slices.Contains(grants, by[i]) {
			grants = append(grants, by[i])
		}
	}
	return grants, ""
}

func read(text string) *policy.Document {
	d, err := policy.Permissions(text)
	if err != nil {
		return nil
	}
	return d
}

// boundary is what a policy allows where it is a boundary.
func boundary(op *world.Op, arn string, work Work, actions []string) *policy.Document {
	if own := op.Find("", arn, Policy); own != nil {
		return read(own.Str("policy"))
	}
	name, _ := Managed(op, arn)
	if slices.Contains(work.Policies, name) {
		return policy.Permit(actions...)
	}
	return policy.Permit(wide[name]...)
}
