package leftovers

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"eks-elk/aws/price"
	"eks-elk/doctor/account"
	"eks-elk/internal/needs"
)

// instances leaves out those that are gone, which EC2 shows for an hour.
func (s *search) instances(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeInstancesPaginator(s.EC2, &ec2.DescribeInstancesInput{}), func(page *ec2.DescribeInstancesOutput) {
		for _, reservation := range page.Reservations {
			for _, of := range reservation.Instances {
				tags := account.EC2Tags(of.Tags)
				t := Thing{Kind: "instance", ID: aws.ToString(of.InstanceId), heldBy: []string{tags["eks:nodegroup-name"]},
					bill: price.Monthly(s.Region, price.Instance(string(of.InstanceType)), 1)}
				switch {
				case of.State == nil:
				case of.State.Name == ec2types.InstanceStateNameTerminated:
					continue
				case of.State.Name == ec2types.InstanceStateNameShuttingDown:
					t.Leaving = "is being terminated"
				case of.State.Name == ec2types.InstanceStateNameStopped:
					t.bill = price.Line{}
				}
				out = s.add(out, t, claim{tags: tags, vpc: of.VpcId})
			}
		}
	})
	return out, err
}

func (s *search) launchTemplates(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeLaunchTemplatesPaginator(s.EC2, &ec2.DescribeLaunchTemplatesInput{}), func(page *ec2.DescribeLaunchTemplatesOutput) {
		for _, of := range page.LaunchTemplates {
			tags, name := account.EC2Tags(of.Tags), aws.ToString(of.LaunchTemplateName)
			out = s.add(out, Thing{Kind: "launch template", ID: aws.ToString(of.LaunchTemplateId), Name: name,
				heldBy: []string{tags["eks:nodegroup-name"]}}, claim{tags: tags, named: s.named(needs.LaunchTemplate, name)})
		}
	})
	return out, err
}

func (s *search) addresses(ctx context.Context) (out []Thing, err error) {
	answer, err := s.EC2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{})
	if err != nil {
		return nil, err
	}
	for _, of := range answer.Addresses {
		out = s.add(out, Thing{Kind: "elastic IP address", ID: aws.ToString(of.AllocationId), bill: price.Monthly(s.Region, price.PublicIPv4, 1)},
			claim{tags: account.EC2Tags(of.Tags)})
	}
	return out, nil
}

// volumes asks for volumes. One that is deleted on termination goes with its
// instance.
func (s *search) volumes(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeVolumesPaginator(s.EC2, &ec2.DescribeVolumesInput{}), func(page *ec2.DescribeVolumesOutput) {
		for _, of := range page.Volumes {
			t := Thing{Kind: "volume", ID: aws.ToString(of.VolumeId),
				bill: price.Monthly(s.Region, price.Volume(string(of.VolumeType)), float64(aws.ToInt32(of.Size)))}
			for _, to := range of.Attachments {
				if aws.ToBool(to.DeleteOnTermination) {
					t.heldBy = append(t.heldBy, aws.ToString(to.InstanceId))
				}
			}
			if of.State == ec2types.VolumeStateDeleting {
				t.Leaving = "is being deleted"
			}
			out = s.add(out, t, claim{tags: account.EC2Tags(of.Tags)})
		}
	})
	return out, err
}

func (s *search) snapshots(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeSnapshotsPaginator(s.EC2, &ec2.DescribeSnapshotsInput{OwnerIds: []string{"self"}}), func(page *ec2.DescribeSnapshotsOutput) {
		for _, of := range page.Snapshots {
			out = s.add(out, Thing{Kind: "snapshot", ID: aws.ToString(of.SnapshotId), bill: price.Monthly(s.Region, price.Snapshot, 1)},
				claim{tags: account.EC2Tags(of.Tags)})
		}
	})
	return out, err
}
