package stack

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/cluster"
	"eks-elk/internal/awsprovider"
	"eks-elk/internal/program"
	"eks-elk/network"
	"eks-elk/settings"
)

// platform is the cluster that everything else goes onto, and its outputs.
type platform struct {
	cluster.Kubernetes
	eks     *cluster.Cluster // nil: a cluster that exists
	aws     *aws.Provider    // nil: likewise
	outputs pulumi.Map
}

// newPlatform makes a network and a cluster, or connects to a cluster that exists.
func newPlatform(ctx *pulumi.Context, s *settings.Settings) (*platform, error) {
	if s.Cluster.Existing() {
		kubernetes, err := cluster.Connect(ctx, "cluster", s.Cluster)
		var moved *cluster.Moved
		if errors.As(err, &moved) {
			return nil, &program.Refusal{Err: moved}
		}
		if err != nil {
			return nil, err
		}
		return &platform{Kubernetes: *kubernetes}, nil
	}
	provider, err := awsprovider.New(ctx, s.AWS)
	if err != nil {
		return nil, err
	}
	zones, withEKS, err := network.Zones(ctx, s.Network.Zones, s.AWS.Region, pulumi.Provider(provider))
	if err != nil {
		return nil, err
	}
	for _, group := range s.Nodes {
		if group.Zones > len(withEKS) {
			return nil, &program.Refusal{Err: fmt.Errorf("node group %s spans %d zones, but EKS is in %d of the zones of %s that this account sees; "+
				"set eks-elk:nodes.zones to %[3]d",
				group.Name, group.Zones, len(withEKS), s.AWS.Region)}
		}
	}
	net, err := network.New(ctx, "network", &network.Args{
		Settings: s.Network, Name: s.Cluster.Name, ClusterName: s.Cluster.Name, Region: s.AWS.Region, Zones: zones,
		FlowLogRetentionDays: s.Cluster.LogRetentionDays,
	}, pulumi.Providers(provider))
	if err != nil {
		return nil, err
	}
	eks, err := cluster.New(ctx, "cluster", &cluster.Args{
		Settings: s.Cluster, NodeGroups: s.Nodes,
		Region: s.AWS.Region, Profile: s.AWS.Profile, RoleARN: s.AWS.AssumedRoleARN,
		Project: ctx.Project(), Stack: ctx.Stack(), Tags: s.AWS.Tags,
		AWS: provider, VPCID: net.VPC.ID().ToStringOutput(), Public: network.In(withEKS, net.Public), Private: network.In(withEKS, net.Private),
		NATAddresses: net.NATAddresses,
	})
	if err != nil {
		return nil, err
	}
	return &platform{Kubernetes: eks.Kubernetes, eks: eks, aws: provider, outputs: pulumi.Map{
		"clusterName": eks.Name,
		"region":      pulumi.String(s.AWS.Region),
		"kubeconfig":  eks.Kubeconfig,
	}}, nil
}
