package main

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// claim is a volume that an object requests.
type claim struct {
	by    object
	class string // empty: the cluster's default
	size  resource.Quantity
	times int
}

// claims returns PersistentVolumeClaims, those in the templates of StatefulSets,
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
			if key == "volumeClaimTemplate" || key == "volumeClaimTemplates" {
				note(m["spec"])
			}
		})
	}
	return out, problem
}

// nested returns the value at a path, or nil.
func nested(v any, path ...string) any {
	m, _ := v.(map[string]any)
	out, _, _ := unstructured.NestedFieldNoCopy(m, path...)
	return out
}

// replicas returns how many pods an object has; the default is one.
func replicas(o object) int {
	switch n := nested(o.content, "spec", "replicas").(type) {
	case float64:
		return int(n)
	case int64:
		return int(n)
	}
	return 1
}

// onAnotherClass returns the claims of another storage class.
func onAnotherClass(all []claim, class string) []string {
	var out []string
	for _, c := range all {
		if c.class != class {
			out = append(out, fmt.Sprintf("%s has storage class %q, not %q", c.by, c.class, class))
		}
	}
	slices.Sort(out)
	return out
}

// together returns the size of all claims.
func together(all []claim) *resource.Quantity {
	sum := resource.NewQuantity(0, resource.BinarySI)
	for _, c := range all {
		for range c.times {
			sum.Add(c.size)
		}
	}
	return sum
}
