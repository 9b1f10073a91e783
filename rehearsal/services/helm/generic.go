package helm

import (
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
)

// genericModel guesses what an unknown chart does from what its values say: a
// pod for every set of resources, a need for every Secret they name, a claim
// for every size beside a storage class.
func genericModel(p *plan, r rel, v values) {
	one := pod{Demand: kubernetes.Demand{Name: r.name}}
	var walk func(x any)
	walk = func(x any) {
		if list, ok := x.([]any); ok {
			for _, e := range list {
				walk(e)
			}
			return
		}
		m, ok := asMap(x)
		if !ok {
			return
		}
		node := values(m)
		if requests, limits := node["requests"], node["limits"]; requests != nil || limits != nil {
			p.resources(&one, node)
			return
		}
		if ref := node.sub("secretKeyRef"); ref != nil {
			one.env = append(one.env, secretKey{node.str("name"), ref.str("name"), ref.str("key"), ref.is("optional")})
		}
		for _, key := range []string{"secretName", "existingSecret"} {
			if name := node.str(key); name != "" {
				one.mounts = append(one.mounts, mount{name: name, secret: name, path: "/" + name})
			}
		}
		if size := node.str("size"); size != "" && (node.str("storageClass") != "" || node.str("storageClassName") != "") {
			class := node.str("storageClassName") + node.str("storageClass")
			name := strings.TrimSuffix(r.name, "-")
			p.claims = append(p.claims, claim{Claim: kubernetes.Claim{Name: name, Class: class, GiB: p.storage(size)}, template: true, of: r.name})
			one.Claims = append(one.Claims, name)
		}
		for _, e := range m {
			walk(e)
		}
	}
	walk(map[string]any(v))
	p.pods = append(p.pods, one)
	p.services = []string{r.name}
}
