// Package tags fills in what the AWS provider answers about tags.
package tags

import "eks-elk/rehearsal/world"

// All sets tagsAll: the provider's default tags under the resource's own.
func All(op *world.Op) {
	all := map[string]any{}
	for k, v := range op.Object.Session.Tags {
		all[k] = v
	}
	if own := op.Object.Get("tags"); own.IsObject() {
		for k, v := range own.ObjectValue() {
			all[string(k)] = world.Str(v)
		}
	}
	op.Set("tagsAll", all)
}
