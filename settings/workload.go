package settings

import "math/big"

// workloadKeys are the settings every workload has, with its own defaults.
func workloadKeys(path, title, cpu, memory, cpuLimit, memoryLimit string) []Key {
	return []Key{
		{path + ".cpu", cpu, "a Kubernetes quantity of cores such as 500m", title + ": requested CPU"},
		{path + ".memory", memory, "a Kubernetes quantity of bytes such as 2Gi", title + ": requested memory"},
		{path + ".cpuLimit", cpuLimit, "a Kubernetes quantity of cores, not below the request", title + ": CPU limit; unset: none"},
		{path + ".memoryLimit", memoryLimit, "a Kubernetes quantity of bytes, not below the request", title + ": memory limit; unset: none"},
	}
}

func storageKey(path, title, size string) Key {
	return Key{path + ".storage", size, "a Kubernetes quantity of bytes from 1Gi to 16Ti, such as 30Gi", title + ": volume, fixed once it is made"}
}

// resources reads what workloadKeys describe.
func (r *reader) resources(path string) Resources {
	out := Resources{
		CPU: r.text(path + ".cpu"), Memory: r.text(path + ".memory"),
		CPULimit: r.text(path + ".cpuLimit"), MemoryLimit: r.text(path + ".memoryLimit"),
	}
	for _, pair := range []struct{ request, limit string }{{".cpu", ".cpuLimit"}, {".memory", ".memoryLimit"}} {
		request := r.quantity(path + pair.request)
		if r.text(path+pair.limit) == "" {
			continue
		}
		if limit := r.quantity(path + pair.limit); request != nil && limit != nil && limit.Cmp(request) < 0 {
			// the one that was changed is the one to name
			wrong, other := pair.limit, pair.request
			if !r.given(path+pair.limit) && r.given(path+pair.request) {
				wrong, other = pair.request, pair.limit
			}
			r.refuse(path+wrong, "while "+other[1:]+" is "+r.text(path+other))
		}
	}
	return out
}

// quantity is a setting as an amount, or nil where it is none.
func (r *reader) quantity(path string) *big.Rat {
	text := r.text(path)
	amount, ok := quantity(text)
	if ok {
		return amount
	}
	why := ""
	if exponentForm.MatchString(text) {
		why = "which is to be written without an exponent"
	}
	r.refuse(path, why)
	return nil
}

// storage is a setting as a volume's size, kept as written.
func (r *reader) storage(path string) string {
	size := r.quantity(path)
	if size != nil && (size.Cmp(quantityUnits["Gi"]) < 0 || size.Cmp(new(big.Rat).Mul(big.NewRat(16, 1), quantityUnits["Ti"])) > 0) {
		r.refuse(path, "")
	}
	return r.text(path)
}

// memoryOf is the memory a workload can count on: its limit, or else what it
// requests; nil where neither is a quantity.
func memoryOf(res Resources) *big.Rat {
	for _, text := range []string{res.MemoryLimit, res.Memory} {
		if amount, ok := quantity(text); ok {
			return amount
		}
	}
	return nil
}
