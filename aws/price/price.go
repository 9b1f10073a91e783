// Package price holds what the things of a stack cost: on-demand prices in US
// dollars. A price that the table does not have is unknown, never guessed.
package price

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Hours is what AWS counts as a month.
const Hours = 730

// Item is something AWS bills. Behind a comma is the unit, if it is counted in one.
type Item string

// Items but for instance types, which are items by their own names.
const (
	ControlPlane  Item = "EKS control plane"
	ExtendedPlane Item = "EKS control plane in extended support"
	NATGateway    Item = "NAT gateway"
	PublicIPv4    Item = "public IPv4 address"
	GP3           Item = "gp3 volume, GB"
	Key           Item = "KMS key"
	EndpointZone  Item = "interface endpoint, zones"
	S3            Item = "S3 storage, GB"
	// Without a price in the table.
	Balancer Item = "load balancer"
	Snapshot Item = "snapshot"
	Logs     Item = "stored logs, GB"
)

// Volume is the item of a type of EBS volumes; of all but gp3 no price is known.
func Volume(typ string) Item { return Item(typ + " volume, GB") }

// Instance is the item of an instance type.
func Instance(typ string) Item { return Item(typ) }

// everywhere are prices that do not depend on the region. Sources:
// aws.amazon.com/eks/pricing, aws.amazon.com/vpc/pricing ("Public IPv4
// address"), aws.amazon.com/kms/pricing.
var everywhere = map[Item]float64{ControlPlane: 0.10, ExtendedPlane: 0.60, PublicIPv4: 0.005, Key: 1}

// monthly items are billed by the month, all others by the hour.
var monthly = map[Item]bool{GP3: true, Key: true, S3: true}

// columns of the table that are no family of instance types.
var columns = map[Item]string{NATGateway: "nat", GP3: "gp3", S3: "s3", EndpointZone: "endpoint"}

//go:embed prices.txt
var text string

var table = parse(text)

// parse reads the table: a price by region and column.
func parse(text string) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	var names []string
	for line := range strings.Lines(text) {
		cells := strings.Fields(line)
		switch {
		case len(cells) == 0 || cells[0] == "#":
			continue
		case names == nil:
			names = cells
			continue
		case len(cells) != len(names):
			panic(fmt.Sprintf("prices.txt: %s has %d cells, the header has %d", cells[0], len(cells), len(names)))
		}
		row := map[string]float64{}
		for i, cell := range cells[1:] {
			if cell == "-" {
				continue
			}
			usd, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				panic(fmt.Sprintf("prices.txt: %s, %s: %q is no number", cells[0], names[i+1], cell))
			}
			row[names[i+1]] = usd
		}
		out[cells[0]] = row
	}
	return out
}

// Regions are those whose prices are known, sorted.
func Regions() []string { return slices.Sorted(maps.Keys(table)) }

// Line is one line of the monthly bill.
type Line struct {
	Item     string
	USD      float64 // a month of 730 hours
	Quantity float64
	Unknown  bool // the region's price is not in the table
}

// Monthly is the bill of a quantity of an item in a region.
func Monthly(region string, item Item, quantity float64) Line {
	usd, known := of(region, item)
	if !monthly[item] {
		usd *= Hours
	}
	return Line{Item: string(item), USD: usd * quantity, Quantity: quantity, Unknown: !known}
}

// of is the price of one item, for an hour or a month.
func of(region string, item Item) (usd float64, known bool) {
	row, known := table[region]
	if !known {
		return 0, false
	}
	if usd, known := everywhere[item]; known {
		return usd, true
	}
	if column, known := columns[item]; known {
		usd, known = row[column]
		return usd, known
	}
	family, size, _ := strings.Cut(string(item), ".")
	large, known := row[family]
	times, sized := larges(size)
	return large * times, known && sized
}

// larges is what a size costs, as a multiple of "large". Within a family the
// price is proportional to the size; bare machines are left out. Source: AWS
// Price List.
func larges(size string) (times float64, known bool) {
	switch n, isXL := strings.CutSuffix(size, "xlarge"); {
	case size == "micro":
		return 0.125, true
	case size == "small":
		return 0.25, true
	case size == "medium":
		return 0.5, true
	case size == "large":
		return 1, true
	case size == "xlarge":
		return 2, true
	case isXL:
		times, err := strconv.Atoi(n)
		return 2 * float64(times), err == nil
	}
	return 0, false
}
