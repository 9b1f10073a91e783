package eks

import (
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

// unjoined is how a node group fails: EKS waits 15 minutes for its instances.
func unjoined(format string, args ...any) error {
	e := world.Refuse("EKS", "NodeCreationFailure", format, args...)
	e.Message = "Instances failed to join the kubernetes cluster: " + e.Message
	return e
}

var (
	workerPolicy   = []string{"AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"}
	registryPolicy = []string{
		"AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly",
		"AmazonEC2ContainerRegistryPowerUser", "AmazonEC2ContainerRegistryFullAccess",
	}
)

const (
	cniPolicy = "AmazonEKS_CNI_Policy"
)

// nodesRole: a node registers and pulls images with its role. The role's CNI
// policy is asked for where the CNI uses the role (nodesCNI) and held where it
// is there.
var nodesRole = world.Need{
	ID: "eks/node-role-has-policies", Source: "EKS user guide, Amazon EKS node IAM role",
	Find: func(op *world.Op) ([]*world.Object, error) {
		arn := op.Str("nodeRoleArn")
		role := op.Find("arn", arn, iam.Role)
		if role == nil {
			return nil, invalid("The role with name %s cannot be found.", arn)
		}
		service := servicePrincipal(op, "ec2")
		if !iam.TrustsService(op, role, service, "") {
			return nil, invalid("Following required service principals [%s] were not found in the trust relationships of nodeRole %s", service, arn)
		}
		found := []*world.Object{role}
		for _, work := range nodeWork(op) {
			grants, problem := iam.Serves(op, role, work)
			if problem != "" {
				return nil, unjoined("the node's %s (%s)", problem, work.Policies[0])
			}
			found = append(found, grants...)
		}
		return append(distinct(found...), distinct(iam.Grants(op, role, cniPolicy))...), nil
	},
	Lasting: true,
	Lost:    "%s is deleted while %s needs it to stay in the cluster", UnlessMet: true,
}

// nodesCNI: a node is ready once its CNI can give addresses to pods.
var nodesCNI = world.Need{
	ID:     "eks/cni-before-nodes",
	Source: "EKS user guide, Amazon VPC CNI; Troubleshoot: container runtime network not ready, cni config uninitialized",
	Find: func(op *world.Op) ([]*world.Object, error) {
		cluster, role := clusterOf(op), op.Find("arn", op.Str("nodeRoleArn"), iam.Role)
		managed := addonOf(op, cluster, VPCCNI)
		if managed == nil && selfManaged(op, cluster, VPCCNI) == nil {
			return nil, unjoined("container runtime network not ready: the cluster has no CNI")
		}
		found := distinct(managed)
		if managed != nil && managed.Str("serviceAccountRoleArn") != "" {
			provider, problem := addonRole(op, cluster, managed)
			if problem != "" {
				return nil, unjoined("the vpc-cni add-on cannot work: %s", problem)
			}
			role = op.Find("arn", managed.Str("serviceAccountRoleArn"), iam.Role)
			found = append(found, provider, role)
		}
		grants, problem := iam.Serves(op, role, addons[VPCCNI].account.work(op))
		if problem != "" {
			return nil, unjoined("the vpc-cni add-on cannot give addresses: %s (%s)", problem, cniPolicy)
		}
		return distinct(append(found, grants...)...), nil
	},
	Lasting: true,
	// The add-on's own deletion says what it leaves behind (addonGone).
	Lost: "%s is deleted while %s needs it for addresses, and for giving its interfaces back", UnlessMet: true,
	Spared: func(op *world.Op, _ *world.Object) bool {
		return op.Type.Token == AddonType && op.Object.Bool("preserve")
	}, // its pods stay
}

// nodesTemplate: Auto Scaling starts every later instance from the template.
var nodesTemplate = world.Need{
	ID: "eks/launch-template-exists", Source: "EKS API CreateNodegroup: launch template must exist; node group health Ec2LaunchTemplateNotFound",
	Find: func(op *world.Op) ([]*world.Object, error) {
		named := op.Str("launchTemplate.id") + op.Str("launchTemplate.name")
		if named == "" {
			return nil, nil
		}
		t := templateOf(op, op.Object)
		if t == nil {
			return nil, invalid("The launch template %s does not exist", named)
		}
		return []*world.Object{t}, nil
	},
	Lost: "%s is deleted while %s needs it to start instances (Ec2LaunchTemplateNotFound)",
}
