package network

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// natGateways makes one gateway in each zone, one in the first for all, or none.
func (b *builder) natGateways() error {
	b.nats, b.natZone = map[string]*ec2.NatGateway{}, map[string]string{}
	if b.args.Settings.NATGateways == settings.NATNone {
		return nil
	}
	for _, public := range b.network.Public {
		zone := public.Zone
		if first := b.args.Zones[0]; b.args.Settings.NATGateways == settings.NATSingle && zone != first {
			b.nats[zone], b.natZone[zone] = b.nats[first], first
			continue
		}
		nat, err := b.natGateway(public)
		if err != nil {
			return err
		}
		b.nats[zone], b.natZone[zone] = nat, zone
	}
	return nil
}

func (b *builder) natGateway(public Subnet) (*ec2.NatGateway, error) {
	name := "nat-" + public.Zone
	address, err := ec2.NewEip(b.ctx, name, &ec2.EipArgs{
		Vpc:  pulumi.Bool(true),
		Tags: b.tags(name),
	}, pulumi.Parent(b.network.VPC),
		// EC2 detaches no internet gateway from a VPC with mapped public
		// addresses (DetachInternetGateway: DependencyViolation), and makes no NAT
		// gateway in a VPC without one (CreateNatGateway: Gateway.NotAttached). A
		// NAT gateway waits for its address, and so for both.
		pulumi.DependsOn([]pulumi.Resource{b.gateway}))
	if err != nil {
		return nil, fmt.Errorf("create address of the NAT gateway in %s: %w", public.Zone, err)
	}
	nat, err := ec2.NewNatGateway(b.ctx, name, &ec2.NatGatewayArgs{
		SubnetId:     public.Subnet.ID(),
		AllocationId: address.ID(),
		Tags:         b.tags(name),
	}, pulumi.Parent(public.Subnet))
	if err != nil {
		return nil, fmt.Errorf("create NAT gateway in %s: %w", public.Zone, err)
	}
	b.network.NATAddresses = append(b.network.NATAddresses, address.PublicIp)
	return nat, nil
}
