package settings

import (
	"fmt"
	"math/big"
	"regexp"
)

const (
	nodesKey  = "eks-elk:nodes"
	groupsKey = "eks-elk:nodeGroups"
)

// nodeKeys are the settings of one node group. Those of eks-elk:nodeGroups
// take what eks-elk:nodes says for a default.
func nodeKeys(group string) []Key {
	unless := "nodes.zones"
	if group != "nodes" {
		unless = "zones or nodes.zones"
	}
	keys := []Key{
		{"instanceType", "m5.xlarge", "an x86-64 EC2 instance type such as m5.xlarge", "EC2 instance type"},
		{"min", "2", "a whole number from 1 to desired", "Fewest nodes"},
		{"desired", "2", "a whole number from min to max", "Nodes to begin with; later changes by an autoscaler stay; raises the zones too unless " + unless + " is set"},
		{"max", "4", "a whole number from desired to 450", "Most nodes"},
		{"zones", "", "a whole number from 1 to network.zones", "Zones the group spans; unset: as many as desired nodes, so that a replaced node comes back where its volumes are"},
		{"disk", "50Gi", "whole Gi from 20Gi to 16384Gi", "Root volume of each node (gp3, encrypted)"},
	}
	for i := range keys {
		if group != "nodes" && keys[i].Path != "zones" {
			keys[i].Default = "nodes." + keys[i].Path
		}
		keys[i].Path = "eks-elk:" + group + "." + keys[i].Path
	}
	return keys
}

// mostNodes is the default quota of nodes in a managed node group.
// https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html
const mostNodes = 450

// groupNameForm keeps room for the suffix Pulumi gives a physical name: EKS
// takes 63 characters. It is also a Kubernetes label value.
var groupNameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,38}[a-z0-9]$|^[a-z]$`)

func loadNodes(r *reader, s *Settings) {
	if r.groups == nil {
		s.Nodes = []NodeGroup{r.nodeGroup("default", nodesKey, s.Network.Zones)}
		return
	}
	if len(r.groups) == 0 {
		r.problem(groupsKey, "is an empty map; it may be left out, for one group named default, or name at least one group")
	}
	for _, name := range r.groups {
		path := groupsKey + "." + name
		if !groupNameForm.MatchString(name) {
			r.problem(path, "is the name of a node group; it may be up to 40 lower-case letters, digits and -, beginning with a letter")
		}
		s.Nodes = append(s.Nodes, r.nodeGroup(name, path, s.Network.Zones))
	}
}

// instanceForm is family, generation, attributes and size.
var instanceForm = regexp.MustCompile(`^[a-z][a-z0-9-]*[a-z0-9]\.(nano|micro|small|medium|large|[1-9][0-9]*xlarge|xlarge|metal(-[1-9][0-9]*xl)?)$`)

// armForm is an instance with an Arm processor: Graviton families carry a g
// behind their generation. Without an AMI type EKS gives a group its x86-64
// image, and the provider of this major knows no Arm image EKS still offers.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
var armForm = regexp.MustCompile(`^(a1|[a-z]+[0-9]+[a-z]*g[a-z]*)\.`)

func (r *reader) nodeGroup(name, path string, networkZones int) NodeGroup {
	g := NodeGroup{Name: name, InstanceType: r.text(path + ".instanceType")}
	switch {
	case !instanceForm.MatchString(g.InstanceType):
		r.refuse(path+".instanceType", "")
	case armForm.MatchString(g.InstanceType):
		r.refuse(path+".instanceType", "which has an Arm processor")
	}
	g.Min = r.number(path+".min", 1, mostNodes)
	g.Desired = r.number(path+".desired", 1, mostNodes)
	g.Max = r.number(path+".max", 1, mostNodes)
	if r.ok(path+".min", path+".desired", path+".max") && (g.Min > g.Desired || g.Desired > g.Max) {
		r.refuse(path+".desired", fmt.Sprintf("with min %d and max %d", g.Min, g.Max))
	}
	g.DiskGiB = r.disk(path + ".disk")
	g.Zones = r.nodeZones(path, g.Desired, networkZones)
	return g
}

// nodeZones is how many zones a group spans. Where eks-elk:network.zones is
// itself refused, networkZones is its smallest value and judges nothing.
func (r *reader) nodeZones(path string, desired, networkZones int) int {
	sure := r.ok("eks-elk:network.zones")
	for _, p := range []string{path, nodesKey} {
		if !r.given(p + ".zones") {
			continue
		}
		zones := r.atLeastOne(p + ".zones")
		if sure && zones > networkZones {
			r.refuse(p+".zones", fmt.Sprintf("more than eks-elk:network.zones (%d)", networkZones))
		}
		return zones
	}
	r.key(path + ".zones")
	return min(desired, networkZones)
}

// disk is a node's root volume in GiB: room for the AMI's own 20, and at most
// what a gp3 volume holds.
// https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
func (r *reader) disk(path string) int {
	const smallest, largest = 20, 16384
	bytes, ok := quantity(r.text(path))
	if !ok {
		r.refuse(path, "")
		return smallest
	}
	gib := new(big.Rat).Quo(bytes, quantityUnits["Gi"])
	if !gib.IsInt() || gib.Cmp(big.NewRat(smallest, 1)) < 0 || gib.Cmp(big.NewRat(largest, 1)) > 0 {
		r.refuse(path, "")
		return smallest
	}
	return int(gib.Num().Int64())
}
