package settings

// Resources are a container's requests and limits. What is not set is left out.
type Resources struct {
	CPU, Memory           Quantity // requests
	CPULimit, MemoryLimit Quantity
}

// Limit returns the memory that a workload can count on: its limit, or else
// what it requests.
func (r Resources) Limit() Quantity {
	if r.MemoryLimit.IsSet() {
		return r.MemoryLimit
	}
	return r.Memory
}

// workload are the settings of one workload's resources.
type workload struct {
	cpu, memory, cpuLimit, memoryLimit *setting
}

// sizes are a workload's defaults, in the order of Resources.
type sizes [4]string

// leastMemory is the least that any of the workloads starts with: with less the
// kernel ends the program before it answers. Elastic's operator gives Kibana
// 1 GiB and Logstash 2 GiB, and half a gigabyte or less ends both
// (elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/manage-compute-resources).
type leastMemory string

// resources declares requests and limits below a workload's path.
func (g group) resources(into *Resources, title string, least leastMemory, defaults sizes, memoryExample string) workload {
	core := cores.between(0, 1<<20, "a Kubernetes quantity of cores such as 500m, without a suffix of bytes", corePattern)
	bytes := memoryBytes.between(MustQuantity(string(least)).Bytes(), 16*tib,
		"a Kubernetes quantity of bytes such as 2Gi, at least "+string(least), bytePattern)
	w := workload{
		cpu:         declare(g, "cpu", &into.CPU, core, defaults[0], title+": requested CPU", "333m"),
		memory:      declare(g, "memory", &into.Memory, bytes, defaults[1], title+": requested memory", memoryExample),
		cpuLimit:    declare(g, "cpuLimit", &into.CPULimit, core, defaults[2], title+": CPU limit; empty: none", "3").mayBeEmpty(),
		memoryLimit: declare(g, "memoryLimit", &into.MemoryLimit, bytes, defaults[3], title+": memory limit; empty: none", "7Gi").mayBeEmpty(),
	}
	g.pods = append(g.pods, pod{w.cpu, w.memory, into})
	notBelow(w.cpu, w.cpuLimit, &into.CPU, &into.CPULimit)
	notBelow(w.memory, w.memoryLimit, &into.Memory, &into.MemoryLimit)
	return w
}

// notBelow refuses a limit below its request. The setting that was changed is
// the one to name.
func notBelow(request, limit *setting, requested, limited *Quantity) {
	limit.check(func() {
		switch {
		case !limited.IsSet() || limited.Milli() >= requested.Milli():
		case limit.given || !request.given:
			limit.refuse("while " + request.name() + " is " + request.text())
		default:
			request.refuse("while " + limit.name() + " is " + limit.text())
		}
	}, request)
}

// storage declares the size of a workload's volume.
func (g group) storage(into *Quantity, title, fallback string) *setting {
	return declare(g, "storage", into, volumeSize(gib, "1Gi"), fallback, title+": volume; the size is fixed once the volume is made", "63Gi")
}

// volumeSize is the size of a gp3 volume in a claim.
func volumeSize(least int64, leastText string) form[Quantity] {
	return memoryBytes.between(least, 16*tib, "a Kubernetes quantity of bytes from "+leastText+" to 16Ti, such as 30Gi", bytePattern)
}
