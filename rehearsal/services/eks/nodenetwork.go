package eks

import (
	"net/netip"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

// nodesEgress: a node reaches the registry, EC2 and STS over the internet, or by
// endpoints in its own network.
var nodesEgress = world.Need{
	ID:     "eks/nodes-reach-the-internet",
	Source: "EKS user guide, VPC and subnet requirements, Subnet requirements for nodes; Deploy private clusters with limited internet access",
	Find: func(op *world.Op) ([]*world.Object, error) {
		var out []*world.Object
		for _, s := range groupSubnets(op) {
			way, problem := ec2.InternetRoute(op, s)
			path := way.Path
			if problem != "" {
				private, missing := ec2.PrivateWay(op, s, nodeGroups(op), "ec2", "ecr.api", "ecr.dkr", "sts", "s3")
				if missing != "" {
					return nil, unjoined("nodes in subnet %s do not reach the internet: %s; and %s", s.ID, problem, missing)
				}
				path = private
			}
			out = append(out, path...)
		}
		door, problem := ec2.AllowsEgress(op, nodeGroups(op), 443)
		if problem != "" {
			return nil, unjoined("nodes do not reach the internet: %s", problem)
		}
		return distinct(append(out, door)...), nil
	},
	Lasting: true,
	Lost:    "%s is deleted while %s needs it to reach the internet", UnlessMet: true,
}

// nodesEndpoint: with the private endpoint off, nodes come from the internet
// and their addresses must be allowed.
var nodesEndpoint = world.Need{
	ID:     "eks/nodes-reach-the-endpoint",
	Source: "EKS user guide, Cluster API server endpoint: with restricted CIDRs enable the private endpoint or add the nodes' addresses",
	Find: func(op *world.Op) ([]*world.Object, error) {
		cluster := clusterOf(op)
		needed := []*world.Object{cluster} // asked again when the cluster changes
		if _, private := endpointAccess(cluster); private {
			return needed, nil
		}
		for _, s := range groupSubnets(op) {
			way, _ := ec2.InternetRoute(op, s)
			if way.Public && !within("0.0.0.0", cluster.Strs("vpcConfig.publicAccessCidrs")) {
				return nil, unjoined("the endpoint is public only, and its publicAccessCidrs do not hold whatever address EC2 gives a node in %s", s.ID)
			}
			for _, o := range way.Path {
				if o.Type.Token != ec2.NATGateway {
					continue
				}
				if !within(o.Str("publicIp"), cluster.Strs("vpcConfig.publicAccessCidrs")) {
					return nil, unjoined("the endpoint is public only, and its publicAccessCidrs do not hold %s, the address of %s", o.Str("publicIp"), o)
				}
				needed = append(needed, o)
			}
		}
		return distinct(needed...), nil
	},
	Lasting: true,
	Outlive: nil, // nodesEgress has a word about the same gateways, and EKS keeps a cluster that has node groups
}

func within(address string, blocks []string) bool {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, b := range blocks {
		if p, err := netip.ParsePrefix(b); err == nil && p.Contains(ip) {
			return true
		}
	}
	return false
}

// nodesControlPlane: nodes and control plane reach each other: through the
// cluster's own security group, or by rules between theirs and the cluster's.
var nodesControlPlane = world.Need{
	ID:     "eks/nodes-and-control-plane-connected",
	Source: "EKS user guide, Amazon EKS security group requirements: 443 to the cluster, 10250 to the nodes",
	Find: func(op *world.Op) ([]*world.Object, error) {
		cluster := clusterOf(op)
		own := cluster.Str("vpcConfig.clusterSecurityGroupId")
		plane := append(cluster.Strs("vpcConfig.securityGroupIds"), own)
		nodes := nodeGroups(op)
		for _, g := range nodes {
			if g == own {
				return nil, nil
			}
		}
		up, down := opening(op, plane, nodes, 443), opening(op, nodes, plane, 10250)
		if up == nil || down == nil {
			return nil, unjoined("no security group rule lets nodes of %v and the control plane of %v reach each other on 443 and 10250", nodes,
				plane)
		}
		return distinct(up, down), nil
	},
	Lasting: true,
	Lost:    "%s is deleted while %s needs it to reach the control plane", UnlessMet: true,
}

// opening returns a rule that lets members of one list of groups be reached
// from members of another on a TCP port, or nil.
func opening(op *world.Op, to, from []string, port int) *world.Object {
	for _, group := range to {
		for _, r := range op.Where(ec2.SecurityGroupRule, "securityGroupId", group) {
			protocol := r.Str("protocol")
			if r.Str("type") != "ingress" || protocol != "-1" && protocol != "all" &&
				(protocol != "tcp" || port < r.Int("fromPort") || port > r.Int("toPort")) {
				continue
			}
			for _, peer := range from {
				if r.Str("sourceSecurityGroupId") == peer || r.Bool("self") && peer == group {
					return r
				}
			}
		}
	}
	return nil
}

// nodesServices: pods reach Services, the API server's own among them, through
// kube-proxy on their node. Its add-on without preserve takes the DaemonSet
// away, and pods that still run (the EBS CSI controller deletes volumes until
// its node goes) can no longer call the API server.
var nodesServices = world.Need{
	ID: "eks/kube-proxy-serves-nodes", Source: "Kubernetes, Virtual IPs and Service Proxies; EKS user guide, Manage kube-proxy",
	Find: func(op *world.Op) ([]*world.Object, error) {
		cluster := clusterOf(op)
		managed := addonOf(op, cluster, KubeProxy)
		if managed == nil && selfManaged(op, cluster, KubeProxy) == nil {
			return nil, unjoined("the cluster has no kube-proxy")
		}
		return distinct(managed), nil
	},
	Lost: "%s is deleted while %s needs it to reach Services", UnlessMet: true,
	Spared: func(op *world.Op, _ *world.Object) bool { return op.Object.Bool("preserve") }, // its pods stay
}
