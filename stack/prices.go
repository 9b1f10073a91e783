package stack

import (
	"eks-elk/aws/price"
	"eks-elk/dashboards"
	"eks-elk/settings"
)

// prices returns what the stack's parts cost, or nil: on an existing cluster, in a
// region or with an instance type of which no price is known. Kubernetes is taken
// to be in standard support.
func prices(s *settings.Settings) *dashboards.Prices {
	if s.Cluster.Existing() {
		return nil
	}
	known := true
	monthly := func(item price.Item, quantity int) float64 {
		line := price.Monthly(s.AWS.Region, item, float64(quantity))
		known = known && !line.Unknown
		return line.USD
	}
	gateways := map[settings.NATGateways]int{settings.NATPerZone: s.Network.Zones, settings.NATSingle: 1}[s.Network.NATGateways]
	out := &dashboards.Prices{
		// An endpoint has an interface in each zone; a gateway has an address.
		Fixed: monthly(price.ControlPlane, 1) + monthly(price.Key, 1) +
			monthly(price.NATGateway, gateways) + monthly(price.PublicIPv4, gateways) +
			monthly(price.EndpointZone, len(s.Network.InterfaceEndpoints)*s.Network.Zones),
		Nodes: map[string]float64{},
		GiB:   monthly(price.GP3, 1),
	}
	for _, group := range s.Nodes {
		// Of groups with one type the largest root volume counts: a node's metrics
		// do not say which group it is of.
		node := monthly(price.Instance(group.InstanceType), 1) + monthly(price.GP3, group.DiskGiB)
		out.Nodes[group.InstanceType] = max(out.Nodes[group.InstanceType], node)
	}
	if !known {
		return nil
	}
	return out
}
