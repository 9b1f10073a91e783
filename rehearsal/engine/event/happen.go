package event

import (
	"errors"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

// ErrAbsent is that a stack has nothing that an event could happen to.
var ErrAbsent = errors.New("the stack has nothing of the kind")

// happen is what an event does, and what of the stack it concerns.
type happen = func(*world.World) ([]*world.Object, error)

// of finds the stack's resources of a type, or the one of a name.
func of(w *world.World, typ, name string) ([]*world.Object, error) {
	var out []*world.Object
	for _, o := range w.Objects(typ) {
		if o.URN != "" && (name == "" || o.Name == name) {
			out = append(out, o)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: %s %s", ErrAbsent, typ, name)
	}
	return out, nil
}

// does lets something happen to the first of a type, or to the one of a name.
func does(typ, name string, do func(*world.World, *world.Object) error) happen {
	return func(w *world.World) ([]*world.Object, error) {
		found, err := of(w, typ, name)
		if err != nil {
			return nil, err
		}
		return found[:1], do(w, found[0])
	}
}

// published lets AWS publish a newer one of what resources of a type come from.
func published(what, typ, name string) happen {
	return func(w *world.World) ([]*world.Object, error) {
		w.Published[what]++
		return of(w, typ, name)
	}
}

// deleted takes a resource away as a person does.
func deleted(typ, name string) happen {
	return does(typ, name, func(w *world.World, o *world.Object) error {
		return w.Delete(world.Call{URN: o.URN, Type: typ, Name: o.Name, ID: o.ID, Session: o.Session})
	})
}

// rotated gives the cluster's certificate authority a successor.
func rotated(successor string, retired bool) happen {
	return does(eks.ClusterType, "", func(w *world.World, cluster *world.Object) error {
		eks.RotateAuthority(w, cluster, successor, retired)
		return nil
	})
}

// tagged changes the tags of a resource, of which "" is one that is removed.
func tagged(typ string, to map[string]string) happen {
	return does(typ, "", func(w *world.World, o *world.Object) error {
		w.Patch(o, func(o *world.Object) {
			for _, of := range []resource.PropertyKey{"tags", "tagsAll"} {
				all := world.Map(o.Outputs[of]).Copy()
				for key, value := range to {
					all[resource.PropertyKey(key)] = resource.NewProperty(value)
					if value == "" {
						delete(all, resource.PropertyKey(key))
					}
				}
				o.Outputs[of] = resource.NewProperty(all)
			}
		})
		return nil
	})
}

// aged moves the calendar to the time when certificates of a type are to be renewed,
// which is before they end, or to an hour after that.
func aged(typ string, ended bool) happen {
	return func(w *world.World) ([]*world.Object, error) {
		found, err := of(w, typ, "")
		if err != nil {
			return nil, err
		}
		at, err := time.Parse(time.RFC3339, found[0].Str("validityEndTime"))
		if ended {
			at = at.Add(time.Hour)
		} else {
			at = at.Add(-max(time.Duration(found[0].Int("earlyRenewalHours")-1)*time.Hour, time.Minute))
		}
		w.Later = max(w.Later, time.Until(at))
		return found, err
	}
}

// nodeLost ends the instance on which a pod with a volume runs.
func nodeLost(w *world.World) ([]*world.Object, error) {
	groups, err := of(w, eks.NodeGroupType, "")
	if err != nil {
		return nil, err
	}
	for _, pod := range w.Objects(kubernetes.Pod) {
		for _, i := range w.Objects(ec2.Instance) {
			if i.Str("privateDns") != pod.Str("node") || len(pod.Strs("claims")) == 0 {
				continue
			}
			for _, group := range groups {
				if group.ID == i.Str("nodeGroup") {
					return []*world.Object{group}, w.Act(group, func(op *world.Op) error { return eks.Lose(op, i) })
				}
			}
		}
	}
	return nil, fmt.Errorf("%w: no pod has a volume", ErrAbsent)
}

// acts lets a service do something by itself to the first of a type.
func acts(typ, name string, do func(*world.Op) error) happen {
	return does(typ, name, func(w *world.World, o *world.Object) error { return w.Act(o, do) })
}

// toVolume does something to the contents of a claim, by its namespace and name.
func toVolume(release, claim string, do func(w *world.World, claim string)) happen {
	return does(helm.Release, release, func(w *world.World, _ *world.Object) error {
		do(w, claim)
		return nil
	})
}

// withSnapshots does something to a stack that has snapshots of Elasticsearch.
func withSnapshots(do happen) happen {
	return func(w *world.World) ([]*world.Object, error) {
		if len(w.Objects(s3.Objects)) == 0 {
			return nil, fmt.Errorf("%w: no snapshot is in any bucket; set elk.backups.enabled to true", ErrAbsent)
		}
		return do(w)
	}
}

// recordDeleted deletes the record that Helm has of a release.
func recordDeleted(w *world.World, release *world.Object) error {
	helm.DeleteRecords(w, release, "")
	return nil
}
