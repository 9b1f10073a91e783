package cluster

import (
	"net/netip"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// publicAccess returns the blocks that may reach the API from the internet; nil
// for none: an update of a private endpoint that names an empty list fails for
// ever, as EKS keeps the blocks it had
// (https://github.com/aws/containers-roadmap/issues/2002).
//
// Without a private endpoint nodes come from their NAT gateways and must be let
// in: https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
func publicAccess(a *Args) pulumi.StringArrayInput {
	given := a.Settings.PublicAccessCIDRs
	switch {
	case len(given) == 0:
		return nil
	case a.Settings.EndpointPrivateAccess:
		return pulumi.ToStringArray(texts(given))
	}
	addresses := make([]any, len(a.NATAddresses))
	for i, address := range a.NATAddresses {
		addresses[i] = address
	}
	return pulumi.All(addresses...).ApplyT(func(known []any) ([]string, error) {
		blocks := slices.Clone(given)
		for _, text := range known {
			address, err := netip.ParseAddr(text.(string))
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(blocks, func(p netip.Prefix) bool { return p.Contains(address) }) {
				blocks = append(blocks, netip.PrefixFrom(address, address.BitLen()))
			}
		}
		return texts(blocks), nil
	}).(pulumi.StringArrayOutput)
}

func texts(blocks []netip.Prefix) []string {
	out := make([]string, len(blocks))
	for i, block := range blocks {
		out[i] = block.String()
	}
	return out
}
