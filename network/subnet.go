package network

import (
	"fmt"
	"maps"
	"net/netip"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The tags by which Kubernetes finds subnets for load balancers.
// https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
const (
	publicRole  = "kubernetes.io/role/elb"
	privateRole = "kubernetes.io/role/internal-elb"
	clusterTag  = "kubernetes.io/cluster/"
)

func (b *builder) publicSubnets() error {
	table, err := ec2.NewRouteTable(b.ctx, "public", &ec2.RouteTableArgs{
		VpcId: b.network.VPC.ID(),
		Tags:  b.tags("public"),
	}, pulumi.Parent(b.network.VPC))
	if err != nil {
		return fmt.Errorf("create public route table: %w", err)
	}
	route, err := ec2.NewRoute(b.ctx, "public", &ec2.RouteArgs{
		RouteTableId:         table.ID(),
		DestinationCidrBlock: pulumi.String("0.0.0.0/0"),
		GatewayId:            b.gateway.ID(),
	}, pulumi.Parent(table))
	if err != nil {
		return fmt.Errorf("create route to the internet gateway: %w", err)
	}
	for i, zone := range b.args.Zones {
		subnet, association, err := b.subnet("public", zone, b.args.Settings.Subnets.Public[i], publicRole, table)
		if err != nil {
			return err
		}
		b.network.Public = append(b.network.Public, Subnet{Zone: zone, Subnet: subnet, Egress: []pulumi.Resource{route, association}})
	}
	return nil
}

// privateSubnets gives each zone a route table of its own even when all share
// one NAT gateway, so that going from one to several replaces no association.
func (b *builder) privateSubnets() error {
	public := map[string][]pulumi.Resource{}
	for _, s := range b.network.Public {
		public[s.Zone] = s.Egress
	}
	for i, zone := range b.args.Zones {
		table, err := ec2.NewRouteTable(b.ctx, "private-"+zone, &ec2.RouteTableArgs{
			VpcId: b.network.VPC.ID(),
			Tags:  b.tags("private-" + zone),
		}, pulumi.Parent(b.network.VPC))
		if err != nil {
			return fmt.Errorf("create private route table in %s: %w", zone, err)
		}
		b.private = append(b.private, table)
		subnet, association, err := b.subnet("private", zone, b.args.Settings.Subnets.Private[i], privateRole, table)
		if err != nil {
			return err
		}
		egress := []pulumi.Resource{association}
		if nat := b.nats[zone]; nat != nil {
			route, err := ec2.NewRoute(b.ctx, "private-"+zone, &ec2.RouteArgs{
				RouteTableId:         table.ID(),
				DestinationCidrBlock: pulumi.String("0.0.0.0/0"),
				NatGatewayId:         nat.ID(),
			}, pulumi.Parent(table))
			if err != nil {
				return fmt.Errorf("create route to the NAT gateway in %s: %w", zone, err)
			}
			egress = append(append(egress, route), public[b.natZone[zone]]...)
		}
		b.network.Private = append(b.network.Private, Subnet{Zone: zone, Subnet: subnet, Egress: egress})
	}
	return nil
}

// subnet registers a subnet and its association with a route table.
func (b *builder) subnet(kind, zone string, block netip.Prefix, role string, table *ec2.RouteTable) (*ec2.Subnet, *ec2.RouteTableAssociation, error) {
	name := kind + "-" + zone
	tags := b.tags(name)
	maps.Copy(tags, pulumi.StringMap{
		role:                            pulumi.String("1"),
		clusterTag + b.args.ClusterName: pulumi.String("shared"),
	})
	subnet, err := ec2.NewSubnet(b.ctx, name, &ec2.SubnetArgs{
		VpcId:            b.network.VPC.ID(),
		CidrBlock:        pulumi.String(block.String()),
		AvailabilityZone: pulumi.String(zone),
		Tags:             tags,
	}, pulumi.Parent(b.network.VPC))
	if err != nil {
		return nil, nil, fmt.Errorf("create %s subnet in %s: %w", kind, zone, err)
	}
	association, err := ec2.NewRouteTableAssociation(b.ctx, name, &ec2.RouteTableAssociationArgs{
		SubnetId:     subnet.ID(),
		RouteTableId: table.ID(),
	}, pulumi.Parent(subnet))
	if err != nil {
		return nil, nil, fmt.Errorf("associate %s subnet in %s: %w", kind, zone, err)
	}
	return subnet, association, nil
}
