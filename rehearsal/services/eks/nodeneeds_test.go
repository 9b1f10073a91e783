package eks_test

import (
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
)

// nodesRefused breaks something and wants no node group to come up.
func nodesRefused(t *testing.T, code, rule string, spoil func(a *awstest.Account, p *awstest.Plane)) {
	t.Helper()
	a := awstest.New(t)
	p := a.Plane()
	spoil(a, p)
	a.Refused(eks.NodeGroupType, "default", p.NodesIn(), code, rule)
}

// nodesLost takes something away under living nodes and wants a violation.
func nodesLost(t *testing.T, rule string, pick func(p *awstest.Plane) awstest.Thing) {
	t.Helper()
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	a.Needs(nodes, pick(p), rule)
	a.Clean()
	a.Dropped(pick(p))
	a.Violated(rule)
}

func TestNodesReachTheInternet(t *testing.T) {
	const rule = "eks/nodes-reach-the-internet"
	for _, pick := range []func(p *awstest.Plane) awstest.Thing{
		func(p *awstest.Plane) awstest.Thing { return p.Network.Routes[1] },
		func(p *awstest.Plane) awstest.Thing { return p.Network.Associations[0] },
		func(p *awstest.Plane) awstest.Thing { return p.Network.NATs[1] },
		func(p *awstest.Plane) awstest.Thing { return p.Network.PublicRoute },
		func(p *awstest.Plane) awstest.Thing { return p.Network.PublicAssociations[1] },
	} {
		nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) { a.Dropped(pick(p)) })
		nodesLost(t, rule, pick)
	}
}

func TestNodesBehindANATGatewayInAPrivateSubnetDoNotJoin(t *testing.T) {
	nodesRefused(t, "NodeCreationFailure", "eks/nodes-reach-the-internet", func(a *awstest.Account, p *awstest.Plane) {
		n := p.Network
		a.Dropped(n.Routes[0], n.NATs[0])
		inside := a.Make(ec2.NATGateway, "inside", in{"subnetId": n.Private[1].ID, "allocationId": n.EIPs[0].ID})
		a.Make(ec2.Route, "inside", in{"routeTableId": n.Tables[0].ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": inside.ID})
	})
}

func TestNodesNeedTheirPolicies(t *testing.T) {
	const rule = "eks/node-role-has-policies"
	for i := range 2 {
		pick := func(p *awstest.Plane) awstest.Thing { return p.NodePolicies[i] }
		nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) { a.Dropped(pick(p)) })
		nodesLost(t, rule, pick)
	}
	nodesRefused(t, "InvalidParameterException", rule, func(a *awstest.Account, p *awstest.Plane) {
		p.NodeRole, _ = a.Role("wrong", "eks.amazonaws.com", "AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryReadOnly")
	})
	nodesRefused(t, "InvalidParameterException", rule, func(a *awstest.Account, p *awstest.Plane) {
		a.Dropped(p.NodePolicies...)
		a.Dropped(p.NodeRole)
	})
}

func TestNodesNeedACNI(t *testing.T) {
	const rule = "eks/cni-before-nodes"
	nodesLost(t, rule, func(p *awstest.Plane) awstest.Thing { return p.CNIPolicy })
	nodesLost(t, rule, func(p *awstest.Plane) awstest.Thing { return p.OIDC })
	nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) { a.Dropped(p.CNIPolicy) })
	nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) { a.Dropped(p.OIDC) })
	nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) {
		if _, err := a.Change(p.CNI, in{"preserve": nil}); err != nil {
			t.Fatal(err)
		}
		a.Dropped(p.CNI)
	})
	nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) {
		a.Dropped(p.CNI) // preserved, on the node role, which has no such policy
	})
}

func TestTheSelfManagedCNIUsesTheNodeRole(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	a.Dropped(p.CNI)
	a.Attach(p.NodeRole, "AmazonEKS_CNI_Policy")
	a.Nodes(p)
	a.Clean()
	// Made now, the managed one comes too late.
	a.Make(eks.AddonType, "vpc-cni", p.CNI.In)
	a.Violated("eks/cni-before-nodes")
}

func TestACNIGoneUnderItsNodesLeavesInterfaces(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	cni, err := a.Change(p.CNI, in{"preserve": false})
	if err != nil {
		t.Fatal(err)
	}
	nodes := a.Nodes(p)
	a.Dropped(cni)
	a.Violated("eks/cni-before-nodes")
	a.Dropped(nodes, p.Cluster)
	a.Kept(p.Network.Private[0], "DependencyViolation", "ec2/subnet-empty-when-deleted")
}

func TestAPreservedCNIGoesWithItsNodes(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	nodes := a.Nodes(p)
	a.Dropped(p.CNI, nodes, p.Cluster, p.Network.Associations[0], p.Network.Private[0])
	a.Clean()
}

func TestAnInterfaceStaysNowAndThen(t *testing.T) {
	a := awstest.New(t)
	a.W.Lapses = map[string]bool{world.LeftInterfaces: true}
	p := a.Plane()
	nodes := a.Nodes(p)
	a.Dropped(p.CNI, nodes, p.Cluster)
	a.Kept(p.Network.Private[0], "DependencyViolation", "ec2/subnet-empty-when-deleted")
	left := map[string]int{}
	for _, o := range a.W.Left() {
		if o.Owner == "vpc-cni" || o.Owner == eks.Owner {
			left[o.Type.Title]++
		}
	}
	if len(left) != 2 || left["network interface"] != 1 || left["security group"] != 1 {
		t.Errorf("left are %v, want an interface and the group that it holds", left)
	}
}

func TestAWSAuthBeforeNodes(t *testing.T) {
	const rule = "eks/aws-auth-before-nodes"
	nodesLost(t, rule, func(p *awstest.Plane) awstest.Thing { return p.Auth })

	a := awstest.New(t)
	p := a.Plane()
	a.Dropped(p.Auth)
	a.Nodes(p)
	for _, o := range a.W.Objects("kubernetes:core/v1:ConfigMap") {
		if o.ID == "kube-system/aws-auth" && o.Owner == eks.Owner && o.Session.Server == p.Cluster.Str("endpoint") {
			return
		}
	}
	t.Error("EKS made no aws-auth of its own")
}

func TestAWSAuthMapsTheNodesRole(t *testing.T) {
	const rule = "eks/aws-auth-before-nodes"
	for _, groups := range []string{"[]", "[system:nodes]"} {
		a := awstest.New(t)
		p := a.Plane()
		if _, err := a.Change(p.Auth, awstest.AuthIn(groups)); err != nil {
			t.Fatal(err)
		}
		a.Clean()
		a.Nodes(p) // EKS completes it
		a.Violated(rule)
	}
	a := awstest.New(t)
	p := a.Plane()
	a.Nodes(p)
	a.Clean()
	if _, err := a.Change(p.Auth, in{"data": map[string]any{"mapRoles": "[]"}}); err != nil {
		t.Fatal(err)
	}
	a.Violated(rule)
}

func TestNodesReachAPublicEndpoint(t *testing.T) {
	const rule = "eks/nodes-reach-the-endpoint"
	shut := func(a *awstest.Account, p *awstest.Plane, cidr string) {
		if _, err := a.Change(p.Cluster,
			vpcConfig(in{"vpcConfig": p.Cluster.In["vpcConfig"]},
				in{"endpointPrivateAccess": false, "publicAccessCidrs": []any{cidr}})); err != nil {
			t.Fatal(err)
		}
	}
	nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) { shut(a, p, "198.51.100.0/24") })
	a := awstest.New(t)
	p := a.Plane()
	shut(a, p, "198.18.0.0/16") // where the NAT gateways' addresses are
	a.Needs(a.Nodes(p), p.Network.NATs[0], rule)
}

func TestNodesAndControlPlaneReachEachOther(t *testing.T) {
	const rule = "eks/nodes-and-control-plane-connected"
	a := awstest.New(t)
	p := a.Plane()
	group := a.Make(ec2.SecurityGroup, "nodes", in{"vpcId": p.Network.VPC.ID})
	template := a.Make(ec2.LaunchTemplate, "nodes", in{"name": "nodes", "vpcSecurityGroupIds": []any{group.ID}})
	own := p.NodesIn().With(in{"launchTemplate": map[string]any{"id": template.ID, "version": "1"}})
	plane := p.Cluster.Str("vpcConfig.clusterSecurityGroupId")
	a.Refused(eks.NodeGroupType, "default", own, "NodeCreationFailure", "eks/nodes-reach-the-internet")
	out := a.Make(ec2.SecurityGroupRule, "out",
		in{"securityGroupId": group.ID, "type": "egress", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": []any{"0.0.0.0/0"}})
	a.Refused(eks.NodeGroupType, "default", own, "NodeCreationFailure", rule)
	up := a.Make(ec2.SecurityGroupRule, "up",
		in{"securityGroupId": plane, "type": "ingress", "protocol": "tcp", "fromPort": 443, "toPort": 443, "sourceSecurityGroupId": group.ID})
	a.Refused(eks.NodeGroupType, "default", own, "NodeCreationFailure", rule)
	down := a.Make(ec2.SecurityGroupRule, "down",
		in{"securityGroupId": group.ID, "type": "ingress", "protocol": "tcp", "fromPort": 1025, "toPort": 65535, "sourceSecurityGroupId": plane})
	nodes := a.Make(eks.NodeGroupType, "default", own)
	a.Needs(nodes, up, rule)
	a.Needs(nodes, down, rule)
	a.Needs(nodes, out, "eks/nodes-reach-the-internet")
	a.Kept(group, "DependencyViolation", "ec2/security-group-unused-when-deleted")
	a.Dropped(down)
	a.Violated(rule)
	a.Dropped(out)
	a.Violated("eks/nodes-reach-the-internet")
}

// A group says in its own rules, too, what egress it allows.
func TestNodesOfAGroupThatLetsThemOut(t *testing.T) {
	for port, fine := range map[int]bool{443: true, 80: false} {
		a := awstest.New(t)
		p := a.Plane()
		group := a.Make(ec2.SecurityGroup, "nodes", in{"vpcId": p.Network.VPC.ID, "egress": []any{map[string]any{
			"protocol": "tcp", "fromPort": port, "toPort": port, "cidrBlocks": []any{"0.0.0.0/0"}}}})
		a.Ask(func(op *world.Op) {
			if _, problem := ec2.AllowsEgress(op, []string{group.ID}, 443); (problem == "") != fine {
				t.Errorf("egress on %d: %q", port, problem)
			}
		})
	}
}

func TestNodesNeedKubeProxyUntilTheyAreGone(t *testing.T) {
	const rule = "eks/kube-proxy-serves-nodes"
	for _, preserve := range []bool{false, true} {
		a := awstest.New(t)
		p := a.Plane()
		proxy := a.Make(eks.AddonType, "kube-proxy", in{
			"clusterName": p.Cluster.ID, "addonName": "kube-proxy", "resolveConflicts": "OVERWRITE", "preserve": preserve,
		})
		a.Needs(a.Nodes(p), proxy, rule)
		a.Clean()
		a.Dropped(proxy)
		if preserve {
			a.Clean() // its pods stay
		} else {
			a.Violated(rule)
		}
	}
}
