package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	ekstypes "github.com/aws/aws-sdk-go-v2/service/eks/types"

	"eks-elk/internal/zones"
	"eks-elk/settings"
)

// regionEnabled asks the region itself, or, where it does not know the
// credentials, the partition's home region.
func (e *Examination) regionEnabled(ctx context.Context) (string, error) {
	at := e.Account.EC2
	if e.Account.Off {
		at = e.Account.Home
	}
	answer, err := at.DescribeRegions(ctx, &ec2.DescribeRegionsInput{AllRegions: aws.Bool(true), RegionNames: []string{e.Account.Region}})
	if err != nil {
		return "", err
	}
	status := "not-opted-in"
	if len(answer.Regions) > 0 {
		status = aws.ToString(answer.Regions[0].OptInStatus)
	}
	switch {
	case status == "not-opted-in":
		return "", finding("enable it: aws account enable-region --region-name "+e.Account.Region, "%s is %s", e.Account.Region, status)
	case e.Account.Off:
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html
		return "", finding("set AWS_STS_REGIONAL_ENDPOINTS=regional, and log in again",
			"%s is %s, but does not accept the credentials, as tokens of STS's global endpoint are for regions that every account has", e.Account.Region, status)
	}
	return fmt.Sprintf("%s is enabled (%s)", e.Account.Region, status), nil
}

// versionOffered asks whether EKS makes clusters with the stack's version.
func (e *Examination) versionOffered(ctx context.Context) (string, error) {
	version := e.Settings.Cluster.Version
	answer, err := e.Account.EKS.DescribeClusterVersions(ctx, &eks.DescribeClusterVersionsInput{ClusterVersions: []string{version}})
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(answer.ClusterVersions, func(v ekstypes.ClusterVersionInformation) bool { return aws.ToString(v.ClusterVersion) == version })
	if i < 0 || answer.ClusterVersions[i].VersionStatus == ekstypes.VersionStatusUnsupported {
		return "", finding("set eks-elk:cluster.version to one that aws eks describe-cluster-versions lists", "EKS does not offer %s in %s", version, e.Account.Region)
	}
	status := strings.ToLower(strings.ReplaceAll(string(answer.ClusterVersions[i].VersionStatus), "_", " "))
	return fmt.Sprintf("EKS offers %s, in %s", version, status), nil
}

// zoneNames are the zones of the region that an account sees, and those of them
// in which EKS has control planes.
type zoneNames struct{ all, withEKS []string }

func (e *Examination) zones(ctx context.Context) (zoneNames, error) {
	answer, err := e.Account.EC2.DescribeAvailabilityZones(ctx, &ec2.DescribeAvailabilityZonesInput{
		Filters: []ec2types.Filter{{Name: aws.String("zone-type"), Values: []string{"availability-zone"}}},
	})
	if err != nil {
		return zoneNames{}, err
	}
	var names zoneNames
	for _, zone := range answer.AvailabilityZones {
		name := aws.ToString(zone.ZoneName)
		names.all = append(names.all, name)
		if !slices.Contains(zones.WithoutEKS, aws.ToString(zone.ZoneId)) {
			names.withEKS = append(names.withEKS, name)
		}
	}
	return names, nil
}

// of returns the zones of the network, and those of them that a node group may
// span.
func (z zoneNames) of(n settings.Network) (network, nodes []string) {
	network = zones.Choose(n.Zones, z.all, z.withEKS)
	return network, zones.In(network, z.withEKS)
}

func (e *Examination) enoughZones(ask func() (zoneNames, error)) (string, error) {
	names, err := ask()
	if err != nil {
		return "", err
	}
	network, nodes := names.of(e.Settings.Network)
	if len(network) < e.Settings.Network.Zones {
		return "", finding("set eks-elk:network.zones to at most "+fmt.Sprint(len(network)), "the account sees %d (%s); eks-elk:network.zones is %d",
			len(network), strings.Join(network, ", "), e.Settings.Network.Zones)
	}
	for _, group := range e.Settings.Nodes {
		if group.Zones > len(nodes) {
			return "", finding(fmt.Sprintf("set eks-elk:nodes.zones to at most %d", len(nodes)), "EKS is in %s; node group %s spans %d zones",
				strings.Join(nodes, ", "), group.Name, group.Zones)
		}
	}
	return strings.Join(network, ", "), nil
}

// instanceTypes asks for each node group whether its type is offered in the zones
// that the group will span.
func (e *Examination) instanceTypes(ask func() (zoneNames, error)) []check {
	var all []check
	for _, group := range e.Settings.Nodes {
		all = append(all, check{name: "instance type of nodes " + group.Name, region: true, run: func(ctx context.Context) (string, error) {
			return e.typeOffered(ctx, group, ask)
		}})
	}
	return all
}

func (e *Examination) typeOffered(ctx context.Context, group settings.NodeGroup, ask func() (zoneNames, error)) (string, error) {
	names, err := ask()
	if err != nil {
		return "", err
	}
	_, nodes := names.of(e.Settings.Network)
	spans := nodes[:min(group.Zones, len(nodes))]
	answer, err := e.Account.EC2.DescribeInstanceTypeOfferings(ctx, &ec2.DescribeInstanceTypeOfferingsInput{
		LocationType: ec2types.LocationTypeAvailabilityZone,
		Filters:      []ec2types.Filter{{Name: aws.String("instance-type"), Values: []string{group.InstanceType}}},
	})
	if err != nil {
		return "", err
	}
	var offered []string
	for _, offer := range answer.InstanceTypeOfferings {
		offered = append(offered, aws.ToString(offer.Location))
	}
	missing := slices.DeleteFunc(slices.Clone(spans), func(zone string) bool { return slices.Contains(offered, zone) })
	if len(missing) > 0 {
		slices.Sort(offered)
		where := strings.Join(offered, ", ")
		if where == "" {
			where = "no zone of " + e.Account.Region
		}
		return "", finding("set another instanceType", "%s is not offered in %s, but in %s", group.InstanceType, strings.Join(missing, ", "), where)
	}
	return fmt.Sprintf("%s is offered in %s", group.InstanceType, strings.Join(spans, ", ")), nil
}
