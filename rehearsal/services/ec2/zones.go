package ec2

import (
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// ZoneNames returns the availability zones of a region that need no opt-in, by
// name, as a new account sees them, or nil for a region the table does not
// have. Source: AWS's page of regions and availability zones.
func ZoneNames(region string) []string {
	var out []string
	for _, letter := range zoneLetters[region] {
		out = append(out, region+string(letter))
	}
	return out
}

// Regions returns the regions that the world knows.
func Regions() []string {
	var out []string
	for r := range zoneLetters {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

var zoneLetters = map[string]string{
	"us-east-1": "abcdef", "us-east-2": "abc", "us-west-1": "ab", "us-west-2": "abcd",
	"ca-central-1": "abd", "ca-west-1": "abc", "mx-central-1": "abc", "sa-east-1": "abc",
	"eu-central-1": "abc", "eu-central-2": "abc", "eu-west-1": "abc", "eu-west-2": "abc", "eu-west-3": "abc",
	"eu-north-1": "abc", "eu-south-1": "abc", "eu-south-2": "abc",
	"ap-northeast-1": "acd", "ap-northeast-2": "abcd", "ap-northeast-3": "abc",
	"ap-southeast-1": "abc", "ap-southeast-2": "abc", "ap-southeast-3": "abc", "ap-southeast-4": "abc",
	"ap-southeast-5": "abc", "ap-southeast-6": "abc", "ap-southeast-7": "abc",
	"ap-south-1": "abc", "ap-south-2": "abc", "ap-east-1": "abc", "ap-east-2": "abc",
	"af-south-1": "abc", "il-central-1": "abc", "me-central-1": "abc", "me-south-1": "abc",
	"us-gov-west-1": "abc", "us-gov-east-1": "abc", "cn-north-1": "abcd", "cn-northwest-1": "abc",
}

// zoneIDs are the regions whose zone ids do not follow the zones' letters for
// most accounts, or which no longer give new accounts one of their zones.
// Source: EC2 user guide, Availability Zone IDs; EKS user guide, VPC and subnet
// requirements, for the zones that have no control planes.
var zoneIDs = map[string][]string{
	"us-east-1":      {"use1-az1", "use1-az2", "use1-az4", "use1-az6", "use1-az3", "use1-az5"},
	"us-west-1":      {"usw1-az1", "usw1-az3"},
	"ca-central-1":   {"cac1-az1", "cac1-az2", "cac1-az4"},
	"eu-central-1":   {"euc1-az2", "euc1-az3", "euc1-az1"},
	"ap-northeast-1": {"apne1-az4", "apne1-az1", "apne1-az2"},
}

// ZoneID returns a zone's id, such as euc1-az2: the same place for every
// account, which a zone's name is not.
func ZoneID(zone string) string {
	if zone == "" {
		return ""
	}
	region := zone[:len(zone)-1]
	i := slices.Index(ZoneNames(region), zone)
	if i < 0 {
		return ""
	}
	if ids := zoneIDs[region]; ids != nil {
		return ids[i]
	}
	return shortRegion(region) + "-az" + string(rune('1'+i))
}

// shortRegion is a region in a zone id: eu-north-1 is eun1, ap-southeast-2 apse2.
func shortRegion(region string) string {
	parts := strings.Split(region, "-")
	short := parts[0]
	if parts[0] == "us" && parts[1] == "gov" {
		short, parts = "usg", parts[1:]
	}
	direction := map[string]string{
		"northeast": "ne", "southeast": "se", "northwest": "nw", "southwest": "sw",
	}
	middle, ok := direction[parts[1]]
	if !ok {
		middle = parts[1][:1]
	}
	return short + middle + parts[len(parts)-1]
}

// PrivateDomain is where the names of a region's instances are.
// Source: EC2 user guide, EC2 instance hostnames and domains.
func PrivateDomain(region string) string {
	if region == "us-east-1" {
		return "ec2.internal"
	}
	return region + ".compute.internal"
}

func publicDomain(region string) string {
	if region == "us-east-1" {
		return "compute-1.amazonaws.com"
	}
	return region + ".compute." + world.DNSSuffix(region)
}
