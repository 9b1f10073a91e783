package network

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// endpoints lead from the private subnets to AWS without NAT gateways: to S3,
// which holds the layers of ECR's images, by a gateway endpoint, which is free,
// and to each service that is asked for by an interface in each subnet.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
func (b *builder) endpoints() error {
	var tables pulumi.StringArray
	for _, table := range b.private {
		tables = append(tables, table.ID())
	}
	s3, err := ec2.NewVpcEndpoint(b.ctx, "s3", &ec2.VpcEndpointArgs{
		VpcId:           b.network.VPC.ID(),
		ServiceName:     b.serviceName("s3"),
		VpcEndpointType: pulumi.String("Gateway"),
		RouteTableIds:   tables,
		Tags:            b.tags("s3"),
	}, pulumi.Parent(b.network.VPC))
	if err != nil {
		return fmt.Errorf("create endpoint of S3: %w", err)
	}
	made := []pulumi.Resource{s3}
	if services := b.args.Settings.InterfaceEndpoints; len(services) > 0 {
		interfaces, err := b.interfaceEndpoints(services)
		if err != nil {
			return err
		}
		made = append(made, interfaces...)
	}
	for i := range b.network.Private {
		if s := &b.network.Private[i]; b.nats[s.Zone] == nil {
			s.Egress = append(s.Egress, made...)
		}
	}
	return nil
}

// interfaceEndpoints registers an endpoint for each service, and the group that
// lets the VPC in. The services' public names lead to the endpoints, so nothing
// that calls them has to know.
func (b *builder) interfaceEndpoints(services []settings.EndpointService) ([]pulumi.Resource, error) {
	group, err := ec2.NewSecurityGroup(b.ctx, "endpoints", &ec2.SecurityGroupArgs{
		VpcId:       b.network.VPC.ID(),
		Description: pulumi.String("HTTPS from the VPC to the endpoints of AWS services"),
		Tags:        b.tags("endpoints"),
	}, pulumi.Parent(b.network.VPC))
	if err != nil {
		return nil, fmt.Errorf("create security group of the endpoints: %w", err)
	}
	https, err := ec2.NewSecurityGroupRule(b.ctx, "endpoints", &ec2.SecurityGroupRuleArgs{
		SecurityGroupId: group.ID(),
		Type:            pulumi.String("ingress"),
		Protocol:        pulumi.String("tcp"),
		FromPort:        pulumi.Int(443),
		ToPort:          pulumi.Int(443),
		CidrBlocks:      pulumi.StringArray{pulumi.String(b.args.Settings.CIDR.String())},
	}, pulumi.Parent(group))
	if err != nil {
		return nil, fmt.Errorf("let the VPC reach the endpoints: %w", err)
	}
	var subnets pulumi.StringArray
	for _, s := range b.network.Private {
		subnets = append(subnets, s.Subnet.ID())
	}
	made := []pulumi.Resource{https}
	for _, service := range services {
		name := string(service)
		endpoint, err := ec2.NewVpcEndpoint(b.ctx, name, &ec2.VpcEndpointArgs{
			VpcId:             b.network.VPC.ID(),
			ServiceName:       b.serviceName(name),
			VpcEndpointType:   pulumi.String("Interface"),
			PrivateDnsEnabled: pulumi.Bool(true),
			SubnetIds:         subnets,
			SecurityGroupIds:  pulumi.StringArray{group.ID()},
			Tags:              b.tags(name),
		}, pulumi.Parent(b.network.VPC),
			// From its creation on, the service's name leads to the endpoint, which
			// answers nobody before the rule (rule eks/nodes-reach-the-internet).
			pulumi.DependsOn([]pulumi.Resource{https}))
		if err != nil {
			return nil, fmt.Errorf("create endpoint of %s: %w", name, err)
		}
		made = append(made, endpoint)
	}
	return made, nil
}

// serviceName is what EC2 calls a service of the region. In China most services
// but S3 have another; settings refuses them.
// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
func (b *builder) serviceName(service string) pulumi.String {
	return pulumi.String("com.amazonaws." + b.args.Region + "." + service)
}
