// Package price holds what the things of a stack cost: on-demand prices in US
// dollars, from AWS's public price pages. A price that a region's table does
// not have is unknown, never guessed.
package price

import "eks-elk/rehearsal/world"

// Hours is what AWS counts as a month.
const Hours = 730

// Item is something AWS bills.
type Item string

// Items billed by the hour.
const (
	ControlPlane  Item = "EKS control plane"
	ExtendedPlane Item = "EKS control plane, extended support"
	NATGateway    Item = "NAT gateway"
	PublicIPv4    Item = "public IPv4 address"
	LoadBalancer  Item = "network load balancer"
)

// Items billed by the month.
const (
	GP3 Item = "gp3 volume, GB"
	Key Item = "KMS key"
)

// Instance is the item of an instance type, on demand, Linux.
func Instance(typ string) Item { return Item("instance " + typ) }

// monthly items are billed by the month, all others by the hour.
var monthly = map[Item]bool{GP3: true, Key: true}

// Monthly is the bill of a quantity of an item in a region.
func Monthly(region string, item Item, quantity float64) world.Line {
	usd, known := table[region][item]
	if !monthly[item] {
		usd *= Hours
	}
	return world.Line{Item: string(item), USD: usd * quantity, Quantity: quantity, Unknown: !known}
}
