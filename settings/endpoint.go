package settings

import (
	"fmt"
	"net/netip"
	"strings"
)

// mostPublicBlocks is EKS's quota of public access ranges.
// https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html
const mostPublicBlocks = 40

// declareEndpoint declares who reaches the Kubernetes API. An empty list opens
// nothing here, although EKS would read it as everybody.
func (l *loader) declareEndpoint(c *Cluster) {
	g := l.group("eks-elk:cluster.", newCluster)
	public := declare(g, "endpointPublicAccess", &c.EndpointPublicAccess, truth, "true", "Whether the API can be reached from the internet", false)
	private := declare(g, "endpointPrivateAccess", &c.EndpointPrivateAccess, truth, "true", "Whether the API can be reached inside the VPC", false)
	blocks := declareList(g, "publicAccessCidrs", &c.PublicAccessCIDRs,
		ipv4Block(fmt.Sprintf("a list of at most %d public IPv4 blocks, such as [1.2.3.4/32]; your own address is at https://checkip.amazonaws.com", mostPublicBlocks)),
		"", "Who may reach the API from the internet; required while endpointPublicAccess is true", []string{"5.6.7.8/32", "9.8.7.0/24"})
	public.beside(blocks.Path, nil)
	blocks.check(func() {
		switch {
		case !c.EndpointPublicAccess && !c.EndpointPrivateAccess:
			public.problem("is false, as is %s: set at least one of them to true", private.Path)
		case !c.EndpointPublicAccess && len(c.PublicAccessCIDRs) > 0:
			blocks.problem("is %s while %s is false; remove it", blocks.shown(), public.Path)
		case !c.EndpointPublicAccess:
			l.warn("the Kubernetes API can be reached inside the VPC only: run pulumi where the VPC is reachable; "+
				"a new stack cannot begin so, as its VPC does not exist yet: up makes the cluster and fails after 11 minutes; "+
				"make it with %s true, then set that to false", public.Path)
		case len(c.PublicAccessCIDRs) == 0:
			blocks.problem("is empty while %s is true; list the networks that may reach the API, "+
				"as in: pulumi config set --path '%s[0]' \"$(curl -s https://checkip.amazonaws.com)/32\"; or set %s to false", public.Path, blocks.Path, public.Path)
		default:
			l.checkPublicBlocks(blocks, c.PublicAccessCIDRs)
		}
	}, public, private)
}

func (l *loader) checkPublicBlocks(s *setting, blocks []netip.Prefix) {
	var examples []string
	for i, p := range blocks {
		if why := overlapsAny(p, append(privateBlocks[:len(privateBlocks):len(privateBlocks)], unroutableBlocks...)); why != "" && p != anyIPv4 {
			s.refuse(fmt.Sprintf("with %s, %s, which are not routable on the internet", p, why))
		}
		for _, other := range blocks[:i] {
			if other.Overlaps(p) {
				s.refuse(fmt.Sprintf("with %s and %s, which overlap", other, p))
			}
		}
		switch {
		case p == anyIPv4:
			l.warn("%s holds 0.0.0.0/0: everybody on the internet reaches the Kubernetes API's login", s.Path)
		case OfDocumentation(p):
			examples = append(examples, p.String())
		}
	}
	switch text := strings.Join(examples, ", "); len(examples) {
	case 0:
	case len(blocks):
		l.warn("%s holds %s, documentation addresses (RFC 5737), and no other: nobody reaches the Kubernetes API, so up makes the cluster and fails "+
			"after 11 minutes; replace it with your own", s.Path, text)
	default:
		l.warn("%s holds %s, documentation addresses (RFC 5737): replace it with your own", s.Path, text)
	}
	if len(blocks) > mostPublicBlocks {
		s.refuse(fmt.Sprintf("with %d blocks", len(blocks)))
	}
}

// OfDocumentation tells whether a block is one that nobody has (RFC 5737).
func OfDocumentation(p netip.Prefix) bool { return insideAny(p, documentationBlocks) }
