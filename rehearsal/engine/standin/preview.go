package standin

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// foreseen is what a preview knows of a resource that will be made or changed: its
// inputs, over the old outputs, and that what the service will return is still
// unknown. What reads one of those shows up in the preview as changed, as it is
// in the update.
func foreseen(old, inputs resource.PropertyMap, unknown []string) resource.PropertyMap {
	out := old.Copy()
	maps.Copy(out, inputs)
	for _, name := range unknown {
		key := resource.PropertyKey(name)
		if _, given := inputs[key]; !given {
			out[key] = resource.MakeComputed(resource.NewProperty(""))
		}
	}
	return out
}
