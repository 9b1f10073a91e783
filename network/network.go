package network

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// Args is what a network is made from.
type Args struct {
	Settings    settings.Network
	Name        string   // required: prefix of the Name tags and of the flow logs' names
	ClusterName string   // required: the cluster whose load balancers may use the subnets
	Region      string   // required: that of the endpoints
	Zones       []string // required: zone names, sorted, as many as Settings.Zones

	FlowLogRetentionDays int // one of CloudWatch's values
}

// Network is a VPC with its subnets.
type Network struct {
	pulumi.ResourceState

	VPC     *ec2.Vpc
	Public  []Subnet // sorted by zone
	Private []Subnet // sorted by zone

	// NATAddresses are the public addresses of the NAT gateways, by zone; none
	// without gateways.
	NATAddresses []pulumi.StringOutput
}

// Subnet is one subnet.
type Subnet struct {
	Zone   string
	Subnet *ec2.Subnet

	// Egress is what an instance in the subnet needs before it can reach the
	// internet: the subnet's default route and its association, and for a
	// private subnet those of the public subnet that its NAT gateway is in. In a
	// network without NAT gateways it is what leads to AWS: the endpoints.
	Egress []pulumi.Resource
}

// New registers a network. Children are named for their role and zone.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Network, error) {
	n := &Network{}
	if err := ctx.RegisterComponentResource("eks-elk:network:Network", name, n, opts...); err != nil {
		return nil, fmt.Errorf("create network: %w", err)
	}
	b := &builder{ctx: ctx, args: args, network: n}
	for _, step := range []func() error{b.vpc, b.publicSubnets, b.natGateways, b.privateSubnets, b.endpoints, b.flowLogs} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return n, ctx.RegisterResourceOutputs(n, pulumi.Map{"vpcId": n.VPC.ID()})
}
