package ec2

import (
	"fmt"

	"eks-elk/rehearsal/world"
)

// Egress is a subnet's route to the internet.
type Egress struct {
	Path   []*world.Object // what it leads over: association, routes, NAT gateway, internet gateway
	Public bool            // straight through an internet gateway
}

// InternetRoute follows a subnet's default route to an attached internet gateway, over
// a NAT gateway or straight. problem says where it ends too early.
// Source: VPC user guide, Route tables, NAT gateway basics.
func InternetRoute(op *world.Op, subnet *world.Object) (e Egress, problem string) {
	return routeToInternet(op, subnet, true)
}

// routeToInternet follows one NAT gateway at most: one behind another leads nowhere.
func routeToInternet(op *world.Op, subnet *world.Object, mayTranslate bool) (e Egress, problem string) {
	table, association := tableOf(op, subnet)
	if association != nil {
		e.Path = append(e.Path, association)
	}
	target, by := defaultRoute(op, table)
	if by == nil {
		return e, fmt.Sprintf("the %s, which %s uses, has no route to 0.0.0.0/0", tableCalled(op, table), subnet)
	}
	e.Path = append(e.Path, by)
	switch target.Type.Token {
	case InternetGateway:
		at := attached(op, subnet.Str("vpcId"))
		if at == nil || at.ID != target.ID {
			return e, fmt.Sprintf("the internet gateway %s is not attached to the subnet's VPC", called(target))
		}
		e.Path, e.Public = append(e.Path, at), true
		return e, ""
	default:
		e.Path = append(e.Path, target)
		if target.Str("connectivityType") == "private" {
			return e, fmt.Sprintf("the NAT gateway %s is a private one", called(target))
		}
		own := findSubnet(op, target.Str("subnetId"))
		if own == nil || !mayTranslate {
			return e, fmt.Sprintf("the NAT gateway %s is behind another NAT gateway", called(target))
		}
		onward, problem := routeToInternet(op, own, false)
		e.Path = append(e.Path, onward.Path...)
		if problem != "" {
			problem = fmt.Sprintf("the NAT gateway %s is in a private subnet, %s: %s", called(target), called(own), problem)
		}
		return e, problem
	}
}

// tableCalled is what a person calls a route table: by its logical name, or the
// VPC's where EC2 made it.
func tableCalled(op *world.Op, id string) string {
	if v := op.Find("mainRouteTableId", id, VPC); v != nil {
		return "main route table of the VPC " + called(v)
	}
	if o := op.Find("", id, RouteTable); o != nil {
		return "route table " + called(o)
	}
	return "route table " + id
}

// called is the logical name, or the id of what is not the stack's.
func called(o *world.Object) string {
	if o.Name == "" {
		return o.ID
	}
	return o.Name
}

// tableOf returns the id of the route table that a subnet uses, and the
// association that says so: none for the VPC's main table.
func tableOf(op *world.Op, subnet *world.Object) (table string, association *world.Object) {
	if a := op.Where(RouteTableAssociation, "subnetId", subnet.ID); len(a) > 0 {
		return a[0].Str("routeTableId"), a[0]
	}
	if v := op.Find("", subnet.Str("vpcId"), VPC); v != nil {
		return v.Str("mainRouteTableId"), nil
	}
	return "", nil
}

// defaultRoute returns where a table's route to 0.0.0.0/0 leads and which
// object holds it; nil where there is none or its target is gone.
func defaultRoute(op *world.Op, table string) (target, by *world.Object) {
	for _, r := range op.Where(Route, "routeTableId", table) {
		if r.Str("destinationCidrBlock") == "0.0.0.0/0" {
			if to := op.Find("", r.Str("natGatewayId")+r.Str("gatewayId"), NATGateway, InternetGateway); to != nil {
				return to, r
			}
		}
	}
	return nil, nil
}
