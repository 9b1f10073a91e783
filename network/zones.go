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

// Zones returns the first n availability zones of the region by name, without
// Local Zones, Wavelength Zones and the zones that EKS refuses. A zone's state
// plays no part: one that fails for an hour must not move the subnets.
func Zones(ctx *pulumi.Context, n int, region string, opts ...pulumi.InvokeOption) ([]string, error) {
	answer, err := aws.GetAvailabilityZones(ctx, &aws.GetAvailabilityZonesArgs{
		ExcludeZoneIds: zonesWithoutEKS,
		Filters: []aws.GetAvailabilityZonesFilter{
			{Name: "zone-type", Values: []string{"availability-zone"}},
		},
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("read the availability zones of %s: %w", region, err)
	}
	names := slices.Sorted(slices.Values(answer.Names))
	if len(names) < n {
		return nil, fmt.Errorf("eks-elk:network zones asks for %d availability zones; in %s EKS can use %d (%s)",
			n, region, len(names), strings.Join(names, ", "))
	}
	return names[:n], nil
}
