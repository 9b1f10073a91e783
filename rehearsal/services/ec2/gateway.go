package ec2

import (
	"time"

	"eks-elk/rehearsal/world"
)

func internetGateway() *world.Kind {
	attaching := []world.Rule{oneGateway}
	return &world.Kind{
		Type: InternetGateway, Title: "internetGateway", Service: "EC2", IDPrefix: "igw-",
		Computed: []string{"arn", "ownerId", "vpcId", "tagsAll"},
		Refs:     []world.Ref{inVPC()},
		OnCreate: attaching,
		OnUpdate: append([]world.Rule{detachable}, attaching...),
		OnDelete: []world.Rule{detachable},
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "internet-gateway/"+op.Object.ID))
			op.Set("ownerId", op.Account())
			op.Default("vpcId", "")
			op.SetTagsAll()
			return nil
		},
		Latency: world.Latency{Create: time.Second, Update: time.Second, Delete: time.Second},
	}
}

func internetGatewayAttachment() *world.Kind {
	return &world.Kind{
		Type: InternetGatewayAttachment, Title: "internet gateway attachment", Service: "EC2",
		Required: []string{"internetGatewayId", "vpcId"},
		Replace:  []string{"internetGatewayId", "vpcId"},
		Refs: []world.Ref{inVPC(), {
			Property: "internetGatewayId", To: []string{InternetGateway},
			Code: "InvalidInternetGatewayID.NotFound", Message: "The internetGateway ID '%s' does not exist",
			InUse: "DependencyViolation", InUseAs: "The internetGateway '%s' has dependencies and cannot be deleted.",
		}},
		OnCreate: []world.Rule{oneGateway},
		OnDelete: []world.Rule{detachable},
		ID:       func(op *world.Op) string { return op.Str("internetGatewayId") + ":" + op.Str("vpcId") },
		Latency:  world.Latency{Create: time.Second, Delete: time.Second},
	}
}

var oneGateway = world.Rule{
	ID:     "ec2/one-internet-gateway-per-vpc",
	Source: "EC2 API AttachInternetGateway: a VPC has one internet gateway, a gateway one VPC",
	Test: func(op *world.Op) error {
		vpc := op.Str("vpcId")
		if vpc == "" {
			return nil
		}
		if id := op.Str("internetGatewayId"); id != "" {
			for _, a := range op.Where(InternetGatewayAttachment, "internetGatewayId", id) {
				return world.Refuse("EC2", "Resource.AlreadyAssociated", "resource %s is already attached to network %s", id, a.Str("vpcId"))
			}
			if at := op.Find("", id, InternetGateway).Str("vpcId"); at != "" {
				return world.Refuse("EC2", "Resource.AlreadyAssociated", "resource %s is already attached to network %s", id, at)
			}
		}
		if attachment(op, vpc) != nil {
			return world.Refuse("EC2", "InvalidParameterValue", "Network %s already has an internet gateway attached", vpc)
		}
		return nil
	},
}

// detachable looks at the network the gateway is attached to now.
var detachable = world.Rule{
	ID:     "ec2/gateway-detach-needs-no-public-address",
	Source: "EC2 API DetachInternetGateway: the VPC must not contain running instances with Elastic IP or public addresses",
	Test: func(op *world.Op) error {
		now := op.Object
		if op.Old != nil {
			now = op.Old
		}
		vpc := now.Str("vpcId")
		if vpc == "" || op.Old != nil && vpc == op.Str("vpcId") {
			return nil
		}
		for _, o := range op.Where(NetworkInterface, "vpcId", vpc) {
			if o.Str("publicIp") != "" {
				return mapped(vpc, o)
			}
		}
		return nil
	},
}

func mapped(vpc string, by *world.Object) error {
	return world.Refuse("EC2", "DependencyViolation",
		"Network %s has some mapped public address(es). Please unmap those public address(es) before detaching the gateway. (%s)", vpc, by)
}

// attachment answers what attaches an internet gateway to the VPC: the gateway
// itself or an attachment of its own; nil where there is none.
func attachment(op *world.Op, vpc string) *world.Object {
	for _, typ := range []string{InternetGateway, InternetGatewayAttachment} {
		if found := op.Where(typ, "vpcId", vpc); len(found) > 0 {
			return found[0]
		}
	}
	return nil
}
