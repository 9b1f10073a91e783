package cluster

import (
	"fmt"
	"slices"

	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	storagev1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/storage/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// storageClassName is the class of every volume on a cluster made here.
const storageClassName = "gp3"

// newStorageClass makes gp3 the default class. Since Kubernetes 1.30 EKS marks
// none as default, and a claim that names no class waits for ever.
// https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-standard.html
func newStorageClass(ctx *pulumi.Context, driver pulumi.Resource, opts ...pulumi.ResourceOption) (*storagev1.StorageClass, error) {
	class, err := storagev1.NewStorageClass(ctx, storageClassName, &storagev1.StorageClassArgs{
		Metadata: metav1.ObjectMetaArgs{
			Name: pulumi.String(storageClassName),
			Annotations: pulumi.ToStringMap(map[string]string{
				"storageclass.kubernetes.io/is-default-class": "true",
			}),
		},
		Provisioner: pulumi.String("ebs.csi.aws.com"),
		Parameters: pulumi.ToStringMap(map[string]string{
			"type":      "gp3",
			"encrypted": "true",
		}),
		// A volume lives in one zone: it is made where its pod was put, not before.
		VolumeBindingMode:    pulumi.String("WaitForFirstConsumer"),
		AllowVolumeExpansion: pulumi.Bool(true),
		ReclaimPolicy:        pulumi.String("Delete"),
	}, append(slices.Clip(opts),
		// A class promises volumes; the driver on the nodes makes and deletes them.
		pulumi.DependsOn([]pulumi.Resource{driver}),
	)...)
	if err != nil {
		return nil, fmt.Errorf("create StorageClass %s: %w", storageClassName, err)
	}
	return class, nil
}
