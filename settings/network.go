package settings

import (
	"fmt"
	"net/netip"
	"strings"

	"eks-elk/internal/cidrplan"
)

// NATGateways says how many NAT gateways the private subnets share.
type NATGateways string

const (
	// NATPerZone keeps each zone's egress independent of the other zones.
	NATPerZone NATGateways = "per-zone"
	// NATSingle saves two thirds of the price; losing its zone cuts off all.
	NATSingle NATGateways = "single"
	// NATNone leaves private subnets without a way to the internet: nodes reach
	// AWS by VPC endpoints, and images come from a registry inside AWS.
	NATNone NATGateways = "none"
)

// EndpointService is a service of AWS that a network can have an interface
// endpoint for, by the last part of its name: com.amazonaws.REGION.SERVICE.
// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
type EndpointService string

// endpointServices are those that nodes and pods of the stack call.
var endpointServices = []EndpointService{
	"autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "kms", "logs", "monitoring", "ssm", "sts",
}

// Network is the address plan.
type Network struct {
	CIDR                netip.Prefix // the VPC's block, /16 to /28, host bits zero
	Zones               int          // availability zones used, 2 to 6
	InterfaceEndpoints  []EndpointService
	NATGateways         NATGateways
	PublicSubnetPrefix  int           // prefix length of each public subnet
	PrivateSubnetPrefix int           // prefix length of each private subnet
	Subnets             cidrplan.Plan // one block of each kind for each zone
	FlowLogs            bool
}

// leastZones are those that a control plane asks for.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
const leastZones = 2

// addressQuota is what AWS gives each account per region.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
const addressQuota = 5

// smallestPodSubnet is the longest prefix of a private subnet. Every pod takes
// an address there, AWS keeps five, and the CNI holds a network interface's
// worth in reserve: a /28 has no room for the stack's pods.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
const smallestPodSubnet = 27

func (l *loader) declareNetwork(n *Network) {
	g := l.group("eks-elk:network.", newCluster)
	cidr := declare(g, "cidr", &n.CIDR, ipv4Block("an IPv4 block from /16 to /28 without host bits, such as 10.1.0.0/16").judged(checkVPCBlock),
		"10.1.0.0/16", "The VPC's addresses; fixed once the VPC is made", "10.2.0.0/16")
	zones := declare(g, "zones", &n.Zones, whole(leastZones, cidrplan.MaxZones), "3",
		"Availability zones with a public and a private subnet each; fixed once the cluster is made", 2)
	declare(g, "natGateways", &n.NATGateways, oneOf(NATPerZone, NATSingle, NATNone), string(NATPerZone),
		"A NAT gateway in each zone, or one for all: cheaper, and a single point of failure; none: no way to the internet", "single")
	declareList(g, "interfaceEndpoints", &n.InterfaceEndpoints, oneOf(endpointServices...).called("a list of "+joined(endpointServices)), "[]",
		"Services that nodes and pods reach inside the VPC, each by an endpoint that is paid for by zone and hour; S3 has a free one always",
		[]string{"ecr.api", "ecr.dkr"})
	prefix := func(name string, field *int, longest int, fallback, meaning string, example int) *setting {
		return declare(g, name, field, wholeAs(cidrplan.LargestPrefix+1, longest,
			fmt.Sprintf("a prefix length above the VPC's, up to %d", longest)), fallback, meaning, example)
	}
	public := prefix("publicSubnetPrefix", &n.PublicSubnetPrefix, cidrplan.SmallestPrefix, "24",
		"Size of each public subnet; fixed once the cluster is made", 25)
	private := prefix("privateSubnetPrefix", &n.PrivateSubnetPrefix, smallestPodSubnet, "20",
		"Size of each private subnet: every pod takes an address of it; fixed once the cluster is made", 21)
	declare(g, "flowLogs", &n.FlowLogs, truth, "false", "Write the VPC's flow logs to CloudWatch Logs", true)

	zones.check(func() {
		if n.NATGateways == NATPerZone && n.Zones > addressQuota {
			l.warn("%s is %d with a NAT gateway in each: an account has %d Elastic IP addresses per region unless its quota was raised; eks-elk:network.natGateways may be single",
				zones.Path, n.Zones, addressQuota)
		}
	})
	cidr.check(func() {
		if !insideAny(n.CIDR, privateBlocks) {
			l.warn("eks-elk:network.cidr is %s, public addresses: nothing in the VPC can reach their owners on the internet", n.CIDR)
		}
	})
	cidr.check(func() {
		plan, err := cidrplan.Divide(n.CIDR, n.Zones, n.PublicSubnetPrefix, n.PrivateSubnetPrefix)
		if err != nil {
			cidr.problem("is %s, which is too small: %s; allowed: a larger block, fewer zones or smaller subnets", cidr.shown(), strings.ReplaceAll(err.Error(), "\n", " and "))
		}
		n.Subnets = plan
	}, zones, public, private)
}

// checkVPCBlock refuses what no VPC can have.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
func checkVPCBlock(p netip.Prefix) error {
	if p.Bits() < cidrplan.LargestPrefix || p.Bits() > cidrplan.SmallestPrefix {
		return errNotAllowed
	}
	if why := overlapsAny(p, unroutableBlocks); why != "" {
		return because(why)
	}
	return nil
}
