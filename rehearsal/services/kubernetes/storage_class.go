package kubernetes

import (
	"cmp"
	"fmt"

	"eks-elk/rehearsal/world"
)

const (
	// EBSDriver is the provisioner of the EBS CSI driver.
	EBSDriver = "ebs.csi.aws.com"
	// defaultClass marks the class of claims that name none.
	defaultClass = "storageclass.kubernetes.io/is-default-class"
)

// Class is a StorageClass as claims see it.
type Class struct {
	Object      *world.Object // nil: the cluster's own
	Name        string
	Provisioner string
	Waits       bool // WaitForFirstConsumer: the volume follows the pod
	Grows       bool // allowVolumeExpansion
	Keeps       bool // reclaimPolicy Retain
	volume      string
}

func storageClass() *world.ResourceType {
	k := resourceType{
		token: StorageClass, apiVersion: "storage.k8s.io/v1", object: "StorageClass",
		plural: "storageclasses.storage.k8s.io", global: true,
		replace: []string{"parameters", "provisioner"}, // pulumi-kubernetes v3.30.2 provider/pkg/provider/diff.go
	}.kind()
	k.Required = []string{"provisioner"}
	k.OnCreate = append(k.OnCreate, ebsParameters)
	outputs := k.Outputs
	k.Outputs = func(op *world.Op) error {
		op.Default("reclaimPolicy", "Delete")
		op.Default("volumeBindingMode", "Immediate")
		return outputs(op)
	}
	k.OnUpdate = []world.Rule{classKept}
	k.OnDelete = []world.Rule{classUnused}
	return k
}

// classKept: the provider changes these in place, and the API server refuses.
var classKept = world.Rule{
	ID: "kubernetes/storage-class-kept", Source: "kubernetes pkg/apis/storage/validation ValidateStorageClassUpdate",
	Test: func(op *world.Op) error {
		for property, why := range map[string]string{
			"reclaimPolicy": "Forbidden: updates to reclaimPolicy are forbidden.", "volumeBindingMode": "Invalid value: field is immutable",
		} {
			if op.Old.Str(property) != op.Str(property) {
				return refuse("Invalid", "StorageClass.storage.k8s.io %q is invalid: %s: %s", op.Str("metadata.name"), property, why)
			}
		}
		return nil
	},
}

// classUnused records a class that goes before the claims that name it: the
// API server allows it, and a claim that is made again stays pending.
var classUnused = world.Rule{
	ID:     "kubernetes/storage-class-outlives-claims",
	Source: "kubernetes.io/docs/concepts/storage/persistent-volumes: a claim without its class is never bound",
	Test: func(op *world.Op) error {
		for _, c := range On(op, PersistentVolumeClaim) {
			if c.Str("spec.storageClassName") == op.Object.ID && c.Owner != "" {
				op.Violate("kubernetes/storage-class-outlives-claims", "StorageClass %s is deleted while %s names it", op.Object.ID, c)
				return nil
			}
		}
		return nil
	},
}

// FindClass returns the class of that name, "" the cluster's default one. The
// error is the event a claim that names it would show.
func FindClass(op *world.Op, name string) (Class, error) {
	for _, o := range On(op, StorageClass) {
		marked := o.Str(`metadata.annotations["`+defaultClass+`"]`) == "true"
		if o.Str("metadata.name") != name && (name != "" || !marked) {
			continue
		}
		return Class{
			Object: o, Name: o.Str("metadata.name"), Provisioner: o.Str("provisioner"),
			Waits: o.Str("volumeBindingMode") == "WaitForFirstConsumer",
			Grows: o.Bool("allowVolumeExpansion"), Keeps: o.Str("reclaimPolicy") == "Retain",
			volume: o.Str("parameters.type"),
		}, nil
	}
	if c := ClusterOf(op); c != nil && c.Type.Token == ExistingCluster {
		if own := c.Str("storageClass"); own != "" && (name == "" || name == own) {
			return Class{Name: own, Waits: true, Grows: true}, nil
		}
	}
	if name == "" {
		return Class{}, fmt.Errorf("no persistent volumes available for this claim and no storage class is set")
	}
	return Class{}, fmt.Errorf("storageclass.storage.k8s.io %q not found", name)
}

// TooLarge returns why EBS has no volume of that size, or "". gp3 and io2 end at
// 64 TiB, the others at 16 TiB (docs.aws.amazon.com/ebs/latest/userguide:
// volume constraints; EC2 API CreateVolume).
func (c Class) TooLarge(gib int) string {
	volume, most := cmp.Or(c.volume, "gp3"), 16<<10 // gp3 is the driver's default
	if volume == "gp3" || volume == "io2" {
		most = 64 << 10
	}
	if c.Provisioner != EBSDriver || gib <= most {
		return ""
	}
	return fmt.Sprintf("rpc error: code = Internal desc = Could not create volume in EC2: api error InvalidParameterValue: Volume of "+
		"%dGiB is too large for volume type %s; maximum is %dGiB", gib, volume, most)
}
