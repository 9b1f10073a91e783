package standin

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// planned is what a preview knows of a resource that will be made: its inputs,
// and that the service's own outputs are still unknown.
func planned(k *world.ResourceType, inputs resource.PropertyMap) resource.PropertyMap {
	out := inputs.Copy()
	for _, name := range k.Computed {
		key := resource.PropertyKey(name)
		if _, given := out[key]; !given {
			out[key] = resource.MakeComputed(resource.NewProperty(""))
		}
	}
	return out
}

// merged is what a preview knows of a resource that will be changed: the old
// outputs under the new inputs, but for those that the change makes anew. What
// reads one of them shows up in the preview as changed, as it is in the update.
func merged(k *world.ResourceType, old, inputs resource.PropertyMap) resource.PropertyMap {
	out := old.Copy()
	for key, v := range inputs {
		out[key] = v
	}
	for _, name := range k.Renewed {
		key := resource.PropertyKey(name)
		if _, given := inputs[key]; !given {
			out[key] = resource.MakeComputed(resource.NewProperty(""))
		}
	}
	return out
}
