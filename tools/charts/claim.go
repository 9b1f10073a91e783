package main

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"
)

// claim is a volume that an object asks for.
type claim struct {
	by    object
	class string // empty: the cluster's default
	size  resource.Quantity
	times int
}

// claims finds PersistentVolumeClaims, those in the templates of StatefulSets,
// and those in custom resources that become StatefulSets.
func claims(objects []object) ([]claim, error) {
	var out []claim
	var problem error
	for _, o := range objects {
		note := func(spec any) {
			c := claim{by: o, times: replicas(o)}
			m, _ := spec.(map[string]any)
			c.class, _ = m["storageClassName"].(string)
			requests, _ := nested(m, "resources", "requests").(map[string]any)
			size, err := resource.ParseQuantity(fmt.Sprint(requests["storage"]))
			if err != nil {
				problem = fmt.Errorf("%s: a volume of %v", o, requests["storage"])
			}
			c.size = size
			out = append(out, c)
		}
		if o.kind == "PersistentVolumeClaim" {
			note(o.content["spec"])
		}
		if o.kind == definition {
			continue
		}
		walk("", o.content, func(key string, m map[string]any) {
			switch {
			case key == "volumeClaimTemplate":
				note(m["spec"])
			case key == "volumeClaimTemplates":
				note(m["spec"])
			}
		})
	}
	return out, problem
}

// nested is the value at a path, or nil.
func nested(v any, path ...string) any {
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

// replicas are how many pods an object asks for; one where it does not say.
func replicas(o object) int {
	spec, _ := o.content["spec"].(map[string]any)
	switch n := spec["replicas"].(type) {
	case float64:
		return int(n)
	case int64:
		return int(n)
	}
	return 1
}

// onAnotherClass are the claims that do not ask for the class.
func onAnotherClass(all []claim, class string) []string {
	var out []string
	for _, c := range all {
		if c.class != class {
			out = append(out, fmt.Sprintf("%s asks for storage class %q, not %q", c.by, c.class, class))
		}
	}
	slices.Sort(out)
	return out
}

// together is the size of all claims.
func together(all []claim) *resource.Quantity {
	sum := resource.NewQuantity(0, resource.BinarySI)
	for _, c := range all {
		for range c.times {
			sum.Add(c.size)
		}
	}
	return sum
}
