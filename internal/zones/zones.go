// Package zones chooses the availability zones of a network, for the program that
// makes it and for the doctor that asks before.
package zones

import "slices"

// WithoutEKS are the zone IDs in which no control plane can have a subnet.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
var WithoutEKS = []string{"use1-az3", "usw1-az2", "cac1-az3"}

// Choose returns n zones by name, sorted; fewer where there are not as many.
// Where enough of them take control planes, it returns those; a zone without EKS
// comes last, for the network alone.
func Choose(n int, all, withEKS []string) []string {
	ordered := slices.Sorted(slices.Values(withEKS))
	for _, zone := range slices.Sorted(slices.Values(all)) {
		if !slices.Contains(ordered, zone) {
			ordered = append(ordered, zone)
		}
	}
	return slices.Sorted(slices.Values(ordered[:min(n, len(ordered))]))
}

// In returns those of the chosen zones that take control planes, and so nodes,
// in the same order.
func In(chosen, withEKS []string) []string {
	return slices.DeleteFunc(slices.Clone(chosen), func(zone string) bool { return !slices.Contains(withEKS, zone) })
}
