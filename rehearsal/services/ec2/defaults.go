package ec2

import (
	"eks-elk/rehearsal/world"
)

// The default security group, which EC2 makes with a VPC, is adopted, not made:
// deleting the resource leaves it as it is, and the VPC's deletion takes it along.

func defaultSecurityGroup() *world.ResourceType {
	return &world.ResourceType{
		Token: DefaultSecurityGroup, Title: "default security group", Service: "EC2", ARN: "ec2:security-group/",
		Refs: []world.Ref{adoptedFrom()},
		ID: func(op *world.Op) string {
			if v := op.Find("", op.Str("vpcId"), VPC); v != nil {
				return v.Str("defaultSecurityGroupId")
			}
			return ""
		},
		Outputs: func(op *world.Op) error {
			op.Set("name", "default")
			op.Set("namePrefix", "")
			op.Set("description", "default VPC security group")
			return nil
		},
	}
}
