package world

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Tags are those that the AWS provider gives a resource: its own over the
// provider's default ones.
func Tags(defaults map[string]string, own resource.PropertyValue) map[string]string {
	all := map[string]string{}
	maps.Copy(all, defaults)
	for k, v := range Map(own) {
		all[string(k)] = Str(v)
	}
	return all
}

// setTagsAll sets the AWS provider's output tagsAll.
func (op *Op) setTagsAll() {
	all := map[string]any{}
	for k, v := range Tags(op.Object.Session.Tags, op.Object.Get("tags")) {
		all[k] = v
	}
	op.Set("tagsAll", all)
}
