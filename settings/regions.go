package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// region is what a new account sees of an AWS region.
type region struct {
	zones      int // availability zones
	withoutEKS int // of these, zones that take no control plane
}

// regions are AWS's regions, with three zones that all take control planes
// unless the table says otherwise.
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
var regions = func() map[string]region {
	table := map[string]region{
		"us-east-1": {6, 1}, "us-west-1": {2, 0}, "us-west-2": {4, 0}, "ap-northeast-2": {4, 0},
	}
	for name := range strings.FieldsSeq(`
		us-east-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1
		eu-central-1 eu-central-2 eu-west-1 eu-west-2 eu-west-3 eu-north-1 eu-south-1 eu-south-2
		ap-northeast-1 ap-northeast-3 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4
		ap-southeast-5 ap-southeast-6 ap-southeast-7 ap-south-1 ap-south-2 ap-east-1 ap-east-2
		af-south-1 il-central-1 me-central-1 me-south-1
		us-gov-west-1 us-gov-east-1 cn-north-1 cn-northwest-1`) {
		table[name] = region{3, 0}
	}
	return table
}()

// regionName is a region of the table.
var regionName = anyText("the name of an AWS region, such as eu-central-1").judged(func(name string) error {
	if _, known := regions[name]; known {
		return nil
	}
	if near := nearest(name, slices.Sorted(maps.Keys(regions))); near != "" {
		return because("which AWS does not have: did you mean " + near + "?")
	}
	return errNotAllowed
})

// checkZones refuses more zones than the region has.
func (l *loader) checkZones(s *Settings, zones *setting, groups []nodeSettings, made []*NodeGroup) {
	zones.check(func() {
		switch has := regions[s.AWS.Region].zones; {
		case s.Network.Zones <= has:
		case has == leastZones:
			zones.problem("is %s, but %s has %d for a new account; allowed: %[3]d", zones.shown(), s.AWS.Region, has)
		default:
			zones.problem("is %s, but %s has %d for a new account; allowed: a whole number from %d to %[3]d", zones.shown(), s.AWS.Region, has, leastZones)
		}
	}, l.setting("aws:region"))
	for i, own := range groups {
		own.zones.check(func() {
			at := regions[s.AWS.Region]
			if has := at.zones - at.withoutEKS; made[i].Zones > has {
				is := own.zones.shown()
				if !own.zones.set().given {
					is = fmt.Sprintf("empty and there are %d desired nodes", made[i].Desired)
				}
				own.zones.problem("is %s, but EKS is in %d of the %d zones of %s; allowed: a whole number from 1 to %d",
					is, has, at.zones, s.AWS.Region, has)
			}
		}, zones, l.setting("aws:region"), own.desired)
	}
}
