package kubernetes

import (
	"cmp"
	"slices"

	"eks-elk/rehearsal/world"
)

// Request is how many pods somebody has on a cluster, and what they request together.
type Request struct {
	Of             string // a release, "" the cluster's own
	CPUMilli       int
	MemoryMi, Pods int
}

func (r *Request) add(cpu, memory, pods int) {
	r.CPUMilli, r.MemoryMi, r.Pods = r.CPUMilli+cpu, r.MemoryMi+memory, r.Pods+pods
}

// Requests returns what each release requests on the operation's cluster, by name, the
// cluster itself first, and what its nodes have for all of it.
func Requests(op *world.Op) (of []Request, have Request) {
	by := map[string]*Request{"": {}}
	for _, n := range rooms(op, nil).nodes {
		have.add(n.CPUMilli, n.MemoryMi, n.Pods)
		by[""].add(n.CPUMilli-n.free.CPUMilli, n.MemoryMi-n.free.MemoryMi, n.Pods-n.free.Pods)
	}
	names := map[string]string{} // of what has pods, by key
	for _, o := range On(op) {
		names[o.Key()] = o.Str("name")
	}
	for _, pod := range On(op, Pod) {
		owner := names[pod.Str("of")]
		if by[owner] == nil {
			by[owner] = &Request{Of: owner}
		}
		by[""].add(-pod.Int("cpuMilli"), -pod.Int("memoryMi"), -1)
		by[owner].add(pod.Int("cpuMilli"), pod.Int("memoryMi"), 1)
	}
	for _, r := range by {
		of = append(of, *r)
	}
	slices.SortFunc(of, func(a, b Request) int { return cmp.Compare(a.Of, b.Of) })
	return of, have
}
