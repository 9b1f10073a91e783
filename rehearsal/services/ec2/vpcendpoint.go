package ec2

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"eks-elk/aws/price"
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

func vpcEndpoint() *world.ResourceType {
	groups := WithSecurityGroups("securityGroupIds")
	return &world.ResourceType{
		Token: VPCEndpoint, Title: "VPC endpoint", Service: "EC2", IDPrefix: "vpce-", ARN: "ec2:vpc-endpoint/",
		Refs:     []world.Ref{inVPC(), InSubnet("subnetIds"), groups, toRouteTable("routeTableIds")},
		OnCreate: []world.Rule{endpointService, endpointName},
		Needs:    []world.Need{endpointAnswers},
		Settled:  endpointsSettled,
		Outputs: func(op *world.Op) error {
			op.Set("state", "available")
			return nil
		},
		Made: endpointMade,
		// The provider waits for "available", an interface a subnet at a time.
		Takes: func(op *world.Op, what string) latency.Steps {
			return latency.Of(what + " " + cmp.Or(op.Str("vpcEndpointType"), "Gateway") + " endpoint")
		},
		Price: func(o *world.Object) (price.Item, float64) {
			return price.EndpointZone, float64(len(o.Strs("subnetIds")))
		},
	}
}

// serviceOf is the service of an endpoint, such as "ecr.api"; "" of another region's.
func serviceOf(o *world.Object) string {
	_, name, _ := strings.Cut(o.Str("serviceName"), "com.amazonaws."+o.Session.Region+".")
	return name
}

var endpointService = world.Rule{
	ID:     "ec2/vpc-endpoint-service",
	Source: "AWS PrivateLink guide, AWS services that integrate: com.amazonaws.<region>.<service>; gateways for s3 and dynamodb alone",
	Test: func(op *world.Op) error {
		service := serviceOf(op.Object)
		gateway := op.Str("vpcEndpointType") != "Interface"
		if service == "" || gateway && service != "s3" && service != "dynamodb" {
			return world.Refuse("EC2", "InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist", op.Str("serviceName"))
		}
		return nil
	},
}

var endpointName = world.Rule{
	ID:     "ec2/vpc-endpoint-name-once",
	Source: "EC2 API CreateVpcEndpoint, privateDnsEnabled: needs DNS hostnames and support of the VPC; one endpoint a service answers to its name",
	Test: func(op *world.Op) error {
		if !op.Object.Bool("privateDnsEnabled") {
			return nil
		}
		vpc := op.Find("", op.Str("vpcId"), VPC)
		if !vpc.Bool("enableDnsSupport") || !vpc.Bool("enableDnsHostnames") {
			return world.Refuse("EC2", "InvalidParameter", "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC "+
				"attributes set to true for %s", vpc.ID)
		}
		for _, other := range op.Where(VPCEndpoint, "vpcId", vpc.ID) {
			if other.Bool("privateDnsEnabled") && other.Str("serviceName") == op.Str("serviceName") {
				return world.Refuse("EC2", "InvalidParameter", "private-dns-enabled cannot be set because there is already a conflicting DNS domain "+
					"for %s in the VPC %s", op.Str("serviceName"), vpc.ID)
			}
		}
		return nil
	},
}

// endpointMade makes an interface in each subnet.
func endpointMade(op *world.Op) error {
	for _, id := range op.Strs("subnetIds") {
		subnet := op.Find("", id, Subnet)
		if _, err := op.CreateManaged(NetworkInterface, "eni-0"+op.Hex(16), Owner, map[string]any{
			"description": "VPC Endpoint Interface " + op.Object.ID, "subnetId": id, "vpcId": op.Str("vpcId"), "status": "in-use",
			"privateIp": AddressIn(op, subnet), "securityGroups": op.Strs("securityGroupIds"),
		}, op.Object); err != nil {
			return err
		}
	}
	return nil
}

// PrivateWay returns the endpoints by which a subnet reaches AWS's services
// without the internet, or which service none leads to. Members of the groups
// ask: the groups of an interface endpoint have to allow them.
// Source: EKS user guide, Deploy private clusters with limited internet access.
func PrivateWay(op *world.Op, subnet *world.Object, groups []string, services ...string) (path []*world.Object, problem string) {
	table, _ := tableOf(op, subnet)
	endpoints := op.Where(VPCEndpoint, "vpcId", subnet.Str("vpcId"))
	for _, service := range services {
		found := slices.IndexFunc(endpoints, func(e *world.Object) bool {
			if serviceOf(e) != service {
				return false
			}
			if e.Str("vpcEndpointType") != "Interface" {
				return slices.Contains(e.Strs("routeTableIds"), table)
			}
			return e.Bool("privateDnsEnabled") && letsIn(op, e, subnet, groups) != nil
		})
		if found < 0 {
			return nil, fmt.Sprintf("no endpoint of the VPC leads from %s to %s", subnet, service)
		}
		path = append(path, endpoints[found])
		if by := letsIn(op, endpoints[found], subnet, groups); by != nil {
			path = append(path, by)
		}
	}
	return path, ""
}

// endpointAnswers: from its creation on, an interface endpoint has the name of its
// service in the whole VPC. Nothing reaches the service, NAT gateway or not, before
// a rule lets it in.
var endpointAnswers = world.Need{
	ID:     "ec2/vpc-endpoint-lets-its-vpc-in",
	Source: "AWS PrivateLink guide, Access an AWS service using an interface VPC endpoint: private DNS, security groups",
	Find: func(op *world.Op) (out []*world.Object, err error) {
		for _, id := range op.Strs("subnetIds") {
			if by := letsIn(op, op.Object, op.Find("", id, Subnet), nil); by != nil && !slices.Contains(out, by) {
				out = append(out, by)
			}
		}
		return out, nil
	},
	Outlive: nil, // endpointsSettled says it of a stack that stays
}

// endpointsSettled looks for subnets in which a service's name leads to an
// endpoint that does not let them in.
func endpointsSettled(op *world.Op) {
	for _, e := range op.List(VPCEndpoint) {
		for _, id := range e.Strs("subnetIds") {
			if subnet := op.Find("", id, Subnet); e.Bool("privateDnsEnabled") && letsIn(op, e, subnet, nil) == nil {
				op.As(e).Violate(endpointAnswers.ID, "%s has the name of %s in its VPC, and its security groups let nobody in %s connect on 443: "+
					"a NAT gateway does not help, because the name leads to the endpoint", e, serviceOf(e), subnet)
			}
		}
	}
}

// letsIn returns a rule of an endpoint's groups that allows the subnet, or members
// of the other groups, to connect on 443.
func letsIn(op *world.Op, endpoint, subnet *world.Object, from []string) *world.Object {
	block, err := netip.ParsePrefix(subnet.Str("cidrBlock"))
	for _, group := range endpoint.Strs("securityGroupIds") {
		for _, r := range op.Where(SecurityGroupRule, "securityGroupId", group) {
			if r.Str("type") != "ingress" || !on(r, "", 443) {
				continue
			}
			if slices.Contains(from, r.Str("sourceSecurityGroupId")) || r.Bool("self") && slices.Contains(from, group) {
				return r
			}
			for _, c := range r.Strs("cidrBlocks") {
				if p, bad := netip.ParsePrefix(c); err == nil && bad == nil && p.Bits() <= block.Bits() && p.Contains(block.Addr()) {
					return r
				}
			}
		}
	}
	return nil
}
