package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Cluster is an EKS cluster with nodes, add-ons and a default StorageClass.
type Cluster struct {
	pulumi.ResourceState
	Kubernetes

	Name       pulumi.StringOutput // known once the cluster exists
	Endpoint   pulumi.StringOutput // https URL of the Kubernetes API
	Kubeconfig pulumi.StringOutput // JSON; secret

	Partition string // of its ARNs: aws, aws-cn or aws-us-gov

	args  *Args
	plane *controlPlane
}

// New makes the cluster.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Cluster, error) {
	c := &Cluster{}
	opts = append(opts, pulumi.Providers(args.AWS))
	if err := ctx.RegisterComponentResource("eks-elk:cluster:Cluster", name, c, opts...); err != nil {
		return nil, fmt.Errorf("create cluster %s: %w", args.Settings.Name, err)
	}
	child := pulumi.Parent(c)
	partition, err := aws.GetPartition(ctx, child)
	if err != nil {
		return nil, fmt.Errorf("read the AWS partition: %w", err)
	}
	c.args, c.Partition = args, partition.Partition
	nodes, err := nodeRole(ctx, args, partition, child)
	if err != nil {
		return nil, err
	}
	plane, err := newControlPlane(ctx, name, args, partition, nodes, child)
	if err != nil {
		return nil, err
	}
	c.plane = plane
	roles, err := newAddonRoles(ctx, args, partition, plane, child)
	if err != nil {
		return nil, err
	}
	early, err := newAddons(ctx, args, beforeNodes, plane, roles, child)
	if err != nil {
		return nil, err
	}
	groups, err := newNodeGroups(ctx, args, plane, nodes, early, roles, child)
	if err != nil {
		return nil, err
	}
	late, err := newAddons(ctx, args, afterNodes, plane, roles, child, pulumi.DependsOn(groups.resources()))
	if err != nil {
		return nil, err
	}
	c.Name = plane.eks.EksCluster.Name()
	c.Endpoint = plane.eks.EksCluster.Endpoint()
	c.Kubeconfig = kubeconfigOf(args.access(), plane.eks.EksCluster)
	if c.Provider, err = kubernetes.NewProvider(ctx, name, &kubernetes.ProviderArgs{
		Kubeconfig:             plane.first.later(c.Kubeconfig),
		Cluster:                namedByIdentity,
		EnableConfigMapMutable: configMapsInPlace,
	}, child); err != nil {
		return nil, fmt.Errorf("create Kubernetes provider: %w", err)
	}
	class, err := newStorageClass(ctx, late[ebsCSI], child, pulumi.Provider(c.Provider))
	if err != nil {
		return nil, err
	}
	c.StorageClass = storageClassName
	c.Ready = []pulumi.Resource{late[coreDNS]}
	// The class stands on its driver, and that on the nodes.
	c.Storage = []pulumi.Resource{class}
	if err := ctx.RegisterResourceOutputs(c, pulumi.Map{
		"name": c.Name, "endpoint": c.Endpoint, "kubeconfig": c.Kubeconfig,
	}); err != nil {
		return nil, fmt.Errorf("create cluster %s: %w", args.Settings.Name, err)
	}
	return c, nil
}

func (a *Args) access() access {
	return access{cluster: a.Settings.Name, region: a.Region, profile: a.Profile, role: a.RoleARN}
}
