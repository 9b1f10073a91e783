package mutation

var network = []Mutation{
	wrong("subnet outside the VPC", "Subnet", "public-eu-central-1a", set("10.9.0.0/24", "cidrBlock"), "InvalidSubnet.Range"),
	wrong("two subnets overlap", "Subnet", "public-eu-central-1b", set("10.1.0.128/25", "cidrBlock"), "InvalidSubnet.Conflict"),
	wrong("NAT gateway without a way to the internet", "Route", "public", set("10.200.0.0/16", "destinationCidrBlock"), "internet"),
	wrong("NAT gateway in a private subnet", "NatGateway", "nat-eu-central-1a",
		setID("Subnet::private-eu-central-1a", false, "subnetId"), "internet"),
	{Name: "one address too many", Type: "Eip", On: "nat-eu-central-1a", Do: unset("tags"), Copies: 3, Wants: "AddressLimitExceeded"},
	wrong("NAT gateways share an address", "NatGateway", "nat-eu-central-1b",
		set("eipalloc-0", "allocationId"), "InvalidAllocationID.NotFound"),
	wrong("private route leads to the internet gateway", "Route", "private-eu-central-1a",
		rename("natGatewayId", "gatewayId"), "InvalidInternetGatewayID.NotFound"),
	wrong("private subnet's default route missing", "Route", "private-eu-central-1a",
		set("192.0.2.0/24", "destinationCidrBlock"), "NodeCreationFailure"),
	wrong("default route missing where no nodes are", "Route", "private-eu-central-1c",
		set("192.0.2.0/24", "destinationCidrBlock"), "ec2/subnet-leads-to-the-internet"),
	wrong("a zone leaves through another's gateway", "Route", "private-eu-central-1c",
		setID("NatGateway::nat-eu-central-1a", false, "natGatewayId"), "ec2/subnet-uses-gateway-of-its-zone"),
	wrong("association to no table", "RouteTableAssociation", "private-eu-central-1a",
		set("rtb-0", "routeTableId"), "InvalidRouteTableID.NotFound"),
}
