package ec2_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

type in = awstest.In

func TestVPCRules(t *testing.T) {
	for block, want := range map[string]struct{ code, rule string }{
		"10.1.0.0/15": {"InvalidVpc.Range", "ec2/vpc-cidr-size"},
		"10.1.0.0/29": {"InvalidVpc.Range", "ec2/vpc-cidr-size"},
		"10.1.0.1/16": {"InvalidVpc.Range", "ec2/vpc-cidr-size"},
		"ten/16":      {"InvalidParameterValue", "ec2/vpc-cidr-size"},
	} {
		awstest.New(t).Refused(ec2.VPC, "vpc", in{"cidrBlock": block}, want.code, want.rule)
	}
	a := awstest.New(t)
	for _, name := range []string{"a", "b", "c", "d"} { // the default VPC is the fifth
		a.Make(ec2.VPC, name, awstest.VPCIn)
	}
	a.Refused(ec2.VPC, "e", awstest.VPCIn, "VpcLimitExceeded", "ec2/vpc-quota")
}

func TestSubnetRules(t *testing.T) {
	a := awstest.New(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	sound := in{"vpcId": vpc.ID, "cidrBlock": "10.1.0.0/24", "availabilityZone": "eu-central-1a"}
	subnet := a.Make(ec2.Subnet, "public", sound)
	if got := subnet.Str("availabilityZoneId"); got != "euc1-az2" {
		t.Errorf("zone id %q", got)
	}
	a.Needs(subnet, vpc, "subnet/vpcId-exists")
	for _, c := range []struct {
		changes    in
		code, rule string
	}{
		{in{"vpcId": "vpc-0"}, "InvalidVpcID.NotFound", "subnet/vpcId-exists"},
		{in{"cidrBlock": "10.2.0.0/24"}, "InvalidSubnet.Range", "ec2/subnet-inside-vpc"},
		{in{"cidrBlock": "10.1.9.0/29"}, "InvalidSubnet.Range", "ec2/subnet-inside-vpc"},
		{in{"cidrBlock": "10.1.9.1/24"}, "InvalidSubnet.Range", "ec2/subnet-inside-vpc"},
		{in{"cidrBlock": "ten"}, "InvalidParameterValue", "ec2/subnet-inside-vpc"},
		{in{"cidrBlock": "10.1.0.128/25"}, "InvalidSubnet.Conflict", "ec2/subnets-overlap-none"},
		{in{"cidrBlock": "10.1.9.0/24", "availabilityZone": "eu-central-1d"}, "InvalidParameterValue", "ec2/subnet-zone-of-region"},
	} {
		a.Refused(ec2.Subnet, "other", sound.With(c.changes), c.code, c.rule)
	}
	a.Kept(vpc, "DependencyViolation", "subnet/vpcId-exists")
	a.Dropped(subnet, vpc)
	a.Leaks(0, "")
}

func TestInternetGatewayRules(t *testing.T) {
	a := awstest.New(t)
	n := a.Network()
	a.Refused(ec2.InternetGateway, "second", in{"vpcId": n.VPC.ID}, "InvalidParameterValue", "ec2/one-internet-gateway-per-vpc")
	a.Kept(n.Gateway, "DependencyViolation", "ec2/gateway-detach-needs-no-public-address")
	if _, err := a.Change(n.Gateway, in{"vpcId": nil}); err == nil {
		t.Error("the gateway was detached under mapped public addresses")
	}
	a.Dropped(n.Routes...)
	a.Dropped(n.NATs...)
	a.Dropped(n.Gateway)
}

func TestNATGatewayRules(t *testing.T) {
	a := awstest.New(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	subnet := a.Make(ec2.Subnet, "public", in{"vpcId": vpc.ID, "cidrBlock": "10.1.0.0/24", "availabilityZone": "eu-central-1a"})
	eip := a.Make(ec2.EIP, "nat", in{"vpc": true})
	sound := in{"subnetId": subnet.ID, "allocationId": eip.ID}
	a.Refused(ec2.NATGateway, "nat", sound, "Gateway.NotAttached", "ec2/nat-needs-attached-gateway")

	gateway := a.Make(ec2.InternetGateway, "internet", in{"vpcId": vpc.ID})
	nat := a.Make(ec2.NATGateway, "nat", sound)
	a.Needs(nat, gateway, "ec2/nat-needs-attached-gateway")
	if nat.Str("publicIp") != eip.Str("publicIp") {
		t.Errorf("public address %q, want %q", nat.Str("publicIp"), eip.Str("publicIp"))
	}
	a.Refused(ec2.NATGateway, "again", sound, "Resource.AlreadyAssociated", "ec2/elastic-ip-used-once")
	a.Refused(ec2.NATGateway, "bare", sound.With(in{"allocationId": nil}), "MissingParameter", "ec2/public-nat-has-address")
	a.Refused(ec2.NATGateway, "private", sound.With(in{"connectivityType": "private"}), "InvalidParameter", "ec2/public-nat-has-address")
	a.Refused(ec2.NATGateway, "lost", sound.With(in{"allocationId": "eipalloc-0"}), "InvalidAllocationID.NotFound",
		"natGateway/allocationId-exists")
	a.Refused(ec2.NATGateway, "nowhere", sound.With(in{"subnetId": "subnet-0"}), "InvalidSubnetID.NotFound", "natGateway/subnetId-exists")
	a.Kept(eip, "InvalidIPAddress.InUse", "natGateway/allocationId-exists")
	a.Kept(subnet, "DependencyViolation", "ec2/subnet-empty-when-deleted")
	for _, name := range []string{"1", "2", "3", "4"} {
		a.Make(ec2.NATGateway, name, in{"subnetId": subnet.ID, "connectivityType": "private"})
	}
	a.Refused(ec2.NATGateway, "5", in{"subnetId": subnet.ID, "connectivityType": "private"}, "NatGatewayLimitExceeded",
		"ec2/nat-gateway-quota")
}

func TestAtMostFiveElasticIPs(t *testing.T) {
	a := awstest.New(t)
	var last awstest.Thing
	for _, name := range []string{"1", "2", "3", "4", "5"} {
		last = a.Make(ec2.EIP, name, in{})
	}
	a.Refused(ec2.EIP, "6", in{}, "AddressLimitExceeded", "ec2/elastic-ip-quota")
	a.Session.Region = "eu-west-1" // the quota is a region's
	a.Make(ec2.EIP, "6", in{})
	a.Session.Region = awstest.Region
	a.Dropped(last)
	a.Make(ec2.EIP, "7", in{})
}

func TestWhatNetworkPartsHold(t *testing.T) {
	a := awstest.New(t)
	n := a.Network()
	a.Kept(n.Tables[0], "DependencyViolation", "route table association/routeTableId-exists")
	a.Kept(n.VPC, "DependencyViolation", "internetGateway/vpcId-exists")
	a.Dropped(n.Things()...)
	a.Clean()
	a.Leaks(0, "")
}

func TestAddressesInASubnetDiffer(t *testing.T) {
	a := awstest.New(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	subnet := a.Make(ec2.Subnet, "small", in{"vpcId": vpc.ID, "cidrBlock": "10.1.0.0/28"})
	a.Make(ec2.InternetGateway, "internet", in{"vpcId": vpc.ID})
	seen := map[string]bool{}
	for _, name := range []string{"1", "2", "3", "4", "5"} {
		seen[a.Make(ec2.NATGateway, name, in{"subnetId": subnet.ID, "connectivityType": "private"}).Str("privateIp")] = true
	}
	a.Ask(func(op *world.Op) {
		if free := ec2.FreeAddresses(op, op.Find("", subnet.ID, ec2.Subnet)); len(seen) != 5 || free != 6 {
			t.Errorf("addresses %v, %d more of the eleven are free", seen, free)
		}
	})
}

func TestAFlowLogsRoleLacksWhatItIsNotGiven(t *testing.T) {
	a := awstest.New(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	role, _ := a.Role("flow", "vpc-flow-logs.amazonaws.com")
	a.Make(iam.RolePolicy, "misspelt",
		in{"role": role.ID, "policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:*Stream*","logs:PutLogEvent"],"Resource":"*"}]}`})
	group := a.Make("aws:cloudwatch/logGroup:LogGroup", "flow", in{"name": "flow"})
	a.Make(ec2.FlowLog, "flow", in{"vpcId": vpc.ID, "trafficType": "ALL", "logDestination": group.Str("arn"), "iamRoleArn": role.Str("arn")})
	if v := a.W.Violations(); len(v) != 1 || !strings.Contains(v[0].Message, "logs:PutLogEvents on resource") {
		t.Errorf("%v", v)
	}
}
