package settings

import (
	"fmt"
	"net/netip"
)

const (
	publicKey  = "eks-elk:cluster.endpointPublicAccess"
	privateKey = "eks-elk:cluster.endpointPrivateAccess"
	whoKey     = "eks-elk:cluster.publicAccessCidrs"
)

// mostPublicBlocks is EKS's quota of public access ranges.
// https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html
const mostPublicBlocks = 40

// loadEndpoint reads who reaches the Kubernetes API. An empty list opens
// nothing here, although EKS would read it as everybody.
func loadEndpoint(r *reader, c *Cluster) {
	c.EndpointPublicAccess = r.flag(publicKey)
	c.EndpointPrivateAccess = r.flag(privateKey)
	list := r.list(whoKey)
	if !r.ok(publicKey, privateKey, whoKey) {
		return
	}
	switch {
	case !c.EndpointPublicAccess && !c.EndpointPrivateAccess:
		r.problem(publicKey, "is false, as is %s: nobody could reach the API; one of them may be false", privateKey)
	case !c.EndpointPublicAccess && len(list) > 0:
		r.problem(whoKey, "is %s while %s is false; it may be left out", r.shown(whoKey), publicKey)
	case !c.EndpointPublicAccess:
		r.warn("the Kubernetes API answers inside the VPC only: run pulumi where %s is reachable", "the VPC")
	case len(list) == 0:
		r.problem(whoKey, "is empty while the API answers on the internet, and an empty list opens nothing; write who may reach it, as in: pulumi config set --path '%s[0]' \"$(curl -s https://checkip.amazonaws.com)/32\"; or set %s to false", whoKey, publicKey)
	default:
		c.PublicAccessCIDRs = r.publicBlocks(list)
	}
}

func (r *reader) publicBlocks(list []string) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range list {
		p, why := parseBlock(text)
		if why == "" && p != everywhere {
			if bad, reason := overlapsAny(p, append(privateBlocks[:len(privateBlocks):len(privateBlocks)], unroutableBlocks...)); bad {
				why = reason + ", from which nobody comes over the internet"
			}
		}
		if why != "" {
			r.refuse(whoKey, fmt.Sprintf("with %s, %s", text, why))
			return nil
		}
		for _, other := range out {
			if other.Overlaps(p) {
				r.refuse(whoKey, fmt.Sprintf("with %s and %s, of which one holds the other", other, p))
				return nil
			}
		}
		out = append(out, p)
	}
	if len(out) > mostPublicBlocks {
		r.refuse(whoKey, fmt.Sprintf("with %d blocks", len(out)))
	}
	for _, p := range out {
		switch {
		case p.Bits() == 0:
			r.warn("%s holds 0.0.0.0/0: everybody on the internet reaches the Kubernetes API's login", whoKey)
		case insideAny(p, documentationBlocks):
			r.warn("%s holds %s, addresses of documentation that nobody has: replace it by your own", whoKey, p)
		}
	}
	return out
}
