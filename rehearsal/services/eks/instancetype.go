package eks

import (
	"maps"
	"regexp"
	"strconv"
	"strings"
)

// machine is an instance type's size.
type machine struct {
	cpus     int
	memoryGi int
	maxPods  int // by its interfaces and their addresses (aws/amazon-eks-ami, eni-max-pods.txt)
}

// machines are the types that the world knows: x86-64, of the families that
// clusters are made of. Sources: EC2 instance types, by family; for the pods
// aws/amazon-eks-ami templates/shared/runtime/eni-max-pods.txt.
var machines = known()

// families of types whose size says everything: "large" has 2 processors,
// "xlarge" 4, "Nxlarge" 4 N, with so much memory each.
var families = []struct {
	names string
	perGi int // memory of a processor
	sizes string
	metal map[string]int // processors of the bare machines
}{
	{"m5 m5d m5n m5dn", 4, "large xlarge 2 4 8 12 16 24", map[string]int{"metal": 96}},
	{"r5 r5b r5d r5n r5dn", 8, "large xlarge 2 4 8 12 16 24", map[string]int{"metal": 96}},
	{"m5a m5ad", 4, "large xlarge 2 4 8 12 16 24", nil},
	{"r5a r5ad", 8, "large xlarge 2 4 8 12 16 24", nil},
	{"c5 c5d", 2, "large xlarge 2 4 9 12 18 24", map[string]int{"metal": 96}},
	{"c5a c5ad", 2, "large xlarge 2 4 8 12 16 24", nil},
	{"m6i m6id m6in m6idn", 4, "large xlarge 2 4 8 12 16 24 32", map[string]int{"metal": 128}},
	{"c6i c6id c6in", 2, "large xlarge 2 4 8 12 16 24 32", map[string]int{"metal": 128}},
	{"r6i r6id r6in r6idn", 8, "large xlarge 2 4 8 12 16 24 32", map[string]int{"metal": 128}},
	{"m6a", 4, "large xlarge 2 4 8 12 16 24 32 48", map[string]int{"metal": 192}},
	{"c6a", 2, "large xlarge 2 4 8 12 16 24 32 48", map[string]int{"metal": 192}},
	{"r6a", 8, "large xlarge 2 4 8 12 16 24 32 48", map[string]int{"metal": 192}},
	{"m7a", 4, "medium large xlarge 2 4 8 12 16 24 32 48", map[string]int{"metal-48xl": 192}},
	{"c7a", 2, "medium large xlarge 2 4 8 12 16 24 32 48", map[string]int{"metal-48xl": 192}},
	{"r7a", 8, "medium large xlarge 2 4 8 12 16 24 32 48", map[string]int{"metal-48xl": 192}},
	{"m7i", 4, "large xlarge 2 4 8 12 16 24 48", map[string]int{"metal-24xl": 96, "metal-48xl": 192}},
	{"c7i", 2, "large xlarge 2 4 8 12 16 24 48", map[string]int{"metal-24xl": 96, "metal-48xl": 192}},
	{"r7i", 8, "large xlarge 2 4 8 12 16 24 48", map[string]int{"metal-24xl": 96, "metal-48xl": 192}},
	{"m7i-flex", 4, "large xlarge 2 4 8 12 16", nil},
	{"c7i-flex", 2, "large xlarge 2 4 8 12 16", nil},
	{"r7iz", 8, "large xlarge 2 4 8 12 16 32", map[string]int{"metal-16xl": 64, "metal-32xl": 128}},
}

// others are the types that follow no such rule.
var others = map[string]machine{
	"t3.micro": {2, 1, 4}, "t3.small": {2, 2, 11}, "t3.medium": {2, 4, 17}, "t3.large": {2, 8, 35}, "t3.xlarge": {4, 16, 58},
	"t3.2xlarge": {8, 32, 58},
	"t3a.micro":  {2, 1, 4}, "t3a.small": {2, 2, 8}, "t3a.medium": {2, 4, 17}, "t3a.large": {2, 8, 35}, "t3a.xlarge": {4, 16, 58},
	"t3a.2xlarge": {8, 32, 58},
	"t2.micro":    {1, 1, 4}, "t2.small": {1, 2, 11}, "t2.medium": {2, 4, 17}, "t2.large": {2, 8, 35}, "t2.xlarge": {4, 16, 44},
	"t2.2xlarge": {8, 32, 44},
	"m4.large":   {2, 8, 20}, "m4.xlarge": {4, 16, 58}, "m4.2xlarge": {8, 32, 58}, "m4.4xlarge": {16, 64, 234}, "m4.10xlarge": {40, 160, 234},
	"m4.16xlarge": {64, 256, 234},
	"g4dn.xlarge": {4, 16, 29}, "g4dn.2xlarge": {8, 32, 29}, "g4dn.4xlarge": {16, 64, 29}, "g4dn.8xlarge": {32, 128, 58},
	"g4dn.12xlarge": {48, 192, 234}, "g4dn.16xlarge": {64, 256, 58}, "g4dn.metal": {96, 384, 737},
}

func known() map[string]machine {
	out := maps.Clone(others)
	for _, f := range families {
		for _, family := range strings.Fields(f.names) {
			for _, size := range strings.Fields(f.sizes) {
				cpus := map[string]int{"medium": 1, "large": 2, "xlarge": 4}[size]
				if cpus == 0 {
					n, _ := strconv.Atoi(size)
					cpus, size = 4*n, size+"xlarge"
				}
				out[family+"."+size] = machine{cpus, cpus * f.perGi, pods(family, cpus)}
			}
			for size, cpus := range f.metal {
				out[family+"."+size] = machine{cpus, cpus * f.perGi, pods(family, cpus)}
			}
		}
	}
	return out
}

// pods are as many as the addresses of a type's interfaces.
func pods(family string, cpus int) int {
	switch {
	case cpus == 1:
		return 8
	case cpus == 2:
		return 29
	case cpus <= 8:
		return 58
	case cpus < 64:
		return 234
	case cpus == 128 && (strings.HasSuffix(family, "6in") || strings.HasSuffix(family, "6idn")):
		return 394
	}
	return 737
}

// unmeasured stands for a type that the table does not have: whatever is asked
// of it fits.
var unmeasured = machine{cpus: 1 << 12, memoryGi: 1 << 16, maxPods: 1 << 16}

func machineOf(typ string) machine {
	if m, ok := machines[typ]; ok {
		return m
	}
	return unmeasured
}

func measured(typ string) bool {
	_, ok := machines[typ]
	return ok
}

// Allocatable returns what an instance type has for pods, in thousandths of a
// processor and MiB. known is false for a type that the table does not have.
func Allocatable(typ string) (cpuMilli, memoryMi int, known bool) {
	m, known := machines[typ]
	return m.CPUMilli(), m.MemoryMi(), known
}

var (
	typeForm = regexp.MustCompile(`^[a-z][a-z0-9-]*\d[a-z0-9-]*\.(nano|micro|small|medium|large|[1-9]?\d*xlarge|metal(-\d+xl)?)$`)
	// armForm: a g behind the generation is AWS's own processor, as is a1.
	armForm = regexp.MustCompile(`^(a1|[a-z]+\d+[a-z]*g[a-z]*)\.`)
)

// exists says that a type may exist: the table has it, or nothing of its family.
func exists(typ string) bool {
	if _, ok := machines[typ]; ok || !typeForm.MatchString(typ) {
		return ok
	}
	family, _, _ := strings.Cut(typ, ".")
	for t := range machines {
		if strings.HasPrefix(t, family+".") {
			return false
		}
	}
	return true
}

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
