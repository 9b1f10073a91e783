package cluster

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/recorder"
)

// natAddresses gives the NAT gateways addresses from 198.51.100.1 on.
func natAddresses() recorder.Option {
	byName := map[string]string{}
	for i, zone := range zones {
		byName["nat-"+zone] = fmt.Sprintf("198.51.100.%d", i+1)
	}
	return recorder.WithOutputs("aws:ec2/eip:Eip", func(name string, _ resource.PropertyMap) resource.PropertyMap {
		return resource.PropertyMap{"publicIp": resource.NewProperty(byName[name])}
	})
}

func TestNodesWithoutAPrivateEndpointAreLetInByTheirNATGateways(t *testing.T) {
	for blocks, want := range map[string]string{
		"1.2.3.4/32":      "[1.2.3.4/32 198.51.100.1/32 198.51.100.2/32 198.51.100.3/32]",
		"198.51.100.2/31": "[198.51.100.2/31 198.51.100.1/32]",
		"0.0.0.0/0":       "[0.0.0.0/0]",
	} {
		rec := up(t, func(a *Args) {
			a.Settings.EndpointPrivateAccess = false
			a.Settings.PublicAccessCIDRs = []netip.Prefix{netip.MustParsePrefix(blocks)}
		}, natAddresses())
		if got := fmt.Sprint(input(t, find(t, rec, typeEKSCluster, "cluster-eksCluster"), "vpcConfig.publicAccessCidrs")); got != want {
			t.Errorf("with %s the API is open to %s, want %s", blocks, got, want)
		}
	}
}

func TestNobodyElseIsLetInBesideAPrivateEndpoint(t *testing.T) {
	rec := up(t, nil, natAddresses())
	if got := fmt.Sprint(input(t, find(t, rec, typeEKSCluster, "cluster-eksCluster"), "vpcConfig.publicAccessCidrs")); got != "[1.2.3.4/32]" {
		t.Errorf("the API is open to %s", got)
	}
}

// An empty list would be a difference from what EKS keeps, in every later up.
func TestAPrivateEndpointNamesNoBlocks(t *testing.T) {
	rec := up(t, func(a *Args) { a.Settings.EndpointPublicAccess, a.Settings.PublicAccessCIDRs = false, nil })
	if got := input(t, find(t, rec, typeEKSCluster, "cluster-eksCluster"), "vpcConfig.publicAccessCidrs"); got != nil {
		t.Errorf("publicAccessCidrs is %v, want nothing", got)
	}
}
