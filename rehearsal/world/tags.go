package world

// setTagsAll sets the AWS provider's output tagsAll: its default tags under the
// resource's own.
func (op *Op) setTagsAll() {
	all := map[string]any{}
	for k, v := range op.Object.Session.Tags {
		all[k] = v
	}
	for k, v := range Map(op.Object.Get("tags")) {
		all[string(k)] = Str(v)
	}
	op.Set("tagsAll", all)
}
