package network

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// zonesWithoutEKS are the zone IDs in which no control plane can have a subnet.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
var zonesWithoutEKS = []string{"use1-az3", "usw1-az2", "cac1-az3"}

// Zones returns n availability zones of the region by name, sorted, and those
// of them in which EKS puts control planes. Where the region has enough of
// those, both are the same; a zone without EKS comes last, for the network
// alone. Local and Wavelength Zones are left out. A zone's state plays no part:
// one that fails for an hour must not move the subnets.
func Zones(ctx *pulumi.Context, n int, region string, opts ...pulumi.InvokeOption) (zones, withEKS []string, err error) {
	withEKS, err = readZones(ctx, region, zonesWithoutEKS, opts...)
	if err != nil {
		return nil, nil, err
	}
	if len(withEKS) >= n {
		return withEKS[:n], withEKS[:n], nil
	}
	all, err := readZones(ctx, region, nil, opts...)
	if err != nil {
		return nil, nil, err
	}
	if len(all) < n {
		return nil, nil, fmt.Errorf("eks-elk:network.zones is %d; %s has %d (%s)",
			n, region, len(all), strings.Join(all, ", "))
	}
	zones = slices.Clone(withEKS)
	for _, zone := range all {
		if len(zones) < n && !slices.Contains(withEKS, zone) {
			zones = append(zones, zone)
		}
	}
	slices.Sort(zones)
	return zones, withEKS, nil
}

func readZones(ctx *pulumi.Context, region string, without []string, opts ...pulumi.InvokeOption) ([]string, error) {
	answer, err := aws.GetAvailabilityZones(ctx, &aws.GetAvailabilityZonesArgs{
		ExcludeZoneIds: without,
		Filters: []aws.GetAvailabilityZonesFilter{
			{Name: "zone-type", Values: []string{"availability-zone"}},
		},
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("read the availability zones of %s: %w", region, err)
	}
	return slices.Sorted(slices.Values(answer.Names)), nil
}

// In returns the subnets that lie in one of the zones.
func In(zones []string, subnets []Subnet) []Subnet {
	return slices.DeleteFunc(slices.Clone(subnets), func(s Subnet) bool { return !slices.Contains(zones, s.Zone) })
}
