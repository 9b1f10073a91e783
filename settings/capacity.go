package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// family is a family of instance types: memory for each vCPU, and the sizes
// there are besides large, in multiples of an xlarge, which has four vCPUs.
type family struct {
	gibPerCPU int64
	xlarges   string
}

// families are the current x86-64 families for general use. A type of another
// family is not judged here. https://docs.aws.amazon.com/ec2/latest/instancetypes/
var families = func() map[string]family {
	table := map[string]family{}
	for names, f := range map[string]family{
		"c5 c5d c5n":                   {2, "1 2 4 9 12 18 24"},
		"c5a c5ad":                     {2, "1 2 4 8 12 16 24"},
		"c6i c6id c6in":                {2, "1 2 4 8 12 16 24 32"},
		"c6a c7a":                      {2, "1 2 4 8 12 16 24 32 48"},
		"c7i":                          {2, "1 2 4 8 12 16 24 48"},
		"m5 m5a m5ad m5d m5dn m5n":     {4, "1 2 4 8 12 16 24"},
		"m6i m6id m6in m6idn":          {4, "1 2 4 8 12 16 24 32"},
		"m6a m7a":                      {4, "1 2 4 8 12 16 24 32 48"},
		"m7i":                          {4, "1 2 4 8 12 16 24 48"},
		"m7i-flex":                     {4, "1 2 4 8 12 16"},
		"r5 r5a r5ad r5b r5d r5dn r5n": {8, "1 2 4 8 12 16 24"},
		"r6i r6id r6in r6idn":          {8, "1 2 4 8 12 16 24 32"},
		"r6a r7a":                      {8, "1 2 4 8 12 16 24 32 48"},
		"r7i":                          {8, "1 2 4 8 12 16 24 48"},
		"t2 t3 t3a":                    {4, "1 2"},
	} {
		for name := range strings.FieldsSeq(names) {
			table[name] = f
		}
	}
	return table
}()

// burstable are the sizes of t2, t3 and t3a below large, in half GiB of memory.
var burstable = map[string]int64{"nano": 1, "micro": 2, "small": 4, "medium": 8}

var xlargeForm = regexp.MustCompile(`^([0-9]*)xlarge$`)

// node is what one node has.
type node struct{ milliCPU, bytes int64 }

// nodeOf returns what a node of that type has. known is false where the table
// does not say; exists is false where the family has no such size.
func nodeOf(name string) (n node, exists, known bool) {
	prefix, size, _ := strings.Cut(name, ".")
	f, listed := families[prefix]
	if !listed || strings.HasPrefix(size, "metal") {
		return node{}, true, false
	}
	if halves, small := burstable[size]; small {
		return node{2000, halves * gib / 2}, prefix[0] == 't', prefix[0] == 't' || size != "medium"
	}
	cpus := int64(2) // large
	if m := xlargeForm.FindStringSubmatch(size); m != nil {
		count := m[1]
		if count == "" {
			count = "1"
		}
		xlarges, _ := strconv.ParseInt(count, 10, 32) // 0 where it is too long: no family has it
		cpus = 4 * xlarges
		exists = slices.Contains(strings.Fields(f.xlarges), count)
	} else {
		exists = size == "large"
	}
	return node{1000 * cpus, f.gibPerCPU * cpus * gib}, exists, exists || size != "medium"
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
		var largest, sum node
		for i, g := range made {
			n, exists, known := nodeOf(g.InstanceType)
			if !known {
				return
			}
			if !exists {
				groups[i].instanceType.set().refuse("a size that the family does not have")
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
				p.cpu.refuse(fmt.Sprintf("more than any node has (%d cores)", largest.milliCPU/1000))
			}
			if p.resources.Memory.Bytes() > largest.bytes {
				p.memory.refuse(fmt.Sprintf("more than any node has for pods (%d MiB)", largest.bytes/mib))
			}
			want.milliCPU += p.resources.CPU.Milli()
			want.bytes += p.resources.Memory.Bytes()
		}
		if slices.ContainsFunc(pods, func(p pod) bool { return p.cpu.refused || p.memory.refused }) {
			return
		}
		if want.bytes > sum.bytes || want.milliCPU > sum.milliCPU {
			s := groups[0].instanceType.set()
			s.problem("is %s, and all nodes together have %d MiB of memory and %d cores for pods, but the workloads request %d MiB and %d millicores; "+
				"allowed: a larger type, or more desired nodes", s.shown(), sum.bytes/mib, sum.milliCPU/1000, want.bytes/mib, want.milliCPU)
		}
	}})
}
