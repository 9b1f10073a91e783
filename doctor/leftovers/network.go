package leftovers

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"eks-elk/aws/price"
	"eks-elk/doctor/account"
)

// networks asks for the stack's VPCs: more than one where an up was repeated
// without its state.
func (s *search) networks(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeVpcsPaginator(s.EC2, &ec2.DescribeVpcsInput{}), func(page *ec2.DescribeVpcsOutput) {
		for _, of := range page.Vpcs {
			out = s.add(out, Thing{Kind: "VPC", ID: aws.ToString(of.VpcId)}, claim{tags: account.EC2Tags(of.Tags), vpc: of.VpcId})
		}
	})
	for _, vpc := range out {
		if !slices.Contains(s.vpcs, vpc.ID) {
			s.vpcs = append(s.vpcs, vpc.ID)
		}
	}
	return out, err
}

func (s *search) subnets(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeSubnetsPaginator(s.EC2, &ec2.DescribeSubnetsInput{}), func(page *ec2.DescribeSubnetsOutput) {
		for _, of := range page.Subnets {
			out = s.add(out, Thing{Kind: "subnet", ID: aws.ToString(of.SubnetId)}, claim{tags: account.EC2Tags(of.Tags), vpc: of.VpcId})
		}
	})
	return out, err
}

// routeTables leaves out a VPC's main one, which goes with the VPC.
func (s *search) routeTables(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeRouteTablesPaginator(s.EC2, &ec2.DescribeRouteTablesInput{}), func(page *ec2.DescribeRouteTablesOutput) {
		for _, of := range page.RouteTables {
			if slices.ContainsFunc(of.Associations, func(a ec2types.RouteTableAssociation) bool { return aws.ToBool(a.Main) }) {
				continue
			}
			out = s.add(out, Thing{Kind: "route table", ID: aws.ToString(of.RouteTableId)}, claim{tags: account.EC2Tags(of.Tags), vpc: of.VpcId})
		}
	})
	return out, err
}

func (s *search) internetGateways(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeInternetGatewaysPaginator(s.EC2, &ec2.DescribeInternetGatewaysInput{}), func(page *ec2.DescribeInternetGatewaysOutput) {
		for _, of := range page.InternetGateways {
			t := Thing{Kind: "internet gateway", ID: aws.ToString(of.InternetGatewayId)}
			c := claim{tags: account.EC2Tags(of.Tags)}
			for _, to := range of.Attachments {
				c.vpc, t.more = to.VpcId, map[string]string{"vpc": aws.ToString(to.VpcId)}
			}
			out = s.add(out, t, c)
		}
	})
	return out, err
}

// natGateways leaves out those that are gone, which EC2 shows for an hour.
func (s *search) natGateways(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeNatGatewaysPaginator(s.EC2, &ec2.DescribeNatGatewaysInput{}), func(page *ec2.DescribeNatGatewaysOutput) {
		for _, of := range page.NatGateways {
			t := Thing{Kind: "NAT gateway", ID: aws.ToString(of.NatGatewayId), bill: price.Monthly(s.Region, price.NATGateway, 1)}
			switch of.State {
			case ec2types.NatGatewayStateDeleted:
				continue
			case ec2types.NatGatewayStateDeleting:
				t.Leaving = "is being deleted"
			}
			out = s.add(out, t, claim{tags: account.EC2Tags(of.Tags), vpc: of.VpcId})
		}
	})
	return out, err
}

func (s *search) endpoints(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeVpcEndpointsPaginator(s.EC2, &ec2.DescribeVpcEndpointsInput{}), func(page *ec2.DescribeVpcEndpointsOutput) {
		for _, of := range page.VpcEndpoints {
			t := Thing{Kind: "VPC endpoint", ID: aws.ToString(of.VpcEndpointId), Name: aws.ToString(of.ServiceName)}
			if zones := len(of.SubnetIds); zones > 0 {
				t.bill = price.Monthly(s.Region, price.EndpointZone, float64(zones))
			}
			switch of.State {
			case "deleted": // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
				continue
			case "deleting":
				t.Leaving = "is being deleted"
			}
			out = s.add(out, t, claim{tags: account.EC2Tags(of.Tags), vpc: of.VpcId})
		}
	})
	return out, err
}

func (s *search) flowLogs(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeFlowLogsPaginator(s.EC2, &ec2.DescribeFlowLogsInput{}), func(page *ec2.DescribeFlowLogsOutput) {
		for _, of := range page.FlowLogs {
			out = s.add(out, Thing{Kind: "flow log", ID: aws.ToString(of.FlowLogId)}, claim{tags: account.EC2Tags(of.Tags), vpc: of.ResourceId})
		}
	})
	return out, err
}

// interfaces asks for network interfaces. One that is in use goes with what uses
// it, which its attachment or its description names.
func (s *search) interfaces(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeNetworkInterfacesPaginator(s.EC2, &ec2.DescribeNetworkInterfacesInput{}), func(page *ec2.DescribeNetworkInterfacesOutput) {
		for _, of := range page.NetworkInterfaces {
			t := Thing{Kind: "network interface", ID: aws.ToString(of.NetworkInterfaceId), Name: aws.ToString(of.Description)}
			if of.Status != ec2types.NetworkInterfaceStatusAvailable {
				t.Note = "in use: delete what it is for"
				t.heldBy = words(t.Name)
				if of.Attachment != nil && of.Attachment.InstanceId != nil {
					t.heldBy = append(t.heldBy, *of.Attachment.InstanceId)
				}
			}
			out = s.add(out, t, claim{tags: account.EC2Tags(of.TagSet), vpc: of.VpcId})
		}
	})
	return out, err
}

// securityGroups asks for security groups, but for a VPC's default one, which goes
// with the VPC, and for their rules that name another group: it cannot be deleted
// before them.
func (s *search) securityGroups(ctx context.Context) (out []Thing, err error) {
	err = each(ctx, ec2.NewDescribeSecurityGroupsPaginator(s.EC2, &ec2.DescribeSecurityGroupsInput{}), func(page *ec2.DescribeSecurityGroupsOutput) {
		for _, of := range page.SecurityGroups {
			if aws.ToString(of.GroupName) == "default" {
				continue
			}
			tags := account.EC2Tags(of.Tags)
			out = s.add(out, Thing{Kind: "security group", ID: aws.ToString(of.GroupId), Name: aws.ToString(of.GroupName),
				heldBy: []string{tags["aws:eks:cluster-name"]}}, claim{tags: tags, vpc: of.VpcId})
		}
	})
	if err != nil || len(out) == 0 {
		return out, err
	}
	groups := map[string]bool{}
	for _, t := range out {
		groups[t.ID] = true
	}
	err = each(ctx, ec2.NewDescribeSecurityGroupRulesPaginator(s.EC2, &ec2.DescribeSecurityGroupRulesInput{}), func(page *ec2.DescribeSecurityGroupRulesOutput) {
		for _, of := range page.SecurityGroupRules {
			group := aws.ToString(of.GroupId)
			if of.ReferencedGroupInfo == nil || !groups[group] || aws.ToString(of.ReferencedGroupInfo.GroupId) == group {
				continue
			}
			direction := "ingress"
			if aws.ToBool(of.IsEgress) {
				direction = "egress"
			}
			out = append(out, Thing{Kind: "security group rule", ID: aws.ToString(of.SecurityGroupRuleId),
				Because: "of " + group, more: map[string]string{"group": group, "type": direction}})
		}
	})
	return out, err
}
