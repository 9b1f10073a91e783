package recorder

import (
	"fmt"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// optional is what a registration and a transform's response have in common.
type optional interface {
	GetProtect() bool
	GetRetainOnDelete() bool
	GetDeleteBeforeReplace() bool
	GetDeletedWith() string
	GetAdditionalSecretOutputs() []string
	GetIgnoreChanges() []string
	GetReplaceOnChanges() []string
	GetReplaceWith() []string
	GetCustomTimeouts() *pulumirpc.RegisterResourceRequest_CustomTimeouts
}

func (r *Resource) takeOptions(in optional) {
	r.Protect, r.RetainOnDelete, r.DeletedWith = in.GetProtect(), in.GetRetainOnDelete(), in.GetDeletedWith()
	r.DeleteBeforeReplace = in.GetDeleteBeforeReplace()
	r.SecretOutputs, r.IgnoreChanges = in.GetAdditionalSecretOutputs(), in.GetIgnoreChanges()
	r.ReplaceOnChanges, r.ReplaceWith = in.GetReplaceOnChanges(), in.GetReplaceWith()
	timeouts := in.GetCustomTimeouts()
	r.Timeouts = Timeouts{timeouts.GetCreate(), timeouts.GetUpdate(), timeouts.GetDelete()}
	switch in := in.(type) { // the two have them under different names
	case *pulumirpc.RegisterResourceRequest:
		r.Import, r.HideDiffs = in.GetImportId(), in.GetHideDiffs()
	case *pulumirpc.TransformResourceOptions:
		r.Import, r.HideDiffs, r.Version = in.GetImport(), in.GetHideDiff(), in.GetVersion()
	}
}

// options returns what a transform gets.
func (r *Resource) options() *pulumirpc.TransformResourceOptions {
	return &pulumirpc.TransformResourceOptions{
		DependsOn: r.Dependencies, Protect: &r.Protect, RetainOnDelete: &r.RetainOnDelete, DeletedWith: r.DeletedWith,
		DeleteBeforeReplace: &r.DeleteBeforeReplace, AdditionalSecretOutputs: r.SecretOutputs, IgnoreChanges: r.IgnoreChanges,
		ReplaceOnChanges: r.ReplaceOnChanges, ReplaceWith: r.ReplaceWith, Import: r.Import, HideDiff: r.HideDiffs, Version: r.Version,
		CustomTimeouts: &pulumirpc.RegisterResourceRequest_CustomTimeouts{
			Create: r.Timeouts.Create, Update: r.Timeouts.Update, Delete: r.Timeouts.Delete,
		},
	}
}

// Options returns the resource's options that change what the engine does with
// it, such as "ignoreChanges scalingConfig.desiredSize".
func (r *Resource) Options() []string {
	var out []string
	say := func(said bool, text string) {
		if said {
			out = append(out, text)
		}
	}
	list := func(name string, values []string) {
		say(len(values) > 0, name+" "+strings.Join(values, ", "))
	}
	list("ignoreChanges", r.IgnoreChanges)
	list("replaceOnChanges", r.ReplaceOnChanges)
	list("replaceWith", r.ReplaceWith)
	list("hideDiffs", r.HideDiffs)
	say(r.Protect, "protect")
	say(r.RetainOnDelete, "retainOnDelete")
	say(r.DeleteBeforeReplace, "deleteBeforeReplace")
	say(r.DeletedWith != "", "deletedWith "+r.DeletedWith)
	say(r.Import != "", "import "+r.Import)
	say(r.Timeouts != Timeouts{}, fmt.Sprintf("customTimeouts %+v", r.Timeouts))
	return out
}
