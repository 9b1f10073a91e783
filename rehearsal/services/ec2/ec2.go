// Package ec2 is what the world knows of EC2: virtual private clouds, what
// lives in them, and the machines, interfaces and volumes that services make.
package ec2

import "eks-elk/rehearsal/world"

// ResourceTypes returns every EC2 type the world knows.
func ResourceTypes() []*world.ResourceType {
	return []*world.ResourceType{
		vpc(), subnet(),
		defaultSecurityGroup(), internetGateway(), eip(), natGateway(),
		routeTable(), route(), routeTableAssociation(),
		securityGroup(), securityGroupRule(),
		launchTemplate(), flowLog(), vpcEndpoint(),
		instance(), networkInterface(), volume(),
	}
}

// Types of the things in EC2, as Pulumi names them.
const (
	VPC                   = "aws:ec2/vpc:Vpc"
	Subnet                = "aws:ec2/subnet:Subnet"
	DefaultSecurityGroup  = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
	InternetGateway       = "aws:ec2/internetGateway:InternetGateway"
	EIP                   = "aws:ec2/eip:Eip"
	NATGateway            = "aws:ec2/natGateway:NatGateway"
	RouteTable            = "aws:ec2/routeTable:RouteTable"
	Route                 = "aws:ec2/route:Route"
	RouteTableAssociation = "aws:ec2/routeTableAssociation:RouteTableAssociation"
	SecurityGroup         = "aws:ec2/securityGroup:SecurityGroup"
	SecurityGroupRule     = "aws:ec2/securityGroupRule:SecurityGroupRule"
	LaunchTemplate        = "aws:ec2/launchTemplate:LaunchTemplate"
	FlowLog               = "aws:ec2/flowLog:FlowLog"
	VPCEndpoint           = "aws:ec2/vpcEndpoint:VpcEndpoint"
	Instance              = "aws:ec2/instance:Instance"
	NetworkInterface      = "aws:ec2/networkInterface:NetworkInterface"
	Volume                = "aws:ebs/volume:Volume"
)

// Owner is who made what EC2 makes by itself.
const Owner = "ec2"
