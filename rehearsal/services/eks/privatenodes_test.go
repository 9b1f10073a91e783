package eks_test

import (
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
)

// private takes the NAT gateways away and leads to AWS's services by endpoints.
func private(a *awstest.Account, p *awstest.Plane, blocks string) map[string]awstest.Thing {
	n := p.Network
	a.Dropped(n.Routes...)
	a.Dropped(n.NATs...)
	group := a.Make(ec2.SecurityGroup, "endpoints", in{"vpcId": n.VPC.ID})
	a.Make(ec2.SecurityGroupRule, "endpoints", in{"securityGroupId": group.ID, "type": "ingress", "protocol": "tcp", "fromPort": 443, "toPort": 443,
		"cidrBlocks": []any{blocks}})
	out := map[string]awstest.Thing{"s3": a.Make(ec2.VPCEndpoint, "s3", in{"vpcId": n.VPC.ID, "serviceName": "com.amazonaws.eu-central-1.s3",
		"routeTableIds": awstest.IDs(n.Tables)})}
	for _, service := range []string{"ec2", "ecr.api", "ecr.dkr", "sts"} {
		out[service] = a.Make(ec2.VPCEndpoint, service, in{"vpcId": n.VPC.ID, "serviceName": "com.amazonaws.eu-central-1." + service,
			"vpcEndpointType": "Interface", "privateDnsEnabled": true, "subnetIds": awstest.IDs(n.Private), "securityGroupIds": []any{group.ID}})
	}
	return out
}

func TestNodesWithoutTheInternetHaveEndpoints(t *testing.T) {
	const rule = "eks/nodes-reach-the-internet"
	for _, service := range []string{"s3", "ec2", "ecr.api", "ecr.dkr", "sts"} {
		nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) {
			a.Dropped(private(a, p, "10.1.0.0/16")[service])
		})
	}
	nodesRefused(t, "NodeCreationFailure", rule, func(a *awstest.Account, p *awstest.Plane) { private(a, p, "10.9.0.0/16") })
	a := awstest.New(t)
	p := a.Plane()
	endpoints := private(a, p, "10.1.0.0/16")
	nodes := a.Nodes(p)
	a.Needs(nodes, endpoints["ecr.api"], rule)
	a.Clean()
	a.Kept(p.Network.Private[0], "DependencyViolation", "ec2/subnet-empty-when-deleted")
	a.Dropped(endpoints["sts"])
	a.Violated(rule)
}

func TestEndpointsAreOfAService(t *testing.T) {
	a := awstest.New(t)
	n := a.Network()
	of := func(service, typ string) in {
		return in{"vpcId": n.VPC.ID, "serviceName": "com.amazonaws.eu-central-1." + service, "vpcEndpointType": typ}
	}
	for _, wrong := range []in{of("ec2", "Gateway"), of("", "Interface"), of("s3", "Gateway").With(in{"serviceName": "com.amazonaws.us-east-1.s3"})} {
		a.Refused(ec2.VPCEndpoint, "x", wrong, "InvalidServiceName", "ec2/vpc-endpoint-service")
	}
	named := of("ec2", "Interface").With(in{"privateDnsEnabled": true})
	a.Make(ec2.VPCEndpoint, "ec2", named)
	a.Refused(ec2.VPCEndpoint, "again", named, "InvalidParameter", "ec2/vpc-endpoint-name-once")
	a.Checked(ec2.VPCEndpoint, in{"vpcId": n.VPC.ID}, "aws/inputs-fit-the-provider")
	if _, err := a.Change(n.VPC, in{"enableDnsHostnames": false}); err != nil {
		t.Fatal(err)
	}
	a.Refused(ec2.VPCEndpoint, "nameless", of("sts", "Interface").With(in{"privateDnsEnabled": true}), "InvalidParameter",
		"ec2/vpc-endpoint-name-once")
}
