package ec2

import "eks-elk/rehearsal/world"

// subnetsSettled looks at the route of every subnet to the internet when the whole network is
// there. Nothing may be in a subnet yet; what comes into it later is lost.
func subnetsSettled(op *world.Op) {
	for _, subnet := range op.List(Subnet) {
		subnetSettled(op.As(subnet))
	}
}

func subnetSettled(op *world.Op) {
	gateways := natGatewaysOf(op, op.Str("vpcId"))
	if len(gateways) == 0 {
		return
	}
	zone := op.Str("availabilityZone")
	way, problem := InternetRoute(op, op.Object)
	if problem != "" {
		op.Violate("ec2/subnet-leads-to-the-internet", "%s leads nowhere although its VPC has NAT gateways: %s", op.Object, problem)
		return
	}
	for _, o := range way.Path {
		if o.Type.Token != NATGateway || len(gateways) == 1 {
			continue
		}
		if own := findSubnet(op, o.Str("subnetId")); own != nil && own.Str("availabilityZone") != zone {
			op.Violate("ec2/subnet-uses-gateway-of-its-zone",
				"%s in %s reaches the internet through %s in %s, although the VPC has %d NAT gateways: it loses the internet with the other zone, "+
					"and pays for the traffic between the zones",
				op.Object, zone, o, own.Str("availabilityZone"), len(gateways))
		}
	}
}

// natGatewaysOf returns the NAT gateways of a VPC that lead to the internet.
func natGatewaysOf(op *world.Op, vpc string) []*world.Object {
	var out []*world.Object
	for _, g := range op.List(NATGateway) {
		if s := findSubnet(op, g.Str("subnetId")); s != nil && s.Str("vpcId") == vpc && g.Str("connectivityType") != "private" {
			out = append(out, g)
		}
	}
	return out
}

// findSubnet finds the operation's own subnet as well.
func findSubnet(op *world.Op, id string) *world.Object {
	if op.Object.ID == id {
		return op.Object
	}
	return op.Find("", id, Subnet)
}
