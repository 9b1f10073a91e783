package check

import (
	"context"
	"regexp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/eks"

	"eks-elk/doctor/account"
	"eks-elk/internal/needs"
)

// special are the families that count against quotas of their own; all others
// share the one of standard instances.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
var special = []string{"dl", "f", "g", "gr", "hpc", "inf", "mac", "p", "trn", "u", "vt", "x"}

var familyForm = regexp.MustCompile(`^[a-z]+`)

func standard(instanceType string) bool {
	return !slices.Contains(special, familyForm.FindString(instanceType))
}

func (e *Examination) vCPUsNeeded(ctx context.Context) (first, most int, err error) {
	for _, group := range e.Settings.Nodes {
		if !standard(group.InstanceType) {
			return 0, 0, unknown("look up the quota of its family in the console", "%s of nodes %s has a quota of its own, which is not asked here", group.InstanceType, group.Name)
		}
		answer, err := e.Account.EC2.DescribeInstanceTypes(ctx, &ec2.DescribeInstanceTypesInput{
			InstanceTypes: []ec2types.InstanceType{ec2types.InstanceType(group.InstanceType)},
		})
		if err != nil {
			return 0, 0, err
		}
		for _, of := range answer.InstanceTypes {
			vCPUs := int(aws.ToInt32(of.VCpuInfo.DefaultVCpus))
			first += group.Desired * vCPUs
			most += needs.MostNodes(group) * vCPUs
		}
	}
	return first, most, nil
}

// vCPUsUsed counts standard instances on demand.
func (e *Examination) vCPUsUsed(ctx context.Context) (int, error) {
	pages := ec2.NewDescribeInstancesPaginator(e.Account.EC2, &ec2.DescribeInstancesInput{
		Filters: []ec2types.Filter{{Name: aws.String("instance-state-name"), Values: []string{"pending", "running"}}},
	})
	used := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		for _, reservation := range page.Reservations {
			for _, i := range reservation.Instances {
				if i.InstanceLifecycle == "" && standard(string(i.InstanceType)) && !account.EC2Tags(i.Tags).Own(e.Stack) && i.CpuOptions != nil {
					used += int(aws.ToInt32(i.CpuOptions.CoreCount) * aws.ToInt32(i.CpuOptions.ThreadsPerCore))
				}
			}
		}
	}
	return used, nil
}

func (e *Examination) addressesUsed(ctx context.Context) (int, error) {
	answer, err := e.Account.EC2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{})
	if err != nil {
		return 0, err
	}
	used := 0
	for _, address := range answer.Addresses {
		if !account.EC2Tags(address.Tags).Own(e.Stack) {
			used++
		}
	}
	return used, nil
}

func (e *Examination) vpcsUsed(ctx context.Context) (int, error) {
	pages := ec2.NewDescribeVpcsPaginator(e.Account.EC2, &ec2.DescribeVpcsInput{})
	used := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		for _, vpc := range page.Vpcs {
			if !account.EC2Tags(vpc.Tags).Own(e.Stack) {
				used++
			}
		}
	}
	return used, nil
}

func (e *Examination) clustersUsed(ctx context.Context) (int, error) {
	pages := eks.NewListClustersPaginator(e.Account.EKS, &eks.ListClustersInput{})
	used := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		for _, name := range page.Clusters {
			if name != e.Settings.Cluster.Name { // whose that one is, another check asks
				used++
			}
		}
	}
	return used, nil
}
