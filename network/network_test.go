package network

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/cidrplan"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

const (
	vpcType         = "aws:ec2/vpc:Vpc"
	subnetType      = "aws:ec2/subnet:Subnet"
	gatewayType     = "aws:ec2/internetGateway:InternetGateway"
	eipType         = "aws:ec2/eip:Eip"
	natType         = "aws:ec2/natGateway:NatGateway"
	tableType       = "aws:ec2/routeTable:RouteTable"
	routeType       = "aws:ec2/route:Route"
	associationType = "aws:ec2/routeTableAssociation:RouteTableAssociation"
	flowLogType     = "aws:ec2/flowLog:FlowLog"
	policyType      = "aws:iam/rolePolicy:RolePolicy"
	roleType        = "aws:iam/role:Role"
	groupType       = "aws:cloudwatch/logGroup:LogGroup"
	endpointType    = "aws:ec2/vpcEndpoint:VpcEndpoint"
	ruleType        = "aws:ec2/securityGroupRule:SecurityGroupRule"
)

func threeZones(t *testing.T) *Args { return inZones(t, "x-1a", "x-1b", "x-1c") }

// inZones returns the arguments of a network in these zones.
func inZones(t *testing.T, names ...string) *Args {
	t.Helper()
	s := pulumitest.Settings(t).Network
	plan, err := cidrplan.Divide(s.CIDR, len(names), s.PublicSubnetPrefix, s.PrivateSubnetPrefix)
	if err != nil {
		t.Fatal(err)
	}
	s.Zones, s.Subnets = len(names), plan
	return &Args{Settings: s, Name: "shop", ClusterName: "shop-cluster", Region: "x-1", Zones: names, FlowLogRetentionDays: 14}
}

// record makes a network and returns with the recording what New returned.
func record(t *testing.T, args *Args) (*recorder.Recording, *Network) {
	t.Helper()
	var made *Network
	r := recorder.Run(t, func(ctx *pulumi.Context) (err error) {
		made, err = New(ctx, "network", args)
		return err
	})
	return r, made
}

func mustRecord(t *testing.T, args *Args) *recorder.Recording {
	t.Helper()
	r, _ := record(t, args)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

func find(t *testing.T, r *recorder.Recording, typeToken, name string) *recorder.Resource {
	t.Helper()
	res := r.Find(typeToken, name)
	if res == nil {
		t.Fatalf("no %s %s among %v", typeToken, name, r.Names())
	}
	return res
}

func tagsOf(res *recorder.Resource) map[string]string {
	out := map[string]string{}
	for k, v := range res.Inputs["tags"].ObjectValue() {
		out[string(k)] = v.StringValue()
	}
	return out
}

func TestChildrenAreNamedForTheirRoleAndZone(t *testing.T) {
	want := []string{
		"eks-elk:network:Network network", vpcType + " vpc", gatewayType + " internet",
		"aws:ec2/defaultSecurityGroup:DefaultSecurityGroup default", tableType + " public", routeType + " public", endpointType + " s3",
	}
	for _, zone := range []string{"x-1a", "x-1b", "x-1c"} {
		want = append(want,
			subnetType+" public-"+zone, associationType+" public-"+zone, eipType+" nat-"+zone, natType+" nat-"+zone,
			subnetType+" private-"+zone, associationType+" private-"+zone, tableType+" private-"+zone, routeType+" private-"+zone)
	}
	slices.Sort(want)
	if got := mustRecord(t, threeZones(t)).Names(); !slices.Equal(got, want) {
		t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func TestOneMoreZoneChangesNothingElse(t *testing.T) {
	before := mustRecord(t, threeZones(t))
	args := inZones(t, "x-1a", "x-1b", "x-1c", "x-1d")
	after := mustRecord(t, args)
	for _, res := range before.Resources {
		same := after.Get(res.URN)
		if same != nil && res.Type == endpointType { // leads from the new zone too
			delete(res.Inputs, "routeTableIds")
			delete(same.Inputs, "routeTableIds")
		}
		if same == nil || !same.Inputs.DeepEquals(res.Inputs) {
			t.Errorf("%s is %v with three zones and %+v with four", res.URN, res.Inputs, same)
		}
	}
}

func TestNothingIsPublicButPublicSubnets(t *testing.T) {
	r := mustRecord(t, threeZones(t))
	gateway := find(t, r, gatewayType, "internet")
	for _, route := range r.OfType(routeType) {
		if toInternet := route.Inputs["gatewayId"].HasValue(); toInternet != (route.Name == "public") {
			t.Errorf("route %s = %v", route.Name, route.Inputs)
		} else if toInternet && route.Inputs["gatewayId"].StringValue() != gateway.ID {
			t.Errorf("route %s leads to %v", route.Name, route.Inputs["gatewayId"])
		}
	}
	for _, subnet := range r.OfType(subnetType) {
		if v := subnet.Inputs["mapPublicIpOnLaunch"]; v.IsBool() && v.BoolValue() {
			t.Errorf("%s gives its instances public addresses", subnet.Name)
		}
		association := find(t, r, associationType, subnet.Name)
		table, want := association.Inputs["routeTableId"].StringValue(), "public_id"
		if strings.HasPrefix(subnet.Name, "private-") {
			want = subnet.Name + "_id"
		}
		if table != want || association.Inputs["subnetId"].StringValue() != subnet.ID {
			t.Errorf("%s is associated %v", subnet.Name, association.Inputs)
		}
	}
	group := find(t, r, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default")
	if group.Inputs["ingress"].HasValue() || group.Inputs["egress"].HasValue() || group.Inputs["vpcId"].StringValue() != "vpc_id" {
		t.Errorf("the default security group has %v", group.Inputs)
	}
}

func TestEachSubnetHasItsBlockOfThePlan(t *testing.T) {
	args := threeZones(t)
	r := mustRecord(t, args)
	for i, zone := range args.Zones {
		for name, block := range map[string]netip.Prefix{
			"public-" + zone: args.Settings.Subnets.Public[i], "private-" + zone: args.Settings.Subnets.Private[i],
		} {
			in := find(t, r, subnetType, name).Inputs
			if in["cidrBlock"].StringValue() != block.String() || in["availabilityZone"].StringValue() != zone {
				t.Errorf("%s is %v, want %s in %s", name, in, block, zone)
			}
		}
	}
}

func TestSubnetsCarryTheTagsOfLoadBalancers(t *testing.T) {
	for _, subnet := range mustRecord(t, threeZones(t)).OfType(subnetType) {
		tags := tagsOf(&subnet)
		public := strings.HasPrefix(subnet.Name, "public-")
		if (tags["kubernetes.io/role/elb"] == "1") != public || (tags["kubernetes.io/role/internal-elb"] == "1") == public ||
			tags["kubernetes.io/cluster/shop-cluster"] != "shared" || tags["Name"] != "shop-"+subnet.Name {
			t.Errorf("%s: %v", subnet.Name, tags)
		}
	}
}

func TestEachZoneHasItsOwnRouteToTheInternet(t *testing.T) {
	r := mustRecord(t, threeZones(t))
	for _, zone := range threeZones(t).Zones {
		nat := find(t, r, natType, "nat-"+zone)
		if nat.Inputs["subnetId"].StringValue() != "public-"+zone+"_id" || nat.Inputs["allocationId"].StringValue() != "nat-"+zone+"_id" {
			t.Errorf("NAT gateway in %s: %v", zone, nat.Inputs)
		}
		route := find(t, r, routeType, "private-"+zone)
		if route.Inputs["natGatewayId"].StringValue() != nat.ID || route.Inputs["destinationCidrBlock"].StringValue() != "0.0.0.0/0" {
			t.Errorf("private route in %s: %v", zone, route.Inputs)
		}
	}
}

func TestASingleGatewayServesEveryZonesOwnRouteTable(t *testing.T) {
	args := threeZones(t)
	args.Settings.NATGateways = settings.NATSingle
	r := mustRecord(t, args)
	if nats, eips := r.OfType(natType), r.OfType(eipType); len(nats) != 1 || len(eips) != 1 || nats[0].Name != "nat-x-1a" {
		t.Fatalf("%d gateways, %d addresses", len(nats), len(eips))
	}
	if tables := r.OfType(tableType); len(tables) != 4 {
		t.Errorf("%d route tables", len(tables))
	}
	for _, zone := range args.Zones {
		if route := find(t, r, routeType, "private-"+zone); route.Inputs["natGatewayId"].StringValue() != "nat-x-1a_id" {
			t.Errorf("route in %s: %v", zone, route.Inputs)
		}
	}
}

func TestAddressesAndGatewaysWaitForTheInternetGateway(t *testing.T) {
	r := mustRecord(t, threeZones(t))
	gateway := find(t, r, gatewayType, "internet").URN
	for _, kind := range []string{eipType, natType} {
		for _, res := range r.OfType(kind) {
			if !r.DependsOn(res.URN, gateway) {
				t.Errorf("%s %s does not wait for the internet gateway", kind, res.Name)
			}
		}
	}
	for _, subnet := range r.OfType(subnetType) {
		if r.DependsOn(subnet.URN, gateway) {
			t.Errorf("%s waits for the internet gateway, and with it the control plane would", subnet.Name)
		}
	}
}

func TestEgressIsTheWholeRouteToTheInternet(t *testing.T) {
	for _, nat := range []settings.NATGateways{settings.NATPerZone, settings.NATSingle} {
		args := threeZones(t)
		args.Settings.NATGateways = nat
		r := recorder.Run(t, func(ctx *pulumi.Context) error {
			n, err := New(ctx, "network", args)
			if err != nil {
				return err
			}
			for _, s := range n.Private {
				if err := ctx.RegisterComponentResource("test:index:Node", "in-"+s.Zone, &pulumi.ResourceState{}, pulumi.DependsOn(s.Egress)); err != nil {
					return err
				}
			}
			return nil
		})
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		for _, zone := range args.Zones {
			from := find(t, r, "test:index:Node", "in-"+zone).URN
			natZone := zone
			if nat == settings.NATSingle {
				natZone = args.Zones[0]
			}
			for _, need := range []struct{ typeToken, name string }{
				{associationType, "private-" + zone}, {routeType, "private-" + zone}, {natType, "nat-" + natZone},
				{associationType, "public-" + natZone}, {routeType, "public"}, {gatewayType, "internet"},
			} {
				if !r.DependsOn(from, find(t, r, need.typeToken, need.name).URN) {
					t.Errorf("%s: a node in %s does not wait for %s %s", nat, zone, need.typeToken, need.name)
				}
			}
		}
	}
}
