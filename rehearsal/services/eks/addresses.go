package eks

import (
	"encoding/json"
	"strings"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

// Prefixes says that the cluster's CNI takes addresses for pods by /28 prefixes
// and not one at a time. Source: EKS user guide, Assign more IP addresses to
// Amazon EKS nodes with prefixes.
func Prefixes(op *world.Op, cluster *world.Object) bool {
	var values struct{ Env map[string]any }
	if a := addonOf(op, cluster, VPCCNI); a == nil || json.Unmarshal([]byte(a.Str("configurationValues")), &values) != nil {
		return false
	}
	return values.Env["ENABLE_PREFIX_DELEGATION"] == "true"
}

// PodAddresses is how many addresses of its subnet a node takes for so many
// pods. What the CNI keeps ready besides it gives up where addresses are short.
func PodAddresses(pods int, prefixes bool) int {
	if prefixes {
		return (pods + 15) / 16 * 16
	}
	return pods
}

// nodeAddresses: every node has an address of its own before any pod has one.
var nodeAddresses = world.Rule{
	ID: "eks/subnets-have-addresses-for-nodes",
	Source: "EKS API Issue, InsufficientFreeAddresses; EKS user guide, Understand each phase of node updates: first the group grows " +
		"by up to twice its zones",
	Test: func(op *world.Op) error {
		running := instancesOf(op, op.Object)
		wanted := op.Object.Int("scalingConfig.desiredSize") - len(running)
		free, names := 0, []string{}
		for _, s := range groupSubnets(op) {
			free += ec2.FreeAddresses(op, s)
			names = append(names, s.ID)
		}
		if op.Old != nil && rolled(op) {
			wanted += surge(op)
		}
		if wanted > free {
			return world.Refuse("EKS", "InsufficientFreeAddresses",
				"One or more of the subnets associated with your managed node group doesn't have enough available IP addresses for new nodes. "+
					"(InsufficientFreeAddressesInSubnet: %d more nodes, %d free addresses in %s)",
				wanted, free, strings.Join(names, ", "))
		}
		return nil
	},
}
