package ec2

import (
	"time"

	"eks-elk/rehearsal/world"
)

func routeTable() *world.Kind {
	return &world.Kind{
		Type: RouteTable, Title: "routeTable", Service: "EC2", IDPrefix: "rtb-",
		Required: []string{"vpcId"},
		Replace:  []string{"vpcId"},
		Computed: []string{"arn", "ownerId", "routes", "propagatingVgws", "tagsAll"},
		Refs:     []world.Ref{inVPC()},
		Needs:    []world.Need{inlineTargets},
		OnCreate: []world.Rule{tableRoutes},
		OnUpdate: []world.Rule{tableRoutes},
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "route-table/"+op.Object.ID))
			op.Set("ownerId", op.Account())
			op.Default("routes", []any{})
			op.Default("propagatingVgws", []any{})
			op.SetTagsAll()
			return nil
		},
		Gone: func(op *world.Op) error {
			taken(op, Route, "routeTableId")
			return nil
		},
		Latency: world.Latency{Create: time.Second, Update: time.Second, Delete: time.Second},
	}
}

func routeTableAssociation() *world.Kind {
	inSubnet := InSubnet("subnetId")
	inSubnet.Loose = true // DeleteSubnet takes the association along
	return &world.Kind{
		Type: RouteTableAssociation, Title: "route table association", Service: "EC2", IDPrefix: "rtbassoc-",
		Required: []string{"routeTableId"},
		Replace:  []string{"subnetId", "gatewayId"},
		Refs:     []world.Ref{inSubnet, toRouteTable("routeTableId"), toInternetGateway("gatewayId")},
		OnCreate: []world.Rule{associatedOnce, sameVPC},
		OnUpdate: []world.Rule{sameVPC},
		Latency:  world.Latency{Create: time.Second, Update: time.Second, Delete: time.Second},
	}
}

func mainRouteTableAssociation() *world.Kind {
	return &world.Kind{
		Type: MainRouteTableAssociation, Title: "main route table association", Service: "EC2", IDPrefix: "rtbassoc-",
		Required: []string{"vpcId", "routeTableId"},
		Replace:  []string{"vpcId"},
		Computed: []string{"originalRouteTableId"},
		Refs:     []world.Ref{adoptedFrom(), toRouteTable("routeTableId")},
		OnCreate: []world.Rule{sameVPC},
		OnUpdate: []world.Rule{sameVPC},
		Outputs: func(op *world.Op) error {
			op.Default("originalRouteTableId", op.Find("", op.Str("vpcId"), VPC).Str("mainRouteTableId"))
			return nil
		},
		Latency: world.Latency{Create: time.Second, Update: time.Second, Delete: time.Second},
	}
}

var associatedOnce = world.Rule{
	ID:     "ec2/subnet-has-one-route-table",
	Source: "VPC user guide, Subnet route tables: a subnet is associated with one route table at a time",
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
	ID:     "ec2/route-table-of-same-vpc",
	Source: "EC2 API AssociateRouteTable: the route table and the subnet must be in the same VPC",
	Test: func(op *world.Op) error {
		table := op.Find("", op.Str("routeTableId"), RouteTable, DefaultRouteTable)
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
