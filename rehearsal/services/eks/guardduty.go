package eks

import (
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

// watched: where an organisation has GuardDuty watch what runs on nodes, it puts an
// endpoint with a security group into the network of each cluster. They stay when
// the cluster goes, and hold the subnets and the VPC; the provider took them for its
// own affair in 2026 only (hashicorp/terraform-provider-aws#46747).
func watched(op *world.Op) error {
	const owner = "guardduty"
	subnets := groupSubnets(op)
	if !op.Given(world.GuardDuty) || len(subnets) == 0 {
		return nil
	}
	vpc := subnets[0].Str("vpcId")
	for _, g := range op.Where(ec2.SecurityGroup, "vpcId", vpc) {
		if g.Owner == owner {
			return nil
		}
	}
	group, err := op.CreateManaged(ec2.SecurityGroup, "sg-0"+op.Hex(16), owner, map[string]any{
		"name": "GuardDutyManagedSecurityGroup-" + vpc, "vpcId": vpc,
	})
	if err != nil {
		return err
	}
	var ids []any
	for _, s := range subnets {
		ids = append(ids, s.ID)
	}
	endpoint, err := op.CreateManaged(ec2.VPCEndpoint, "vpce-0"+op.Hex(16), owner, map[string]any{
		"vpcId": vpc, "vpcEndpointType": "Interface", "serviceName": "com.amazonaws." + op.Region() + ".guardduty-data", "subnetIds": ids,
		"securityGroupIds": []any{group.ID}, "state": "available", "tagsAll": map[string]any{"GuardDutyManaged": "true"},
	})
	for _, s := range subnets {
		if err == nil {
			_, err = op.CreateManaged(ec2.NetworkInterface, "eni-0"+op.Hex(16), owner, map[string]any{
				"description": "VPC Endpoint Interface " + endpoint.ID, "subnetId": s.ID, "vpcId": vpc,
				"privateIp": ec2.AddressIn(op, s), "securityGroups": []any{group.ID}, "status": "in-use",
			}, endpoint)
		}
	}
	return err
}
