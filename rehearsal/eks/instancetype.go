package eks

import (
	"maps"
	"slices"
)

// machine is an instance type's size.
type machine struct {
	cpus     int
	memoryGi int
	maxPods  int // by its interfaces and their addresses (aws/amazon-eks-ami, eni-max-pods.txt)
}

var machines = map[string]machine{
	"t3.medium": {2, 4, 17}, "t3.large": {2, 8, 35}, "t3.xlarge": {4, 16, 58}, "t3.2xlarge": {8, 32, 58},
	"m5.large": {2, 8, 29}, "m5.xlarge": {4, 16, 58}, "m5.2xlarge": {8, 32, 58}, "m5.4xlarge": {16, 64, 234},
	"m5a.large": {2, 8, 29}, "m5a.xlarge": {4, 16, 58}, "m5a.2xlarge": {8, 32, 58}, "m5a.4xlarge": {16, 64, 234},
	"m6i.large": {2, 8, 29}, "m6i.xlarge": {4, 16, 58}, "m6i.2xlarge": {8, 32, 58}, "m6i.4xlarge": {16, 64, 234},
	"m6a.large": {2, 8, 29}, "m6a.xlarge": {4, 16, 58}, "m6a.2xlarge": {8, 32, 58}, "m6a.4xlarge": {16, 64, 234},
	"m7i.large": {2, 8, 29}, "m7i.xlarge": {4, 16, 58}, "m7i.2xlarge": {8, 32, 58}, "m7i.4xlarge": {16, 64, 234},
	"c5.large": {2, 4, 29}, "c5.xlarge": {4, 8, 58}, "c5.2xlarge": {8, 16, 58}, "c5.4xlarge": {16, 32, 234},
	"c6i.large": {2, 4, 29}, "c6i.xlarge": {4, 8, 58}, "c6i.2xlarge": {8, 16, 58}, "c6i.4xlarge": {16, 32, 234},
	"r5.large": {2, 16, 29}, "r5.xlarge": {4, 32, 58}, "r5.2xlarge": {8, 64, 58}, "r5.4xlarge": {16, 128, 234},
	"r6i.large": {2, 16, 29}, "r6i.xlarge": {4, 32, 58}, "r6i.2xlarge": {8, 64, 58}, "r6i.4xlarge": {16, 128, 234},
}

// InstanceTypes answers the types that the world knows, sorted.
func InstanceTypes() []string { return slices.Sorted(maps.Keys(machines)) }

// CPUMilli is what pods may have of the processors, in thousandths: the kubelet
// keeps 6 % of the first, 1 % of the second, half a per cent of the next two
// and a quarter of the rest (aws/amazon-eks-ami, nodeadm kubelet defaults).
func (m machine) CPUMilli() int {
	kept := 0.0
	for i := range m.cpus {
		switch {
		case i == 0:
			kept += 60
		case i == 1:
			kept += 10
		case i < 4:
			kept += 5
		default:
			kept += 2.5
		}
	}
	return m.cpus*1000 - int(kept)
}

// MemoryMi is what pods may have of the memory: what the kernel leaves of it,
// less 255 Mi and 11 Mi a pod for the kubelet and 100 Mi before eviction.
func (m machine) MemoryMi() int {
	return m.memoryGi*1024*967/1000 - (255 + 11*m.maxPods) - 100
}
