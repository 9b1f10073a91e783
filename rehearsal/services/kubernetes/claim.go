package kubernetes

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/world"
)

// What becomes of a volume, in its output "state".
const (
	inUse    = "in-use"
	deleting = "deleting" // its claim is gone; the driver will delete it in some seconds
	orphaned = "available"
)

// Claim is a PersistentVolumeClaim that a controller makes.
type Claim struct {
	Name  string
	Class string // "": the default one
	GiB   int
	// WithRelease: the claim is one of the release's own objects and goes with
	// it. A StatefulSet's claims stay until their namespace goes.
	WithRelease bool
}

func claim() *world.ResourceType {
	k := resourceType{
		token: PersistentVolumeClaim, apiVersion: "v1", object: "PersistentVolumeClaim", plural: "persistentvolumeclaims",
		replace:  []string{"spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"},
		computed: []string{"status"},
	}.kind()
	k.Required = []string{"spec.resources.requests.storage"}
	k.Gone = func(op *world.Op) error { return release(op, op.Object) }
	// The driver's work on volumes that are on their way out ends well or not.
	k.Watch = map[string]func(*world.Op) error{NodeGroup: drained, eks.AddonType: driverGone}
	for _, typ := range driversRights {
		k.Watch[typ] = rightsGone
	}
	return k
}

// Bound returns the claim of that name and the zone its volume is in.
func Bound(op *world.Op, namespace, name string) (claim *world.Object, zone string) {
	if claim = Get(op, PersistentVolumeClaim, namespace, name); claim == nil {
		return nil, ""
	}
	if v := volumeOf(op, claim); v != nil {
		zone = v.Str("availabilityZone")
	}
	return claim, zone
}

// Provision makes a claim and the volume behind it, in the zone of the node its
// pod is on. A claim that is there already is taken as it is.
func Provision(op *world.Op, namespace string, c Claim, class Class, zone, controller string, owner *world.Object) error {
	if Get(op, PersistentVolumeClaim, namespace, c.Name) != nil {
		return nil
	}
	if !c.WithRelease {
		owner = nil
	}
	made, err := op.CreateManaged(PersistentVolumeClaim, join(namespace, c.Name), controller, map[string]any{
		"metadata": map[string]any{"name": c.Name, "namespace": namespace},
		"spec": map[string]any{
			"storageClassName": class.Name,
			"resources":        map[string]any{"requests": map[string]any{"storage": fmt.Sprintf("%dGi", c.GiB)}},
		},
		"keep": class.Keeps,
	}, parents(op, namespace, owner)...)
	if err != nil {
		return err
	}
	cluster := ClusterOf(op)
	typ, id, driver := ec2.Volume, "vol-0"+op.Hex(16), EBSDriver
	if cluster != nil && cluster.Type.Token == ExistingCluster {
		typ, id, driver = PersistentVolume, "pvc-"+op.Hex(12), class.Name
	}
	volume, err := op.CreateManaged(typ, id, driver, map[string]any{
		"size": c.GiB, "type": "gp3", "availabilityZone": zone, "state": inUse,
		"claim": made.ID, "server": server(op),
	})
	if err != nil {
		return err
	}
	if cluster != nil {
		volume.Session = cluster.Session // billed where the cluster is
	}
	if typ == ec2.Volume && cluster != nil {
		volume.Outputs["tagsAll"] = resource.NewPropertyValue(eks.VolumeTags(op, cluster))
	}
	return nil
}

// persistentVolume is a volume whose driver is not the stack's: what it costs,
// if anything, is not known.
func persistentVolume() *world.ResourceType {
	return &world.ResourceType{Token: PersistentVolume, Title: "persistent volume", Service: "Kubernetes"}
}

// Grow makes a claim that is one of its release's own objects as large as the
// release now says, and its volume with it.
func Grow(op *world.Op, namespace string, c Claim) {
	made := Get(op, PersistentVolumeClaim, namespace, c.Name)
	if made == nil || !c.WithRelease {
		return
	}
	if v := volumeOf(op, made); v != nil && v.Int("size") < c.GiB {
		v.Outputs["size"] = resource.NewProperty(float64(c.GiB))
	}
}

func volumeOf(op *world.Op, claim *world.Object) *world.Object {
	for _, v := range op.List(ec2.Volume, PersistentVolume) {
		if v.Str("claim") == claim.ID && v.Str("server") == claim.Session.Server && v.Str("state") == inUse {
			return v
		}
	}
	return nil
}

// Abandon deletes a claim as its controller does.
func Abandon(op *world.Op, claim *world.Object) error {
	op.Remove(claim)
	return release(op, claim)
}

// release is what happens to the volume of a claim that is deleted: the driver
// deletes it some seconds later, if it still lives then.
func release(op *world.Op, claim *world.Object) error {
	v := volumeOf(op, claim)
	if v == nil {
		return nil
	}
	cluster := ClusterOf(op)
	needed, problem := driver(op)
	switch {
	case claim.Bool("keep"):
		v.Outputs["state"] = resource.NewProperty(orphaned)
	case cluster != nil && cluster.Type.Token == ExistingCluster:
		op.Remove(v) // its driver lives on
	case problem != "":
		orphan(op, v, "its claim "+claim.ID+" is deleted and "+problem)
	default:
		works := []string{}
		for _, n := range needed {
			works = append(works, n.Key())
		}
		v.Outputs["driver"] = resource.NewPropertyValue(works)
		v.Outputs["state"] = resource.NewProperty(deleting)
	}
	return nil
}

// drained: a node group's deletion takes minutes, most of them to drain its
// nodes; the driver is done with its volumes long before.
func drained(op *world.Op) error {
	for _, v := range pending(op) {
		op.Remove(v)
	}
	return nil
}

// driverGone: without preserve, an add-on's pods go with it at once, and the
// volumes that were to be deleted stay.
func driverGone(op *world.Op) error {
	if op.Str("addonName") != eks.EBSCSI || op.Object.Bool("preserve") {
		return nil
	}
	for _, v := range pending(op) {
		orphan(op, v, "the driver's pods go with the add-on before they have deleted it")
	}
	return nil
}

// driversRights are what the driver may lose while its pods still run.
var driversRights = []string{iam.Role, iam.RolePolicyAttachment, iam.RolePolicy, iam.OpenIDConnectProvider}

// rightsGone: a driver without its role is denied the deletion.
func rightsGone(op *world.Op) error {
	for _, v := range op.List(ec2.Volume) {
		if v.Str("state") == deleting && slices.Contains(v.Strs("driver"), op.Object.Key()) {
			orphan(op, v, "the driver lost "+op.Object.String()+" before it had deleted it")
		}
	}
	return nil
}

// orphan leaves a volume behind, at its price.
func orphan(op *world.Op, v *world.Object, why string) {
	v.Outputs["state"] = resource.NewProperty(orphaned)
	op.Violate(volumesDriver, "%s is left behind: %s", v, why)
}

// pending returns the volumes on their way out of the cluster that the deleted
// add-on or node group is of.
func pending(op *world.Op) []*world.Object {
	cluster := op.Find("name", op.Str("clusterName"), EKSCluster)
	return slices.DeleteFunc(op.List(ec2.Volume), func(v *world.Object) bool {
		return cluster == nil || v.Str("state") != deleting || v.Str("server") != cluster.Str("endpoint")
	})
}
