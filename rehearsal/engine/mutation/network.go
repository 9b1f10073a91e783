package mutation

var network = []Mutation{
	{Name: "subnet outside the VPC", Type: "Subnet", On: "public-eu-central-1a", Do: set("10.9.0.0/24", "cidrBlock"), Wants: "InvalidSubnet.Range"},
	{Name: "two subnets overlap", Type: "Subnet", On: "public-eu-central-1b", Do: set("10.1.0.128/25", "cidrBlock"), Wants: "InvalidSubnet.Conflict"},
	{Name: "NAT gateway without a way to the internet", Type: "Route", On: "public", Do: set("10.200.0.0/16", "destinationCidrBlock"), Wants: "internet"},
	{Name: "NAT gateway in a private subnet", Type: "NatGateway", On: "nat-eu-central-1a", Do: setID("Subnet::private-eu-central-1a", false, "subnetId"), Wants: "internet"},
	{Name: "one address too many", Type: "Eip", On: "nat-eu-central-1a", Do: unset("tags"), Copies: 3, Wants: "AddressLimitExceeded"},
	{Name: "NAT gateways share an address", Type: "NatGateway", On: "nat-eu-central-1b", Do: set("eipalloc-0", "allocationId"), Wants: "InvalidAllocationID.NotFound"},
	{Name: "private route leads to the internet gateway", Type: "Route", On: "private-eu-central-1a", Do: rename("natGatewayId", "gatewayId"), Wants: "InvalidInternetGatewayID.NotFound"},
	{Name: "private subnet's default route missing", Type: "Route", On: "private-eu-central-1a", Do: set("192.0.2.0/24", "destinationCidrBlock"), Wants: "NodeCreationFailure"},
	{Name: "default route missing where no nodes are", Type: "Route", On: "private-eu-central-1c", Do: set("192.0.2.0/24", "destinationCidrBlock"), Wants: "ec2/subnet-leads-to-the-internet"},
	{Name: "a zone leaves through another's gateway", Type: "Route", On: "private-eu-central-1c", Do: setID("NatGateway::nat-eu-central-1a", false, "natGatewayId"), Wants: "ec2/subnet-uses-gateway-of-its-zone"},
	{Name: "association to no table", Type: "RouteTableAssociation", On: "private-eu-central-1a", Do: set("rtb-0", "routeTableId"), Wants: "InvalidRouteTableID.NotFound"},
}
