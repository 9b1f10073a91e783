package ec2

import "eks-elk/rehearsal/world"

// inVPC is the reference every part of a VPC carries.
func inVPC() world.Ref {
	return world.Ref{
		Property: "vpcId", To: []string{VPC},
		Code: "InvalidVpcID.NotFound", Message: "The vpc ID '%s' does not exist",
		InUse: "DependencyViolation", InUseAs: "The vpc '%s' has dependencies and cannot be deleted.",
	}
}

// adoptedFrom is the reference of what EC2 made together with the VPC: it goes
// with the VPC and does not hold it.
func adoptedFrom() world.Ref {
	ref := inVPC()
	ref.Loose = true
	return ref
}

// InSubnet is a reference to subnets that holds them.
func InSubnet(property string) world.Ref {
	return world.Ref{
		Property: property, To: []string{Subnet},
		Code: "InvalidSubnetID.NotFound", Message: "The subnet ID '%s' does not exist",
		InUse: "DependencyViolation", InUseAs: "The subnet '%s' has dependencies and cannot be deleted.",
	}
}

// WithSecurityGroups is a reference to security groups that holds them.
func WithSecurityGroups(property string) world.Ref {
	return world.Ref{
		Property: property, To: []string{SecurityGroup, DefaultSecurityGroup},
		Code: "InvalidGroup.NotFound", Message: "The security group '%s' does not exist",
		InUse: "DependencyViolation", InUseAs: "resource %s has a dependent object",
	}
}

// toRouteTable is a reference to a route table.
func toRouteTable(property string) world.Ref {
	return world.Ref{
		Property: property, To: []string{RouteTable},
		Code: "InvalidRouteTableID.NotFound", Message: "The routeTable ID '%s' does not exist",
		InUse: "DependencyViolation", InUseAs: "The routeTable '%s' has dependencies and cannot be deleted.",
	}
}

// toNATGateway is a route's target; EC2 lets the gateway go first and leaves
// the route a black hole.
func toNATGateway(property string) world.Ref {
	return world.Ref{
		Property: property, To: []string{NATGateway}, Loose: true,
		Code: "InvalidNatGatewayID.NotFound", Message: "The natGateway ID '%s' does not exist",
	}
}

// toInternetGateway is a route's target; EC2 lets the gateway go first and
// leaves the route a black hole.
func toInternetGateway(property string) world.Ref {
	return world.Ref{
		Property: property, To: []string{InternetGateway}, Loose: true,
		Code: "InvalidInternetGatewayID.NotFound", Message: "The internetGateway ID '%s' does not exist",
	}
}

// taken takes away what the service takes along with the operation's object.
func taken(typ, property string) func(*world.Op) error {
	return func(op *world.Op) error {
		for _, o := range op.Where(typ, property, op.Object.ID) {
			op.Remove(o)
		}
		return nil
	}
}
