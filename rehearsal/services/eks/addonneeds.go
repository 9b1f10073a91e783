package eks

import (
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

// degraded is how an add-on fails: the provider waits 20 minutes for ACTIVE.
func degraded(op *world.Op, format string, args ...any) error {
	e := world.Refuse("EKS", "DEGRADED", format, args...)
	e.Message = "unexpected EKS Add-On (" + op.Object.ID + ") state returned during creation: timeout while waiting for state to become " +
		"'ACTIVE' (last state: 'DEGRADED', timeout: 20m0s): " + e.Message
	return e
}

// addonNodes: an add-on with a Deployment comes up on a node.
var addonNodes = world.Need{
	ID:     "eks/addon-has-nodes",
	Source: "EKS API AddonIssue, InsufficientNumberOfReplicas; hashicorp/terraform-provider-aws resource_aws_eks_addon waits for ACTIVE",
	Find: func(op *world.Op) ([]*world.Object, error) {
		cluster := clusterOf(op)
		if !addons[op.Str("addonName")].deployment {
			return nil, nil
		}
		const unhealthy = "InsufficientNumberOfReplicas: The add-on is unhealthy because it doesn't have the desired number of replicas."
		nodes := Nodes(op, cluster)
		if len(nodes) == 0 {
			return nil, degraded(op, unhealthy)
		}
		fit, event := runsOn(op.Object, nodes)
		if len(fit) == 0 {
			return nil, degraded(op, "%s %s", unhealthy, event)
		}
		return op.Where(NodeGroupType, "clusterName", cluster.ID), nil
	},
	Outlive: nil, // EKS lets the nodes go; whose volumes are lost says the cluster's storage
}

// addonRole returns the OpenID Connect provider through which an add-on's
// service account assumes its role, or why it cannot.
func addonRole(op *world.Op, cluster, addon *world.Object) (provider *world.Object, problem string) {
	arn := addon.Str("serviceAccountRoleArn")
	role := op.Find("arn", arn, iam.Role)
	if role == nil {
		return nil, "role " + arn + " does not exist"
	}
	account := addons[addon.Str("addonName")].account
	if account == nil {
		return nil, ""
	}
	return iam.TrustsServiceAccount(op, role, cluster.Str("identities[0].oidcs[0].issuer"), "kube-system", account.name)
}

// addonRights: an add-on with a role of its own can assume it, and the role has
// what the add-on does with it.
var addonRights = world.Need{
	ID: "eks/addon-role-works", Source: "EKS user guide, IAM roles for Amazon EKS add-ons and for service accounts",
	Find: func(op *world.Op) ([]*world.Object, error) {
		arn := op.Str("serviceAccountRoleArn")
		account := addons[op.Str("addonName")].account
		if arn == "" || account == nil {
			return nil, nil
		}
		role := op.Find("arn", arn, iam.Role)
		if role == nil {
			return nil, invalid("Role %s does not exist", arn)
		}
		provider, problem := addonRole(op, clusterOf(op), op.Object)
		if problem != "" {
			return nil, degraded(op, "AccessDenied: %s", problem)
		}
		grants, problem := iam.Serves(op, role, account.work(op))
		if problem != "" {
			// The pods start and are denied, again and again, until the policy comes.
			op.Violate("eks/addon-role-works", "%s starts before its %s: attach %s first", op.Object, problem, account.policies[0])
		}
		return distinct(append(grants, provider, role)...), nil
	},
	// A preserved add-on's pods go on, and so does their need (CSIDriver, the
	// nodes' own needs); one that is deleted does not come back.
	Lost: "%s is deleted while %s needs it to call AWS",
}
