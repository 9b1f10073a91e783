package awstest

import (
	"fmt"
	"slices"

	"eks-elk/rehearsal/services/ec2"
)

// Network is a VPC of two zones, with a NAT gateway in each.
type Network struct {
	VPC, Gateway, PublicTable, PublicRoute Thing
	Public, Private                        []Thing
	PublicAssociations                     []Thing
	EIPs, NATs, Tables, Routes             []Thing
	Associations                           []Thing
}

// VPCIn is what the test VPC is made from.
var VPCIn = In{"cidrBlock": "10.1.0.0/16", "enableDnsHostnames": true, "enableDnsSupport": true}

// Network makes the network.
func (a *Account) Network() *Network {
	a.t.Helper()
	n := &Network{VPC: a.Make(ec2.VPC, "vpc", VPCIn)}
	vpc := n.VPC.ID
	n.Gateway = a.Make(ec2.InternetGateway, "internet", In{"vpcId": vpc})
	n.PublicTable = a.Make(ec2.RouteTable, "public", In{"vpcId": vpc})
	n.PublicRoute = a.Make(ec2.Route, "public",
		In{"routeTableId": n.PublicTable.ID, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": n.Gateway.ID})
	for i, letter := range []string{"a", "b"} {
		zone := a.Session.Region + letter
		public := a.Make(ec2.Subnet, "public-"+zone, In{"vpcId": vpc, "cidrBlock": fmt.Sprintf("10.1.%d.0/24", i), "availabilityZone": zone})
		private := a.Make(ec2.Subnet, "private-"+zone,
			In{"vpcId": vpc, "cidrBlock": fmt.Sprintf("10.1.%d.0/20", 64+16*i), "availabilityZone": zone})
		eip := a.Make(ec2.EIP, "nat-"+zone, In{"vpc": true})
		nat := a.Make(ec2.NATGateway, "nat-"+zone, In{"subnetId": public.ID, "allocationId": eip.ID})
		table := a.Make(ec2.RouteTable, "private-"+zone, In{"vpcId": vpc})
		n.Public, n.Private = append(n.Public, public), append(n.Private, private)
		n.EIPs, n.NATs, n.Tables = append(n.EIPs, eip), append(n.NATs, nat), append(n.Tables, table)
		n.PublicAssociations = append(n.PublicAssociations,
			a.Make(ec2.RouteTableAssociation, "public-"+zone, In{"subnetId": public.ID, "routeTableId": n.PublicTable.ID}))
		n.Associations = append(n.Associations,
			a.Make(ec2.RouteTableAssociation, "private-"+zone, In{"subnetId": private.ID, "routeTableId": table.ID}))
		n.Routes = append(n.Routes, a.Make(ec2.Route, "private-"+zone,
			In{"routeTableId": table.ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": nat.ID}))
	}
	return n
}

// Things returns the network's parts in the order of a careful destroy.
func (n *Network) Things() []Thing {
	return slices.Concat(n.Routes, n.Associations, n.PublicAssociations, []Thing{n.PublicRoute}, n.Tables, []Thing{n.PublicTable},
		n.NATs, n.EIPs, n.Private, n.Public, []Thing{n.Gateway, n.VPC})
}

// IDs returns the ids of things.
func IDs(things []Thing) []any {
	var out []any
	for _, x := range things {
		out = append(out, x.ID)
	}
	return out
}
