package ec2_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

func TestRouteRules(t *testing.T) {
	a := awstest.New(t)
	n := a.Network()
	table := a.Make(ec2.RouteTable, "spare", in{"vpcId": n.VPC.ID})
	sound := in{"routeTableId": table.ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": n.NATs[0].ID}
	other := a.Make(ec2.VPC, "other", awstest.VPCIn)
	foreign := a.Make(ec2.RouteTable, "foreign", in{"vpcId": other.ID})
	loose := a.Make(ec2.InternetGateway, "loose", in{})
	for _, c := range []struct {
		changes    in
		code, rule string
	}{
		{in{"routeTableId": "rtb-0"}, "InvalidRouteTableID.NotFound", "route/routeTableId-exists"},
		{in{"natGatewayId": "nat-0"}, "InvalidNatGatewayID.NotFound", "route/natGatewayId-exists"},
		{in{"natGatewayId": nil, "gatewayId": "igw-0"}, "InvalidInternetGatewayID.NotFound", "route/gatewayId-exists"},
		{in{"destinationCidrBlock": "everywhere"}, "InvalidParameterValue", "ec2/route-destination"},
		{in{"natGatewayId": nil, "gatewayId": loose.ID}, "InvalidParameterValue", "ec2/route-needs-attached-gateway"},
		{in{"routeTableId": foreign.ID}, "InvalidParameterValue", "ec2/route-target-of-same-vpc"},
		{in{"routeTableId": n.Tables[0].ID}, "RouteAlreadyExists", "ec2/one-route-per-destination"},
	} {
		a.Refused(ec2.Route, "r", sound.With(c.changes), c.code, c.rule)
	}
	route := a.Make(ec2.Route, "r", sound)
	a.Needs(n.PublicRoute, n.Gateway, "ec2/route-needs-attached-gateway")
	if _, err := a.Change(route, in{"natGatewayId": n.NATs[1].ID}); err != nil {
		t.Errorf("another target: %v", err)
	}
}

func TestAssociationRules(t *testing.T) {
	a := awstest.New(t)
	n := a.Network()
	sound := in{"subnetId": n.Private[0].ID, "routeTableId": n.Tables[0].ID}
	a.Refused(ec2.RouteTableAssociation, "again", sound, "Resource.AlreadyAssociated", "ec2/subnet-has-one-route-table")
	a.Refused(ec2.RouteTableAssociation, "lost", sound.With(in{"routeTableId": "rtb-0"}), "InvalidRouteTableID.NotFound",
		"route table association/routeTableId-exists")
	a.Refused(ec2.RouteTableAssociation, "lost", sound.With(in{"subnetId": "subnet-0"}), "InvalidSubnetID.NotFound",
		"route table association/subnetId-exists")
	other := a.Make(ec2.VPC, "other", awstest.VPCIn)
	foreign := a.Make(ec2.RouteTable, "foreign", in{"vpcId": other.ID})
	spare := a.Make(ec2.Subnet, "spare", in{"vpcId": n.VPC.ID, "cidrBlock": "10.1.200.0/24"})
	a.Refused(ec2.RouteTableAssociation, "foreign", in{"subnetId": spare.ID, "routeTableId": foreign.ID}, "InvalidParameterValue",
		"ec2/route-table-of-same-vpc")
	if _, err := a.Change(n.Associations[0], in{"routeTableId": n.Tables[1].ID}); err != nil {
		t.Errorf("another table: %v", err)
	}
}

// way asks the world for a subnet's route to the internet, as a node group does.
func way(t *testing.T, a *awstest.Account, subnet awstest.Thing) (ec2.Egress, string) {
	t.Helper()
	var e ec2.Egress
	var problem string
	a.Ask(func(op *world.Op) { e, problem = ec2.InternetRoute(op, op.Find("", subnet.ID, ec2.Subnet)) })
	return e, problem
}

func TestTheInternetRouteOfASubnet(t *testing.T) {
	a := awstest.New(t)
	n := a.Network()
	if e, problem := way(t, a, n.Public[0]); problem != "" || !e.Public || len(e.Path) != 3 {
		t.Errorf("public: %v %q", e, problem)
	}
	if e, problem := way(t, a, n.Private[0]); problem != "" || e.Public || len(e.Path) != 6 {
		t.Errorf("private: %v %q", e, problem)
	}
	for _, c := range []struct {
		name, want string
		spoil      func(a *awstest.Account, n *awstest.Network)
	}{
		{"no association", "no route to 0.0.0.0/0", func(a *awstest.Account, n *awstest.Network) { a.Dropped(n.Associations[0]) }},
		{"no route", "no route to 0.0.0.0/0", func(a *awstest.Account, n *awstest.Network) { a.Dropped(n.Routes[0]) }},
		{"no gateway", "no route to 0.0.0.0/0", func(a *awstest.Account, n *awstest.Network) { a.Dropped(n.NATs[0]) }},
		{"NAT gateway without a route to the internet", "is in a private subnet",
			func(a *awstest.Account, n *awstest.Network) { a.Dropped(n.PublicAssociations[0]) }},
	} {
		a := awstest.New(t)
		n := a.Network()
		c.spoil(a, n)
		if _, problem := way(t, a, n.Private[0]); !strings.Contains(problem, c.want) {
			t.Errorf("%s: %q", c.name, problem)
		}
	}
}

func TestANATGatewayBehindAnotherLeadsNowhere(t *testing.T) {
	a := awstest.New(t)
	n := a.Network()
	a.Dropped(n.PublicAssociations[0])
	behind := a.Make(ec2.RouteTable, "behind", in{"vpcId": n.VPC.ID})
	a.Make(ec2.Route, "behind", in{"routeTableId": behind.ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": n.NATs[1].ID})
	a.Make(ec2.RouteTableAssociation, "behind", in{"subnetId": n.Public[0].ID, "routeTableId": behind.ID})
	if _, problem := way(t, a, n.Private[0]); !strings.Contains(problem, "behind another NAT gateway") {
		t.Errorf("%q", problem)
	}
}

func TestTheMainTableServesSubnetsWithoutOne(t *testing.T) {
	a := awstest.New(t)
	n := a.Network()
	spare := a.Make(ec2.Subnet, "spare", in{"vpcId": n.VPC.ID, "cidrBlock": "10.1.200.0/24"})
	if _, problem := way(t, a, spare); !strings.Contains(problem, "main route table of the VPC") {
		t.Errorf("%q", problem)
	}
	a.Make(ec2.Route, "main", in{"routeTableId": n.VPC.Str("mainRouteTableId"), "destinationCidrBlock": "0.0.0.0/0",
		"gatewayId": n.Gateway.ID})
	if e, problem := way(t, a, spare); problem != "" || !e.Public {
		t.Errorf("%v %q", e, problem)
	}
}
