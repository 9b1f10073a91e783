package network

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/zones"
)

// Zones returns n availability zones of the region by name, sorted, and those
// of the region in which EKS puts control planes. Local and Wavelength Zones are
// left out. A zone's state plays no part: one that fails for an hour must not
// move the subnets.
func Zones(ctx *pulumi.Context, n int, region string, opts ...pulumi.InvokeOption) (chosen, withEKS []string, err error) {
	withEKS, err = readZones(ctx, region, zones.WithoutEKS, opts...)
	if err != nil {
		return nil, nil, err
	}
	all := withEKS
	if len(withEKS) < n {
		if all, err = readZones(ctx, region, nil, opts...); err != nil {
			return nil, nil, err
		}
	}
	if len(all) < n {
		return nil, nil, fmt.Errorf("eks-elk:network.zones is %d; %s has %d (%s)",
			n, region, len(all), strings.Join(all, ", "))
	}
	return zones.Choose(n, all, withEKS), withEKS, nil
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
