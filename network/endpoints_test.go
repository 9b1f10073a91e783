package network

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/settings"
)

func TestEveryPrivateSubnetReachesS3WithoutTheNATGateways(t *testing.T) {
	r := mustRecord(t, threeZones(t))
	endpoints := r.OfType(endpointType)
	if len(endpoints) != 1 {
		t.Fatalf("%d endpoints", len(endpoints))
	}
	s3 := endpoints[0].Inputs
	if s3["serviceName"].StringValue() != "com.amazonaws.x-1.s3" || s3["vpcEndpointType"].StringValue() != "Gateway" {
		t.Errorf("%v", s3)
	}
	var tables []string
	for _, zone := range threeZones(t).Zones {
		tables = append(tables, find(t, r, tableType, "private-"+zone).ID)
	}
	if got := texts(s3["routeTableIds"]); !slices.Equal(got, tables) {
		t.Errorf("leads from tables %v, want %v", got, tables)
	}
}

// Its name leads to the endpoint from everywhere in the VPC, so everything in the
// VPC must be let in, and before that.
func TestInterfaceEndpointsLetTheWholeVPCIn(t *testing.T) {
	args := threeZones(t)
	args.Settings.InterfaceEndpoints = []settings.EndpointService{"ecr.api", "sts"}
	r, made := record(t, args)
	rule := find(t, r, ruleType, "endpoints")
	if got := texts(rule.Inputs["cidrBlocks"]); !slices.Equal(got, []string{args.Settings.CIDR.String()}) ||
		rule.Inputs["fromPort"].NumberValue() != 443 || rule.Inputs["toPort"].NumberValue() != 443 || rule.Inputs["type"].StringValue() != "ingress" {
		t.Errorf("the rule is %v", rule.Inputs)
	}
	var subnets []string
	for _, zone := range args.Zones {
		subnets = append(subnets, find(t, r, subnetType, "private-"+zone).ID)
	}
	for _, service := range args.Settings.InterfaceEndpoints {
		e := find(t, r, endpointType, string(service))
		if e.Inputs["serviceName"].StringValue() != "com.amazonaws.x-1."+string(service) || e.Inputs["vpcEndpointType"].StringValue() != "Interface" ||
			!e.Inputs["privateDnsEnabled"].BoolValue() || !slices.Equal(texts(e.Inputs["subnetIds"]), subnets) ||
			!slices.Equal(texts(e.Inputs["securityGroupIds"]), texts(resource.NewProperty([]resource.PropertyValue{rule.Inputs["securityGroupId"]}))) {
			t.Errorf("%s: %v", service, e.Inputs)
		}
		if !r.DependsOn(e.URN, rule.URN) {
			t.Errorf("%s does not wait for the rule that lets anybody in", service)
		}
	}
	for _, s := range made.Private {
		if len(s.Egress) != 4 { // with NAT gateways nothing waits for endpoints
			t.Errorf("%s waits for %d resources", s.Zone, len(s.Egress))
		}
	}
}

func TestWithoutNATGatewaysWhatRunsWaitsForTheEndpoints(t *testing.T) {
	args := threeZones(t)
	args.Settings.NATGateways = settings.NATNone
	args.Settings.InterfaceEndpoints = []settings.EndpointService{"ec2", "ecr.api", "ecr.dkr", "sts"}
	r, made := record(t, args)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	for _, typ := range []string{natType, eipType} {
		if got := r.OfType(typ); len(got) > 0 {
			t.Errorf("%d of %s", len(got), typ)
		}
	}
	if routes := r.OfType(routeType); len(routes) != 1 || routes[0].Name != "public" {
		t.Errorf("routes %v", routes)
	}
	for _, s := range made.Private {
		if len(s.Egress) != 7 { // the association, the rule, S3 and four services
			t.Errorf("%s waits for %d resources", s.Zone, len(s.Egress))
		}
	}
}

func texts(list resource.PropertyValue) (out []string) {
	for _, v := range list.ArrayValue() {
		out = append(out, v.StringValue())
	}
	return out
}
