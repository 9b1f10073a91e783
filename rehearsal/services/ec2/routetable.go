package ec2

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func routeTable() *world.ResourceType {
	return &world.ResourceType{
		Token: RouteTable, Title: "routeTable", Service: "EC2", IDPrefix: "rtb-", ARN: "ec2:route-table/",
		Refs:  []world.Ref{inVPC()},
		Check: []world.Check{routesApart},
		Gone:  taken(Route, "routeTableId"),
	}
}

// routesApart: the world knows a route as a resource of its own alone.
var routesApart = world.Check{
	Rule:   "ec2/routes-apart-from-their-table",
	Source: "provider aws_route_table: routes within a table and aws_route conflict; the stack makes the latter",
	Test: func(in resource.PropertyMap) (string, string) {
		if _, inline := in["routes"]; inline {
			return "routes", "the simulated cloud knows no routes within a route table: make each an aws.ec2.Route"
		}
		return "", ""
	},
}

func routeTableAssociation() *world.ResourceType {
	inSubnet := InSubnet("subnetId")
	inSubnet.Loose = true // DeleteSubnet takes the association along
	return &world.ResourceType{
		Token: RouteTableAssociation, Title: "route table association", Service: "EC2", IDPrefix: "rtbassoc-",
		Refs:     []world.Ref{inSubnet, toRouteTable("routeTableId"), toInternetGateway("gatewayId")},
		OnCreate: []world.Rule{associatedOnce, sameVPC},
		OnUpdate: []world.Rule{sameVPC},
	}
}

var associatedOnce = world.Rule{
	ID: "ec2/subnet-has-one-route-table", Source: "VPC user guide, Subnet route tables: a subnet is associated with one route table at a time",
	Test: func(op *world.Op) error {
		for _, property := range []string{"subnetId", "gatewayId"} {
			if id := op.Str(property); id != "" && len(op.Where(RouteTableAssociation, property, id)) > 0 {
				return world.Refuse("EC2", "Resource.AlreadyAssociated",
					"the specified association for route table %s conflicts with an existing association", op.Str("routeTableId"))
			}
		}
		return nil
	},
}

var sameVPC = world.Rule{
	ID: "ec2/route-table-of-same-vpc", Source: "EC2 API AssociateRouteTable: the route table and the subnet must be in the same VPC",
	Test: func(op *world.Op) error {
		table := op.Find("", op.Str("routeTableId"), RouteTable)
		vpc := op.Str("vpcId")
		if s := op.Find("", op.Str("subnetId"), Subnet); s != nil {
			vpc = s.Str("vpcId")
		}
		if vpc != "" && table.Str("vpcId") != vpc {
			return world.Refuse("EC2", "InvalidParameterValue", "Route table %s and network %s belong to different networks", table.ID, vpc)
		}
		return nil
	},
}
