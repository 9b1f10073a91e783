package settings

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// NodeGroup is one managed node group, on demand, in private subnets.
type NodeGroup struct {
	Name              string
	InstanceType      string
	Min, Desired, Max int
	Autoscaled        bool // Min, Desired and Max are those of the beginning; others change them
	Zones             int  // zones the group spans; as many as desired nodes unless set
	ZonesAreChosen    bool // Zones is set; unset, they stay what they were when the group was made
	DiskGiB           int  // root volume, GiB
	AMIRelease        Updates
}

// Updates says whether up follows what AWS recommends.
type Updates string

// The two of them.
const (
	Hold   Updates = "hold"
	Follow Updates = "follow"
)

const (
	nodesKey  = "eks-elk:nodes"
	groupsKey = "eks-elk:nodeGroups"
)

// mostNodes is the default quota of nodes in a managed node group.
// https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html
const mostNodes = 450

// groupName keeps room for the suffix that Pulumi gives a physical name: EKS
// takes 63 characters. It is also a Kubernetes label value.
var groupName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,38}[a-z0-9]$|^[a-z]$`)

const groupNameAllowed = "up to 40 lower-case letters, digits and -, beginning with a letter"

// groupNames are the names of eks-elk:nodeGroups, sorted; nil: there are none.
// One with a dot is no path of settings: place refuses it.
func groupNames(value any) []string {
	groups, _ := value.(map[string]any)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(groups)), func(name string) bool { return strings.Contains(name, ".") })
}

// nodeSettings are the settings of one node group.
type nodeSettings struct {
	instanceType, min, desired, max, autoscaled, zones, disk, release *setting
}

func (n nodeSettings) all() []*setting {
	return []*setting{n.instanceType, n.min, n.desired, n.max, n.autoscaled, n.zones, n.disk, n.release}
}

// declareNodes declares eks-elk:nodes, and for each of eks-elk:nodeGroups the
// same settings with those for defaults.
func (l *loader) declareNodes(s *Settings, names []string) ([]nodeSettings, []*NodeGroup) {
	common := &NodeGroup{Name: "default"}
	nodes := l.nodeGroup(nodesKey+".", common, "eks-elk:nodes.zones")
	groups := []nodeSettings{nodes}
	made := []*NodeGroup{common}
	if names != nil {
		groups, made = nil, nil
	}
	for _, name := range names {
		g := &NodeGroup{Name: name}
		own := l.nodeGroup(groupsKey+"."+name+".", g, "zones or eks-elk:nodes.zones")
		for i, s := range own.all() {
			s.parent = nodes.all()[i]
			if s != own.zones {
				s.Default = "nodes" + nodes.all()[i].Path[len(nodesKey):]
			}
		}
		groups, made = append(groups, own), append(made, g)
	}
	cluster := l.setting("eks-elk:network.zones")
	for i, own := range groups {
		l.checkNodeGroup(s, made[i], own, cluster)
	}
	l.checkZones(s, cluster, groups, made)
	var settings []*setting
	for _, own := range groups {
		settings = append(settings, own.all()...)
	}
	l.checks = append(l.checks, check{append(settings, cluster), func() {
		for _, g := range made {
			s.Nodes = append(s.Nodes, *g)
		}
	}})
	return groups, made
}

func (l *loader) nodeGroup(path string, n *NodeGroup, zones string) nodeSettings {
	g := l.group(path, newCluster)
	return nodeSettings{
		instanceType: declare(g, "instanceType", &n.InstanceType, instanceType, "m5.xlarge", "EC2 instance type", "m6i.2xlarge"),
		min:          declare(g, "min", &n.Min, wholeAs(1, mostNodes, "a whole number from 1 to desired"), "2", "Fewest nodes", 1),
		desired: declare(g, "desired", &n.Desired, wholeAs(1, mostNodes, "a whole number from min to max"), "2",
			"Nodes; where a new group has no "+zones+", also the zones it spans", 3),
		max: declare(g, "max", &n.Max, wholeAs(1, mostNodes, fmt.Sprintf("a whole number from desired to %d", mostNodes)), "4", "Most nodes", 9),
		autoscaled: declare(g, "autoscaled", &n.Autoscaled, truth, "false",
			"Whether an autoscaler or a person sizes the group once it is made: up then leaves min, desired and max alone", true),
		zones: declare(g, "zones", &n.Zones, wholeAs(1, mostNodes, "a whole number from 1 to network.zones"), "",
			"Zones the group spans; empty: as many as it had desired nodes when it was made, so that a replaced node comes back where its volumes are; "+
				"fewer stop what has its volume in a zone that is left", 3),
		disk: declare(g, "disk", &n.DiskGiB, wholeGi, "50Gi", "Root volume of each node (gp3, encrypted)", "80Gi"),
		release: declare(g, "amiRelease", &n.AMIRelease, oneOf(Hold, Follow), string(Hold),
			"Whether up replaces the nodes one by one for a newer release of their image, or holds the one they have until Kubernetes is upgraded",
			"follow"),
	}
}

func (l *loader) checkNodeGroup(s *Settings, g *NodeGroup, own nodeSettings, zones *setting) {
	zones.check(func() {
		if !groupName.MatchString(g.Name) {
			l.problem(groupsKey+"."+g.Name, "is the name of a node group; allowed: %s", groupNameAllowed)
		}
	})
	own.desired.check(func() {
		if g.Min > g.Desired || g.Desired > g.Max {
			own.desired.refuse(fmt.Sprintf("with min %d and max %d", g.Min, g.Max))
		}
	}, own.min, own.max)
	own.zones.check(func() {
		g.ZonesAreChosen = g.Zones > 0
		switch {
		case g.Zones == 0:
			g.Zones = min(g.Desired, s.Network.Zones)
		case g.Zones > s.Network.Zones:
			own.zones.set().refuse(fmt.Sprintf("more than %s (%d)", zones.Path, s.Network.Zones))
		}
	}, own.desired, zones)
}

// instanceForm is family, generation, attributes and size.
var instanceForm = regexp.MustCompile(`^[a-z][a-z0-9-]*[a-z0-9]\.(nano|micro|small|medium|large|[1-9][0-9]*xlarge|xlarge|metal(-[1-9][0-9]*xl)?)$`)

// armForm is an instance with an Arm processor: Graviton families have a g
// behind their generation, Grace ones gb and a number. Without an AMI type EKS gives a group
// its x86-64 image, and the provider of this major knows no Arm image that EKS
// still offers. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
var armForm = regexp.MustCompile(`^(a1|[a-z]+[0-9]+[a-z]*g[a-z]*|[a-z0-9]+-gb[0-9]+)\.`)

// macForm is a Mac, which runs no Linux node.
var macForm = regexp.MustCompile(`^mac`)

// familyForm is a family of x86-64 instances that AWS has or may come to have: a
// class, one digit for the generation, and attributes.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
var familyForm = regexp.MustCompile(`^((c|d|dl|f|g|gr|h|hpc|i|inf|m|p|r|t|trn|u|vt|x|z)[1-9][a-z]*(-[a-z0-9]+)?|u-[0-9]+tb1)\.`)

var instanceType = matching(instanceForm, "an x86-64 EC2 instance type such as m5.xlarge").judged(func(name string) error {
	switch {
	case armForm.MatchString(name):
		return because("which has an Arm processor")
	case macForm.MatchString(name):
		return because("which runs macOS only")
	case !familyForm.MatchString(name):
		return because("a family that AWS does not have")
	}
	return nil
})

// wholeGi is a node's root volume in GiB: room for the AMI's own 20, and at most
// what a gp3 volume holds. https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
var wholeGi = form[int]{func(text string) (int, error) {
	const smallest, largest = 20, 16384
	size, err := memoryBytes.parse(text)
	if err != nil {
		return 0, err
	}
	if n := size.Bytes() / gib; size.Bytes()%gib == 0 && n >= smallest && n <= largest {
		return int(n), nil
	}
	return 0, errNotAllowed
}, "whole Gi from 20Gi to 16384Gi", map[string]any{"type": "string", "pattern": `^[0-9]+(Gi|Ti)$`}}
