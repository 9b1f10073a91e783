package network

import (
	"strings"
	"testing"
)

func TestEveryNameTagBeginsWithTheNetworksName(t *testing.T) {
	args := threeZones(t)
	args.Settings.FlowLogs, args.FlowLogRetentionDays = true, 7
	tagged := map[string]bool{}
	for _, res := range mustRecord(t, args).Resources {
		if !res.Inputs["tags"].HasValue() {
			continue
		}
		tagged[res.Type] = true
		if name := tagsOf(&res)["Name"]; name != "shop" && !strings.HasPrefix(name, "shop-") {
			t.Errorf("%s %s has the Name %q", res.Type, res.Name, name)
		}
	}
	for _, kind := range []string{vpcType, subnetType, gatewayType, eipType, natType, tableType, flowLogType, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"} {
		if !tagged[kind] {
			t.Errorf("no %s has a Name", kind)
		}
	}
}

// A load balancer's controller finds the cluster's subnets by this tag.
// https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
func TestEverySubnetIsTaggedForItsCluster(t *testing.T) {
	subnets := mustRecord(t, threeZones(t)).OfType(subnetType)
	if len(subnets) != 6 {
		t.Errorf("%d subnets", len(subnets))
	}
	for _, subnet := range subnets {
		var of []string
		for key := range tagsOf(&subnet) {
			if cluster, ok := strings.CutPrefix(key, "kubernetes.io/cluster/"); ok {
				of = append(of, cluster)
			}
		}
		if len(of) != 1 || of[0] != "shop-cluster" || tagsOf(&subnet)["kubernetes.io/cluster/shop-cluster"] != "shared" {
			t.Errorf("%s is tagged %v", subnet.Name, tagsOf(&subnet))
		}
	}
}
