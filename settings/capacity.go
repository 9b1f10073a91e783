package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// family is a family of instance types: memory for each vCPU, and its sizes, of
// which a number N stands for Nxlarge. A large has two vCPUs, an xlarge four.
type family struct {
	mibPerCPU int64
	sizes     []string
}

// families are the current x86-64 families for general use. Of another family,
// only the form of its name is judged here.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/
var families = func() map[string]family {
	table := map[string]family{}
	for _, row := range []struct {
		names     string
		mibPerCPU int64
		sizes     string
	}{
		{"c5 c5d", 2048, "large xlarge 2 4 9 12 18 24 metal"},
		{"c5n", 2688, "large xlarge 2 4 9 18 metal"},
		{"c5a c5ad", 2048, "large xlarge 2 4 8 12 16 24"},
		{"c6i c6id c6in", 2048, "large xlarge 2 4 8 12 16 24 32 metal"},
		{"c6a", 2048, "large xlarge 2 4 8 12 16 24 32 48 metal"},
		{"c7a", 2048, "medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl"},
		{"c7i", 2048, "large xlarge 2 4 8 12 16 24 48 metal-24xl metal-48xl"},
		{"c7i-flex", 2048, "large xlarge 2 4 8 12 16"},
		{"m5 m5d m5n m5dn", 4096, "large xlarge 2 4 8 12 16 24 metal"},
		{"m5a m5ad", 4096, "large xlarge 2 4 8 12 16 24"},
		{"m6i m6id m6in m6idn", 4096, "large xlarge 2 4 8 12 16 24 32 metal"},
		{"m6a", 4096, "large xlarge 2 4 8 12 16 24 32 48 metal"},
		{"m7a", 4096, "medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl"},
		{"m7i", 4096, "large xlarge 2 4 8 12 16 24 48 metal-24xl metal-48xl"},
		{"m7i-flex", 4096, "large xlarge 2 4 8 12 16"},
		{"r5 r5b r5d r5n r5dn", 8192, "large xlarge 2 4 8 12 16 24 metal"},
		{"r5a r5ad", 8192, "large xlarge 2 4 8 12 16 24"},
		{"r6i r6id r6in r6idn", 8192, "large xlarge 2 4 8 12 16 24 32 metal"},
		{"r6a", 8192, "large xlarge 2 4 8 12 16 24 32 48 metal"},
		{"r7a", 8192, "medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl"},
		{"r7i", 8192, "large xlarge 2 4 8 12 16 24 48 metal-24xl metal-48xl"},
		{"t2 t3 t3a", 4096, "nano micro small medium large xlarge 2"},
	} {
		for name := range strings.FieldsSeq(row.names) {
			table[name] = family{row.mibPerCPU, strings.Fields(row.sizes)}
		}
	}
	return table
}()

// burstable are the sizes of t2, t3 and t3a below large, in half GiB of memory.
var burstable = map[string]int64{"nano": 1, "micro": 2, "small": 4, "medium": 8}

// node is what one node has.
type node struct{ milliCPU, bytes int64 }

// nodeOf returns what a node of that type has. known is false where the table
// does not say; exists is false where the family has no such size.
func nodeOf(name string) (n node, exists, known bool) {
	prefix, size, _ := strings.Cut(name, ".")
	f, listed := families[prefix]
	if !listed {
		return node{}, true, false
	}
	count := strings.TrimSuffix(size, "xlarge")
	if !slices.Contains(f.sizes, size) && !slices.Contains(f.sizes, count) {
		return node{}, false, true
	}
	cpus := map[string]int64{"medium": 1, "large": 2, "xlarge": 4}[size]
	switch {
	case strings.HasPrefix(size, "metal"):
		return node{}, true, false // all of the largest: room for whatever there is
	case prefix[0] == 't' && burstable[size] > 0:
		return node{2000, burstable[size] * gib / 2}, true, true
	case cpus == 0:
		n, _ := strconv.ParseInt(count, 10, 64) // digits, by the table
		cpus = 4 * n
	}
	return node{1000 * cpus, f.mibPerCPU * cpus * mib}, true, true
}

// kubeletMemory is the least that the kubelet and the system keep of a node's
// memory: 255 MiB, 100 MiB for evictions, and 11 MiB for each of a dozen pods.
// https://github.com/awslabs/amazon-eks-ami, bootstrap.sh
const kubeletMemory = 480 * mib

// pod is what one workload requests.
type pod struct {
	cpu, memory *setting
	resources   *Resources
}

// checkCapacity refuses workloads that no node can hold, and nodes that cannot
// hold all of them. It counts this stack's own large pods alone, so that what it
// refuses could never start; the rehearsal counts every pod.
func (l *loader) checkCapacity(groups []nodeSettings, made []*NodeGroup) {
	pods := l.pods
	var needs []*setting
	for _, own := range groups {
		needs = append(needs, own.all()...)
	}
	for _, p := range pods {
		needs = append(needs, p.cpu, p.memory)
	}
	l.checks = append(l.checks, check{needs, func() {
		if len(groups) == 0 {
			return // all of them have names that place has refused
		}
		var largest, sum node
		for i, g := range made {
			n, exists, known := nodeOf(g.InstanceType)
			if !known {
				return
			}
			if !exists {
				prefix, _, _ := strings.Cut(g.InstanceType, ".")
				s := groups[i].instanceType.set()
				s.problem("is %s, a size that %s does not have; allowed: %s", s.shown(), prefix, s.Allowed)
				return
			}
			n.bytes -= kubeletMemory
			largest = node{max(largest.milliCPU, n.milliCPU), max(largest.bytes, n.bytes)}
			sum.milliCPU += int64(g.Desired) * n.milliCPU
			sum.bytes += int64(g.Desired) * n.bytes
		}
		var want node
		for _, p := range pods {
			if p.resources.CPU.Milli() > largest.milliCPU {
				tooLarge(p.cpu, groups, fmt.Sprintf("%d cores", largest.milliCPU/1000))
			}
			if p.resources.Memory.Bytes() > largest.bytes {
				tooLarge(p.memory, groups, fmt.Sprintf("%d MiB of memory for pods", largest.bytes/mib))
			}
			want.milliCPU += p.resources.CPU.Milli()
			want.bytes += p.resources.Memory.Bytes()
		}
		if groups[0].instanceType.set().refused || slices.ContainsFunc(pods, func(p pod) bool { return p.cpu.refused || p.memory.refused }) {
			return
		}
		if want.bytes > sum.bytes || want.milliCPU > sum.milliCPU {
			s := groups[0].instanceType.set()
			s.problem("is %s, and all nodes together have %d MiB of memory and %d cores for pods, but the workloads request %d MiB and %d millicores; "+
				"allowed: a larger type, or more desired nodes", s.shown(), sum.bytes/mib, sum.milliCPU/1000, want.bytes/mib, want.milliCPU)
		}
	}})
}

// tooLarge refuses a request that no node can hold, or, where the stack file does
// not say the request, the type of the nodes.
func tooLarge(request *setting, groups []nodeSettings, has string) {
	nodes := groups[0].instanceType.set()
	if !request.given && nodes.given {
		nodes.problem("is %s, and no node has more than %s, but %s is %s; allowed: a larger type, or a smaller request",
			nodes.shown(), has, request.Path, request.text())
		return
	}
	request.refuse("more than any node has (" + has + ")")
}
