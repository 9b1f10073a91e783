package network

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// builder registers the parts, each using what the ones before it left.
type builder struct {
	ctx     *pulumi.Context
	args    *Args
	network *Network

	gateway *ec2.InternetGateway
	private []*ec2.RouteTable          // sorted by zone
	nats    map[string]*ec2.NatGateway // by the zone of the private subnets that use it; empty without gateways
	natZone map[string]string          // the zone that gateway stands in
}

// tags name a thing after the network and its own role.
func (b *builder) tags(role string) pulumi.StringMap {
	return pulumi.StringMap{"Name": pulumi.String(b.args.Name + "-" + role)}
}

func (b *builder) vpc() error {
	vpc, err := ec2.NewVpc(b.ctx, "vpc", &ec2.VpcArgs{
		CidrBlock: pulumi.String(b.args.Settings.CIDR.String()),
		// A private API endpoint has a name in the VPC only with both.
		// https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
		EnableDnsHostnames: pulumi.Bool(true),
		EnableDnsSupport:   pulumi.Bool(true),
		Tags:               pulumi.StringMap{"Name": pulumi.String(b.args.Name)},
	}, pulumi.Parent(b.network))
	if err != nil {
		return fmt.Errorf("create VPC: %w", err)
	}
	b.network.VPC = vpc

	// The group every instance gets that names none: without rules it opens
	// nothing. AWS lets no one delete it.
	if _, err := ec2.NewDefaultSecurityGroup(b.ctx, "default", &ec2.DefaultSecurityGroupArgs{
		VpcId: vpc.ID(),
		Tags:  b.tags("default-unused"),
	}, pulumi.Parent(vpc)); err != nil {
		return fmt.Errorf("empty default security group: %w", err)
	}

	b.gateway, err = ec2.NewInternetGateway(b.ctx, "internet", &ec2.InternetGatewayArgs{
		VpcId: vpc.ID(),
		Tags:  b.tags("internet"),
	}, pulumi.Parent(vpc))
	if err != nil {
		return fmt.Errorf("create internet gateway: %w", err)
	}
	return nil
}
