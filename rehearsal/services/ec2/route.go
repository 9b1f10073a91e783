package ec2

import (
	"net/netip"

	"eks-elk/rehearsal/world"
)

func route() *world.ResourceType {
	own := toRouteTable("routeTableId")
	own.Loose = true // DeleteRouteTable takes its routes along
	return &world.ResourceType{
		Token: Route, Title: "route", Service: "EC2",
		Refs:     []world.Ref{own, toNATGateway("natGatewayId"), toInternetGateway("gatewayId")},
		Needs:    []world.Need{routeNeedsAttachment},
		OnCreate: []world.Rule{routeSound, routeOnce, routeGateway},
		OnUpdate: []world.Rule{routeSound, routeGateway},
		ID:       func(op *world.Op) string { return "r-" + op.Str("routeTableId") + op.Hex(10) },
		Outputs: func(op *world.Op) error {
			op.Set("origin", "CreateRoute")
			op.Set("state", "active")
			return nil
		},
	}
}

// routeNeedsAttachment: a gateway of a VPC's routes is attached to that VPC.
var routeNeedsAttachment = world.Need{
	ID: "ec2/route-needs-attached-gateway", Source: "EC2 API CreateRoute: the internet gateway must be attached to the route table's VPC",
	Find: func(op *world.Op) ([]*world.Object, error) {
		id := op.Str("gatewayId")
		if id == "" || op.Find("", id, InternetGateway) == nil {
			return nil, nil
		}
		vpc := op.Find("", op.Str("routeTableId"), RouteTable).Str("vpcId")
		at := attached(op, vpc)
		if at == nil || at.ID != id {
			return nil, notAttached(op.Str("routeTableId"), id)
		}
		return []*world.Object{at}, nil
	},
	Outlive: nil, // EC2 lets the gateway go and leaves the route a black hole.
}

func notAttached(table, gateway string) error {
	return world.Refuse("EC2", "InvalidParameterValue", "route table %s and network gateway %s belong to different networks", table, gateway)
}

// routeSound looks at one route's own properties.
var routeSound = world.Rule{
	ID: "ec2/route-destination", Source: "EC2 API CreateRoute: the destination is a CIDR block without bits of a host",
	Test: func(op *world.Op) error {
		return destination(op.Str("destinationCidrBlock"), op.Str("destinationIpv6CidrBlock")+op.Str("destinationPrefixListId"))
	},
}

func destination(cidr, other string) error {
	if cidr == "" && other != "" {
		return nil
	}
	if p, err := netip.ParsePrefix(cidr); err != nil || p.Masked() != p {
		return world.Refuse("EC2", "InvalidParameterValue",
			"Value (%s) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.", cidr)
	}
	return nil
}

var routeOnce = world.Rule{
	ID:     "ec2/one-route-per-destination",
	Source: "EC2 API CreateRoute: RouteAlreadyExists; with provider aws_route a second default route fails the same way",
	Test: func(op *world.Op) error {
		to := op.Str("destinationCidrBlock")
		if to == "" {
			return nil
		}
		for _, other := range op.Where(Route, "routeTableId", op.Str("routeTableId")) {
			if other.Str("destinationCidrBlock") == to {
				return world.Refuse("EC2", "RouteAlreadyExists", "The route identified by %s already exists.", to)
			}
		}
		return nil
	},
}

var routeGateway = world.Rule{
	ID: "ec2/route-target-of-same-vpc", Source: "EC2 API CreateRoute: the NAT gateway must be in the route table's VPC",
	Test: func(op *world.Op) error {
		nat := op.Find("", op.Str("natGatewayId"), NATGateway)
		if nat == nil {
			return nil
		}
		table := op.Find("", op.Str("routeTableId"), RouteTable)
		if op.Find("", nat.Str("subnetId"), Subnet).Str("vpcId") != table.Str("vpcId") {
			return notAttached(table.ID, nat.ID)
		}
		return nil
	},
}
