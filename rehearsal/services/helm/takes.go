package helm

import (
	"maps"
	"reflect"

	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

// takes is how long a release takes: its images are pulled, its pods start, and
// those that wait for another release are ready some time after it.
func takes(op *world.Op, what string) latency.Steps {
	name := chartOf(op.Object).name
	if len(modelled(name)) == 0 { // nothing is known of it
		return nil
	}
	switch what {
	case "delete":
		return latency.Of("delete " + name)
	case "update":
		if !restarts(op) {
			return latency.Of("record a release")
		}
	}
	var out latency.Steps
	if pull := "pull " + name; latency.Known(pull) && (what == "create" || otherImage(op)) {
		out = append(out, latency.Part("pull", pull))
	}
	start := "start"
	if what == "update" {
		start = "restart"
	}
	out = append(out, latency.Part(start, start+" "+name, "start "+name))
	if join := "join " + name; latency.Known(join) {
		joins := latency.Part("join", join)
		joins.Joins = true
		out = append(out, joins)
	}
	return out
}

// besidePods are values that no pod is made of.
var besidePods = []string{"serviceMonitor", "prometheusRule", "service"}

// restarts says that an upgrade makes pods anew.
func restarts(op *world.Op) bool {
	if op.Old == nil {
		return true
	}
	was, is := maps.Clone(given(op.Old)), maps.Clone(given(op.Object))
	for _, key := range besidePods {
		delete(was, key)
		delete(is, key)
	}
	return otherImage(op) || !reflect.DeepEqual(was, is)
}

// otherImage says that an upgrade's pods have other images.
func otherImage(op *world.Op) bool {
	if op.Old == nil {
		return true
	}
	was, is := given(op.Old), given(op.Object)
	return op.Old.Str("version") != op.Str("version") || was.str("imageTag") != is.str("imageTag") || was.str("image") != is.str("image")
}
