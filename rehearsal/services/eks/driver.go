package eks

import (
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

// CSIDriver returns what the EBS CSI driver of a cluster needs to make and
// delete volumes (the add-on, or what was preserved of it; its role, policy and
// identity provider; the nodes), or why it cannot.
func CSIDriver(op *world.Op, cluster *world.Object) (needed []*world.Object, problem string) {
	software := addonOf(op, cluster, EBSCSI)
	if software == nil {
		software = selfManaged(op, cluster, EBSCSI)
	}
	if software == nil {
		return nil, "the cluster has no EBS CSI driver (ebs.csi.aws.com)"
	}
	nodes := Nodes(op, cluster)
	if len(nodes) == 0 {
		return nil, "no node runs the EBS CSI driver's controller"
	}
	nodes, event := runsOn(software, nodes)
	if len(nodes) == 0 {
		return nil, "no node runs the EBS CSI driver's controller: " + event
	}
	needed = []*world.Object{software}
	for _, n := range nodes {
		needed = append(needed, n.Group)
	}
	account := addons[EBSCSI].account
	role := op.Find("arn", software.Str("serviceAccountRoleArn"), iam.Role)
	if software.Str("serviceAccountRoleArn") == "" {
		if problem := hidden(op, nodes[0].Group); problem != "" {
			return nil, problem
		}
		role = op.Find("arn", nodes[0].Group.Str("nodeRoleArn"), iam.Role)
	} else {
		provider, problem := addonRole(op, cluster, software)
		if problem != "" {
			return nil, "could not create volume in EC2: " + problem
		}
		needed = append(needed, provider)
	}
	if role == nil {
		return nil, "could not create volume in EC2: the EBS CSI driver's role does not exist"
	}
	grants, problem := iam.Serves(op, role, account.work(op))
	if problem != "" {
		return nil, "could not create volume in EC2: UnauthorizedOperation: " + problem
	}
	return distinct(append(append(needed, role), grants...)...), ""
}

// nodesDriver: a claim is gone some seconds before its volume. A preserved
// driver goes with its nodes, so that it deletes volumes to the end, and may
// do so only as long as it has its role.
var nodesDriver = world.Need{
	ID:     "eks/preserved-driver-keeps-its-role",
	Source: "EKS user guide, Deleting an Amazon EKS add-on (preserve); kubernetes-csi/external-provisioner deletes a volume after its claim",
	Find: func(op *world.Op) ([]*world.Object, error) {
		cluster := clusterOf(op)
		driver := addonOf(op, cluster, EBSCSI)
		if driver == nil || !driver.Bool("preserve") {
			return nil, nil
		}
		role := op.Find("arn", driver.Str("serviceAccountRoleArn"), iam.Role)
		if role == nil {
			return nil, nil
		}
		provider, _ := addonRole(op, cluster, driver)
		grants, _ := iam.Serves(op, role, addons[EBSCSI].account.work(op))
		return distinct(append(grants, role, provider)...), nil
	},
	Lost: "%s is deleted while %s needs it to delete the volumes of claims that are gone",
	Spared: func(op *world.Op, nodes *world.Object) bool { // another policy does
		_, problem := CSIDriver(op, op.Find("name", nodes.Str("clusterName"), ClusterType))
		return problem == ""
	},
}

// keepRights ties a preserved driver's rights to the nodes it lives on.
func keepRights(op *world.Op) error {
	for _, group := range op.Where(NodeGroupType, "clusterName", op.Str("clusterName")) {
		rights, err := nodesDriver.Find(op.As(group))
		if err != nil {
			return err
		}
		for _, to := range rights {
			op.Require(group, to, nodesDriver.ID)
		}
	}
	return nil
}

// hidden says that pods cannot reach the node role's credentials: the metadata
// service's answers go one hop, unless a launch template lets them go further.
// Source: EKS user guide, Amazon Linux 2023: IMDSv2 with a hop limit of 1.
func hidden(op *world.Op, group *world.Object) string {
	hops := 1
	if t := templateOf(op, group); t != nil {
		if n := t.Int("metadataOptions.httpPutResponseHopLimit"); n > 0 {
			hops = n
		}
	}
	if hops < 2 {
		return "could not create volume in EC2: no EC2 IMDS role found: the EBS CSI driver has no role of its own and the metadata service " +
			"answers one hop far"
	}
	return ""
}
