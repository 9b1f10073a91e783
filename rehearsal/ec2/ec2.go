// Package ec2 is what the world knows of EC2's networking: virtual private
// clouds and what lives in them.
package ec2

import "eks-elk/rehearsal/world"

// Kinds answers every EC2 type the world knows.
func Kinds() []*world.Kind {
	return []*world.Kind{
		vpc(), defaultSecurityGroup(), subnet(),
	}
}

// Types of the things in EC2, as Pulumi names them.
const (
	VPC                  = "aws:ec2/vpc:Vpc"
	Subnet               = "aws:ec2/subnet:Subnet"
	DefaultSecurityGroup = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
	SecurityGroup        = "aws:ec2/securityGroup:SecurityGroup"
)

// inVPC is the reference every part of a VPC carries.
func inVPC() world.Ref {
	return world.Ref{
		Property: "vpcId", To: []string{VPC},
		Code: "InvalidVpcID.NotFound", Message: "The vpc ID '%s' does not exist",
		InUse: "DependencyViolation", InUseAs: "The vpc '%s' has dependencies and cannot be deleted.",
	}
}
