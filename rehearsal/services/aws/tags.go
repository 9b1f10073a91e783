package aws

import (
	"fmt"
	"strings"

	"eks-elk/rehearsal/world"
)

// tagged: what AWS keeps of tags for itself. It holds for every type that has
// tags, and for what a launch template tags.
var tagged = world.Rule{
	ID: "aws/tags",
	Source: "AWS General Reference, Tag naming limits and requirements: keys of 1 to 128 characters, values of 256, not aws:; 50 tags a " +
		"resource",
	Test: func(op *world.Op) error {
		sets := []string{"tags"}
		if list := op.Object.Get("tagSpecifications"); list.IsArray() {
			for i := range list.ArrayValue() {
				sets = append(sets, fmt.Sprintf("tagSpecifications[%d].tags", i))
			}
		}
		for _, path := range sets {
			tags := world.Tags(op.Object.Session.Tags, op.Object.Get(path))
			if len(tags) > 50 {
				return world.Refuse(op.Type.Service, "TagLimitExceeded", "The maximum number of Tags for a resource has been reached: %d.", len(tags))
			}
			for key, v := range tags {
				switch {
				case strings.HasPrefix(strings.ToLower(key), "aws:"):
					return world.Refuse(op.Type.Service, "InvalidParameterValue",
						"Value ( %s ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use", key)
				case len(key) < 1 || len(key) > 128 || len(v) > 256:
					return world.Refuse(op.Type.Service, "InvalidParameterValue", "Tag %s exceeds the maximum of 128 characters of a key, 256 of a value", key)
				}
			}
		}
		return nil
	},
}
