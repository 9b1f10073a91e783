package network

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/network/subnets"
	"eks-elk/settings"
)

// Args is what a network is made from.
type Args struct {
	Name        string       // required: prefix of the Name tags and of the flow logs' names
	ClusterName string       // required: the cluster whose load balancers may use the subnets
	CIDR        netip.Prefix // required: the VPC's block, IPv4, /16 to /28
	Zones       []string     // required: zone names, sorted, 2 to 6
	NATGateways settings.NATGateways

	PublicSubnetPrefix  int // required: prefix length of each public subnet
	PrivateSubnetPrefix int // required: prefix length of each private subnet

	FlowLogs             bool
	FlowLogRetentionDays int // required with FlowLogs: one of CloudWatch's values
}

// Network is a VPC with its subnets.
type Network struct {
	pulumi.ResourceState

	VPC     *ec2.Vpc
	Public  []Subnet // sorted by zone
	Private []Subnet // sorted by zone
}

// Subnet is one subnet.
type Subnet struct {
	Zone   string
	Subnet *ec2.Subnet

	// Egress is what an instance in the subnet needs before it can reach the
	// internet: the subnet's default route and its association, and for a
	// private subnet those of the public subnet that its NAT gateway is in.
	Egress []pulumi.Resource
}

// New registers a network. Children are named for their role and zone.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Network, error) {
	plan, err := args.plan()
	if err != nil {
		return nil, fmt.Errorf("network %s: %w", name, err)
	}
	n := &Network{}
	if err := ctx.RegisterComponentResource("eks-elk:network:Network", name, n, opts...); err != nil {
		return nil, fmt.Errorf("create network: %w", err)
	}
	b := &builder{ctx: ctx, args: args, network: n}
	for _, step := range []func(subnets.Plan) error{b.vpc, b.publicSubnets, b.natGateways, b.privateSubnets, b.flowLogs} {
		if err := step(plan); err != nil {
			return nil, err
		}
	}
	return n, ctx.RegisterResourceOutputs(n, pulumi.Map{"vpcId": n.VPC.ID()})
}

// plan validates the arguments, all of them, and divides the block.
func (a *Args) plan() (subnets.Plan, error) {
	if a == nil {
		return subnets.Plan{}, errors.New("no arguments")
	}
	var problems []error
	if a.Name == "" || a.ClusterName == "" {
		problems = append(problems, errors.New("a name and a cluster name are required"))
	}
	if len(a.Zones) < 2 || !slices.IsSorted(a.Zones) || len(slices.Compact(slices.Clone(a.Zones))) != len(a.Zones) {
		problems = append(problems, fmt.Errorf("zones %q must be two or more, sorted, each once", a.Zones))
	}
	if a.NATGateways != settings.NATPerZone && a.NATGateways != settings.NATSingle {
		problems = append(problems, fmt.Errorf("NAT gateways %q must be %s or %s", a.NATGateways, settings.NATPerZone, settings.NATSingle))
	}
	if a.FlowLogs && a.FlowLogRetentionDays <= 0 {
		problems = append(problems, fmt.Errorf("flow logs kept for %d days", a.FlowLogRetentionDays))
	}
	plan, err := subnets.Divide(a.CIDR, len(a.Zones), a.PublicSubnetPrefix, a.PrivateSubnetPrefix)
	return plan, errors.Join(append(problems, err)...)
}
