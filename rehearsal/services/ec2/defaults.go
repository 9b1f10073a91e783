package ec2

import (
	"time"

	"eks-elk/rehearsal/world"
)

// What EC2 makes with a VPC is adopted, not made: deleting the resource leaves
// the thing as it is, and the VPC's deletion takes it along.

var adopting = world.Latency{Create: time.Second, Update: time.Second}

func defaultSecurityGroup() *world.Kind {
	return &world.Kind{
		Type: DefaultSecurityGroup, Title: "default security group", Service: "EC2",
		Replace:  []string{"vpcId"},
		Computed: []string{"arn", "ownerId", "description", "name", "namePrefix", "tagsAll"},
		Refs:     []world.Ref{adoptedFrom()},
		ID: func(op *world.Op) string {
			if v := op.Find("", op.Str("vpcId"), VPC); v != nil {
				return v.Str("defaultSecurityGroupId")
			}
			return ""
		},
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "security-group/"+op.Object.ID))
			op.Set("ownerId", op.Account())
			op.Set("name", "default")
			op.Set("namePrefix", "")
			op.Set("description", "default VPC security group")
			op.SetTagsAll()
			return nil
		},
		Latency: adopting,
	}
}

func defaultRouteTable() *world.Kind {
	return &world.Kind{
		Type: DefaultRouteTable, Title: "routeTable", Service: "EC2",
		Required: []string{"defaultRouteTableId"},
		Replace:  []string{"defaultRouteTableId"},
		Computed: []string{"arn", "ownerId", "vpcId", "routes", "tagsAll"},
		Refs: []world.Ref{{
			Property: "defaultRouteTableId", To: []string{RouteTable}, Loose: true,
			Code: "InvalidRouteTableID.NotFound", Message: "The routeTable ID '%s' does not exist",
		}},
		OnCreate: []world.Rule{tableRoutes},
		OnUpdate: []world.Rule{tableRoutes},
		ID:       func(op *world.Op) string { return op.Str("defaultRouteTableId") },
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "route-table/"+op.Object.ID))
			op.Set("ownerId", op.Account())
			op.Set("vpcId", op.Find("", op.Object.ID, RouteTable).Str("vpcId"))
			op.Default("routes", []any{})
			op.SetTagsAll()
			return nil
		},
		Latency: adopting,
	}
}

func defaultNetworkACL() *world.Kind {
	return &world.Kind{
		Type: DefaultNetworkACL, Title: "network ACL", Service: "EC2",
		Required: []string{"defaultNetworkAclId"},
		Replace:  []string{"defaultNetworkAclId"},
		Computed: []string{"arn", "ownerId", "vpcId", "tagsAll"},
		Refs: []world.Ref{{
			Property: "defaultNetworkAclId", To: []string{VPC}, By: "defaultNetworkAclId", Loose: true,
			Code: "InvalidNetworkAclID.NotFound", Message: "The networkAcl ID '%s' does not exist",
		}},
		ID: func(op *world.Op) string { return op.Str("defaultNetworkAclId") },
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "network-acl/"+op.Object.ID))
			op.Set("ownerId", op.Account())
			op.Set("vpcId", op.Find("defaultNetworkAclId", op.Object.ID, VPC).ID)
			op.SetTagsAll()
			return nil
		},
		Latency: adopting,
	}
}
