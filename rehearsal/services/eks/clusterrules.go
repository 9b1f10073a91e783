package eks

import (
	"net/netip"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

var clusterOnce = world.Rule{
	ID: "eks/cluster-name-unique", Source: "EKS API CreateCluster: ResourceInUseException",
	Test: func(op *world.Op) error {
		if op.Existing() != nil {
			return world.Refuse("EKS", "ResourceInUseException", "Cluster already exists with name: %s", op.Str("name"))
		}
		return nil
	},
}

var clusterVersion = world.Rule{
	ID: "eks/cluster-version-supported", Source: "EKS user guide, Kubernetes versions: those in standard or extended support",
	Test: func(op *world.Op) error {
		if v := op.Str("version"); v != "" && !supported(v) {
			return invalid("unsupported Kubernetes version %s", v)
		}
		return nil
	},
}

var clusterZones = world.Rule{
	ID: "eks/cluster-in-two-zones", Source: "EKS user guide, VPC and subnet requirements: subnets in at least two availability zones",
	Test: func(op *world.Op) error {
		zones := map[string]bool{}
		for _, s := range subnetsOf(op, op.Object) {
			zones[s.Str("availabilityZone")] = true
		}
		if len(zones) < 2 {
			return invalid("Subnets specified must be in at least two different AZs")
		}
		return nil
	},
}

// noControlPlane are the IDs of the zones in which EKS makes none.
var noControlPlane = []string{"use1-az3", "usw1-az2", "cac1-az3"}

var clusterZoneCapacity = world.Rule{
	ID:     "eks/cluster-zone-has-control-planes",
	Source: "EKS user guide, VPC and subnet requirements: no control plane in " + strings.Join(noControlPlane, ", "),
	Test: func(op *world.Op) error {
		for _, s := range subnetsOf(op, op.Object) {
			if slices.Contains(noControlPlane, s.Str("availabilityZoneId")) {
				return world.Refuse("EKS", "UnsupportedAvailabilityZoneException",
					"Cannot create cluster '%s' because %s, the targeted availability zone, does not currently have sufficient capacity to support "+
						"the cluster.",
					op.Object.ID, s.Str("availabilityZone"))
			}
		}
		return nil
	},
}

var clusterVPC = world.Rule{
	ID: "eks/cluster-in-one-vpc", Source: "EKS API CreateCluster: the subnets and security groups belong to one VPC",
	Test: func(op *world.Op) error {
		vpc := ""
		list := subnetsOf(op, op.Object)
		for _, id := range op.Strs("vpcConfig.securityGroupIds") {
			list = append(list, op.Find("", id, ec2.SecurityGroup, ec2.DefaultSecurityGroup))
		}
		for _, o := range list {
			if vpc != "" && o.Str("vpcId") != vpc {
				return invalid("Subnets and security groups must belong to the same VPC: %s is in %s, not in %s", o.ID, o.Str("vpcId"), vpc)
			}
			vpc = o.Str("vpcId")
		}
		return nil
	},
}

// public and private say how a cluster's endpoint is reached; public unless
// the program says no.
func endpointAccess(cluster *world.Object) (public, private bool) {
	in, ok := world.Lookup(cluster.Inputs, "vpcConfig.endpointPublicAccess")
	public = !ok || !in.IsBool() || in.BoolValue()
	in, _ = world.Lookup(cluster.Inputs, "vpcConfig.endpointPrivateAccess")
	return public, in.IsBool() && in.BoolValue()
}

var endpointOpen = world.Rule{
	ID: "eks/endpoint-reachable", Source: "EKS API CreateCluster, vpcConfig: public and private access cannot both be off",
	Test: func(op *world.Op) error {
		if public, private := endpointAccess(op.Object); !public && !private {
			return invalid("Private and public endpoint access cannot be false")
		}
		return nil
	},
}

// reserved are the blocks that are on no public network (RFC 1918, RFC 6598,
// RFC 3927, loopback).
var reserved = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("127.0.0.0/8"),
}

var publicCIDRs = world.Rule{
	ID:     "eks/public-access-cidrs-are-public",
	Source: "EKS user guide, Cluster API server endpoint: publicAccessCidrs cannot include reserved addresses; 40 at most",
	Test: func(op *world.Op) error {
		list := world.Strs(mustLookup(op.Object.Inputs, "vpcConfig.publicAccessCidrs"))
		if len(list) > 40 {
			return invalid("The maximum number of public access CIDRs is 40, not %d", len(list))
		}
		var bad []string
		for _, c := range list {
			p, err := netip.ParsePrefix(c)
			if err != nil {
				return invalid("The CIDR %s is invalid", c)
			}
			for _, r := range reserved {
				if p.Bits() >= r.Bits() && r.Contains(p.Addr()) {
					bad = append(bad, c)
				}
			}
		}
		if len(bad) > 0 {
			return invalid("The following CIDRs are not allowed in publicAccessCidrs: [%s]", strings.Join(bad, ", "))
		}
		return nil
	},
}

// services returns the block of a cluster's service addresses: as given, or as
// EKS chooses it, apart from the VPC's own.
func services(op *world.Op) string {
	if given := world.Str(mustLookup(op.Object.Inputs, "kubernetesNetworkConfig.serviceIpv4Cidr")); given != "" {
		return given
	}
	first := netip.MustParsePrefix("172.20.0.0/16")
	for _, block := range vpcBlocks(op) {
		if block.Overlaps(first) {
			return "10.100.0.0/16"
		}
	}
	return first.String()
}

func vpcBlocks(op *world.Op) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range subnetsOf(op, op.Object) {
		if v := op.Find("", s.Str("vpcId"), ec2.VPC); v != nil {
			if p, err := netip.ParsePrefix(v.Str("cidrBlock")); err == nil {
				out = append(out, p)
			}
		}
	}
	return out
}

var serviceCIDR = world.Rule{
	ID: "eks/service-cidr", Source: "EKS API KubernetesNetworkConfigRequest: within 10/8, 172.16/12 or 192.168/16, /24 to /12, apart from the VPC's",
	Test: func(op *world.Op) error {
		p, err := netip.ParsePrefix(services(op))
		if err != nil || p.Masked() != p {
			return invalid("The serviceIpv4Cidr %s is invalid", services(op))
		}
		private := slices.ContainsFunc(reserved[:3], func(r netip.Prefix) bool { return p.Bits() >= r.Bits() && r.Contains(p.Addr()) })
		if !private || p.Bits() < 12 || p.Bits() > 24 {
			return invalid("The serviceIpv4Cidr %s must be a private block between /24 and /12", p)
		}
		for _, block := range vpcBlocks(op) {
			if block.Overlaps(p) {
				return invalid("The serviceIpv4Cidr %s overlaps with the VPC's CIDR block %s", p, block)
			}
		}
		return nil
	},
}

// notRepeated: the provider asks for whatever differs from the state. When the
// engine died after such a change, the service is there already, and says so;
// a refresh brings the state up to date.
var notRepeated = world.Rule{
	ID: "eks/cluster-update-changes-something", Source: "EKS API UpdateClusterVersion and UpdateClusterConfig: InvalidParameterException",
	Test: func(op *world.Op) error {
		recorded := &world.Object{Type: op.Type, Outputs: op.Call.Recorded}
		asked := func(path string) bool {
			return op.Call.Recorded != nil && joined(recorded, path) != joined(op.Object, path) && joined(op.Old, path) == joined(op.Object, path)
		}
		switch {
		case asked("version"):
			return invalid("Unsupported Kubernetes minor version update from %s to %s", op.Str("version"), op.Str("version"))
		case asked("vpcConfig.publicAccessCidrs"), asked("vpcConfig.endpointPublicAccess"), asked("vpcConfig.endpointPrivateAccess"):
			return alreadyThere(op, joined(op.Object, "vpcConfig.publicAccessCidrs"))
		case asked("enabledClusterLogTypes"):
			return invalid("No changes needed for the logging config provided")
		}
		return nil
	},
}

// joined returns what the inputs hold at a path, as one text.
func joined(o *world.Object, path string) string {
	v := o.Get(path)
	if v.IsBool() {
		return map[bool]string{true: "true", false: "false"}[v.BoolValue()]
	}
	return strings.Join(world.Strs(v), ", ")
}
