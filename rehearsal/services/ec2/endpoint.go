package ec2

import (
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func vpcEndpoint() *world.Kind {
	tables, groups := toRouteTable("routeTableIds"), WithSecurityGroups("securityGroupIds")
	tables.Loose = true // DeleteRouteTable does not ask for endpoints
	return &world.Kind{
		Type: VPCEndpoint, Title: "vpc endpoint", Service: "EC2", IDPrefix: "vpce-",
		Defaults: resource.NewPropertyMapFromMap(map[string]any{
			"privateDnsEnabled": false, "vpcEndpointType": "Gateway",
		}),
		Required: []string{"serviceName", "vpcId"},
		Replace:  []string{"serviceName", "vpcEndpointType", "vpcId"},
		Computed: []string{
			"arn", "cidrBlocks", "dnsEntries", "dnsOptions", "ipAddressType", "networkInterfaceIds", "ownerId", "policy",
			"prefixListId", "requesterManaged", "routeTableIds", "securityGroupIds", "state", "subnetIds", "tagsAll",
		},
		Refs:     []world.Ref{inVPC(), tables, InSubnet("subnetIds"), groups},
		OnCreate: []world.Rule{endpointService, endpointOnce},
		Outputs:  endpointOutputs,
		Made:     endpointMade,
		Takes: func(o *world.Object) world.Latency {
			if o.Str("vpcEndpointType") == "Interface" {
				return world.Latency{Create: 90 * time.Second, Update: 5 * time.Second, Delete: 60 * time.Second}
			}
			return world.Latency{Create: 6 * time.Second, Update: 5 * time.Second, Delete: 6 * time.Second}
		},
	}
}

func endpointOutputs(op *world.Op) error {
	op.Set("arn", op.ARN("ec2", "vpc-endpoint/"+op.Object.ID))
	op.Set("ownerId", op.Account())
	op.Set("state", "available")
	op.Set("requesterManaged", false)
	op.Default("ipAddressType", "ipv4")
	op.Default("prefixListId", "")
	op.Default("dnsOptions", map[string]any{"dnsRecordIpType": "ipv4"})
	op.Default("policy", `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}`)
	for _, list := range []string{"cidrBlocks", "dnsEntries", "routeTableIds", "securityGroupIds", "subnetIds"} {
		op.Default(list, []any{})
	}
	interfaces := []any{}
	if op.Str("vpcEndpointType") == "Interface" {
		for range op.Strs("subnetIds") {
			interfaces = append(interfaces, "eni-0"+op.Hex(16))
		}
	}
	op.Default("networkInterfaceIds", interfaces)
	op.SetTagsAll()
	return nil
}

func endpointMade(op *world.Op) error {
	for i, id := range op.Strs("networkInterfaceIds") {
		if _, err := op.Spawn(NetworkInterface, id, Owner, map[string]any{
			"description": "VPC Endpoint Interface " + op.Object.ID, "vpcId": op.Str("vpcId"),
			"subnetId": op.Strs("subnetIds")[i], "securityGroups": op.Strs("securityGroupIds"), "status": "in-use",
		}, op.Object); err != nil {
			return err
		}
	}
	return nil
}

var endpointService = world.Rule{
	ID:     "ec2/endpoint-service-of-region",
	Source: "EC2 API CreateVpcEndpoint: InvalidServiceName; services are com.amazonaws.<region>.<service>",
	Test: func(op *world.Op) error {
		name := op.Str("serviceName")
		if !strings.HasPrefix(name, "com.amazonaws."+op.Region()+".") && !strings.HasPrefix(name, "com.amazonaws.vpce."+op.Region()+".") {
			return world.Refuse("EC2", "InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist", name)
		}
		return nil
	},
}

var endpointOnce = world.Rule{
	ID:     "ec2/gateway-endpoint-once-per-table",
	Source: "EC2 API CreateVpcEndpoint: a route table has one gateway endpoint a service",
	Test: func(op *world.Op) error {
		for _, other := range op.Where(VPCEndpoint, "serviceName", op.Str("serviceName")) {
			for _, theirs := range other.Strs("routeTableIds") {
				for _, ours := range op.Strs("routeTableIds") {
					if ours == theirs {
						return world.Refuse("EC2", "RouteAlreadyExists", "route table %s already has a route with destination-prefix-list-id of %s", ours, op.Str("serviceName"))
					}
				}
			}
		}
		return nil
	},
}
