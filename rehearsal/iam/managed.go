package iam

import (
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// managed are AWS's own policies that a stack with EKS may attach, by path and
// name. One that is not here is refused as a misspelt one would be.
// Source: AWS managed policy reference guide.
var managed = []string{
	"AmazonEKSClusterPolicy", "AmazonEKSServicePolicy", "AmazonEKSVPCResourceController",
	"AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy", "AmazonEKS_CNI_Policy",
	"AmazonEKSFargatePodExecutionRolePolicy", "AmazonEKSBlockStoragePolicy", "AmazonEKSComputePolicy",
	"AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy",
	"AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryPowerUser",
	"AmazonEC2ContainerRegistryFullAccess",
	"service-role/AmazonEBSCSIDriverPolicy", "AmazonEBSCSIDriverPolicyV2", "service-role/AmazonEFSCSIDriverPolicy",
	"AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy", "AWSXRayDaemonWriteAccess",
	"AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "job-function/ViewOnlyAccess", "SecurityAudit",
}

// Managed answers the path and name of one of AWS's own policies, or false.
func Managed(op *world.Op, arn string) (string, bool) {
	name, ok := strings.CutPrefix(arn, "arn:"+world.Partition(op.Region())+":iam::aws:policy/")
	return name, ok && slices.Contains(managed, name)
}

// Grants answers what gives the role one of AWS's own policies (by path and
// name): an attachment, or the role itself where it lists the policy; nil
// where nothing does.
func Grants(op *world.Op, role *world.Object, policies ...string) *world.Object {
	for _, p := range policies {
		arn := "arn:" + world.Partition(role.Session.Region) + ":iam::aws:policy/" + p
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

// Permits answers what gives the role an action on anything by a policy of the
// account's own: an attachment, an inline policy, or the role itself; nil where
// nothing does. What AWS's own policies allow, Grants answers.
func Permits(op *world.Op, role *world.Object, action string) *world.Object {
	for _, a := range op.Where(RolePolicyAttachment, "role", role.ID) {
		if own := op.Find("", a.Str("policyArn"), Policy); own != nil && allows(own.Str("policy"), action) {
			return a
		}
	}
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
		if s.Effect == "Allow" && may(s, action) {
			return true
		}
	}
	return false
}
