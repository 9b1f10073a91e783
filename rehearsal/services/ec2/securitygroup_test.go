package ec2_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
)

func TestSecurityGroupRules(t *testing.T) {
	a := awstest.New(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	sound := in{"vpcId": vpc.ID, "name": "nodes"}
	peer := a.Make(ec2.SecurityGroup, "peer", in{"vpcId": vpc.ID})
	from := func(id string) []any { return []any{map[string]any{"securityGroups": []any{id}}} }
	nodes := a.Make(ec2.SecurityGroup, "nodes", sound.With(in{"ingress": from(peer.ID)}))
	a.Needs(nodes, peer, "ec2/security-group-peer-exists")
	for _, c := range []struct {
		changes    in
		code, rule string
	}{
		{in{}, "InvalidGroup.Duplicate", "ec2/security-group-name-unique"},
		{in{"name": "default"}, "InvalidGroup.Duplicate", "ec2/security-group-name-unique"},
		{in{"name": "sg-mine"}, "InvalidParameterValue", "ec2/security-group-text"},
		{in{"name": "x", "description": "what's this"}, "InvalidParameterValue", "ec2/security-group-text"},
		{in{"name": strings.Repeat("x", 256)}, "InvalidParameterValue", "ec2/security-group-text"},
		{in{"name": "x", "ingress": from("sg-0")}, "InvalidGroup.NotFound", "ec2/security-group-peer-exists"},
		{in{"name": "x", "vpcId": "vpc-0"}, "InvalidVpcID.NotFound", "security group/vpcId-exists"},
	} {
		a.Refused(ec2.SecurityGroup, "nodes2", sound.With(c.changes), c.code, c.rule)
	}
	a.Kept(peer, "DependencyViolation", "ec2/security-group-peer-exists")
	a.Kept(vpc, "DependencyViolation", "security group/vpcId-exists")
	a.Dropped(nodes, peer)
	a.Make(ec2.DefaultSecurityGroup, "default", in{"vpcId": vpc.ID})
	a.Dropped(vpc) // the default group goes with it
}

func TestSecurityGroupRuleRules(t *testing.T) {
	a := awstest.New(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	group := a.Make(ec2.SecurityGroup, "group", in{"vpcId": vpc.ID})
	peer := a.Make(ec2.SecurityGroup, "peer", in{"vpcId": vpc.ID})
	sound := in{"securityGroupId": group.ID, "type": "ingress", "protocol": "tcp", "fromPort": 443, "toPort": 443,
		"sourceSecurityGroupId": peer.ID}
	rule := a.Make(ec2.SecurityGroupRule, "https", sound)
	a.Make(ec2.SecurityGroupRule, "out", sound.With(in{"type": "egress"}))
	wide := sound.With(in{"sourceSecurityGroupId": nil, "cidrBlocks": []any{"10.0.0.0/33"}})
	for _, c := range []struct {
		inputs     in
		code, rule string
	}{
		{sound, "InvalidPermission.Duplicate", "ec2/security-group-rule-once"},
		{sound.With(in{"protocol": "https"}), "InvalidPermission.Malformed", "ec2/security-group-rule-sound"},
		{sound.With(in{"toPort": 80}), "InvalidPermission.Malformed", "ec2/security-group-rule-sound"},
		{wide, "InvalidParameterValue", "ec2/security-group-rule-sound"},
		{sound.With(in{"sourceSecurityGroupId": "sg-0"}), "InvalidGroup.NotFound", "security group rule/sourceSecurityGroupId-exists"},
		{sound.With(in{"securityGroupId": "sg-0"}), "InvalidGroup.NotFound", "security group rule/securityGroupId-exists"},
	} {
		a.Refused(ec2.SecurityGroupRule, "r", c.inputs, c.code, c.rule)
	}
	a.Kept(peer, "DependencyViolation", "security group rule/sourceSecurityGroupId-exists")
	a.Dropped(group, rule, peer)

	a.Checked(ec2.SecurityGroupRule, sound, "")
	a.Checked(ec2.SecurityGroupRule, sound.With(in{"type": "in"}), "aws/inputs-fit-the-provider")
	a.Checked(ec2.SecurityGroupRule, sound.With(in{"self": true}), "aws/inputs-fit-the-provider")
	a.Checked(ec2.SecurityGroupRule, sound.With(in{"sourceSecurityGroupId": nil}), "ec2/security-group-rule-source")
}

func TestLaunchTemplateRules(t *testing.T) {
	a := awstest.New(t)
	sound := in{"name": "nodes", "metadataOptions": map[string]any{"httpTokens": "required", "httpPutResponseHopLimit": 1}}
	template := a.Make(ec2.LaunchTemplate, "nodes", sound)
	a.Refused(ec2.LaunchTemplate, "again", sound, "InvalidLaunchTemplateName.AlreadyExistsException", "ec2/launch-template-name-unique")
	a.Checked(ec2.LaunchTemplate, sound.With(in{"name": "no"}), "aws/inputs-fit-the-provider")
	a.Refused(ec2.LaunchTemplate, "lost", in{"name": "lost", "vpcSecurityGroupIds": []any{"sg-0"}}, "InvalidGroup.NotFound",
		"launch template/vpcSecurityGroupIds-exists")

	if v := template.Out["latestVersion"]; v.NumberValue() != 1 {
		t.Errorf("latest version %v, want 1", v)
	}
	changed, err := a.Change(template, in{"instanceType": "m5.large"})
	if err != nil || changed.Out["latestVersion"].NumberValue() != 2 || changed.Out["defaultVersion"].NumberValue() != 1 {
		t.Errorf("a change makes version 2 and leaves the default: %v, %v", changed.Out, err)
	}
	changed, err = a.Change(changed, in{"tags": map[string]any{"a": "b"}})
	if err != nil || changed.Out["latestVersion"].NumberValue() != 2 {
		t.Errorf("a tag makes no version: %v, %v", changed.Out["latestVersion"], err)
	}

	for name, ebs := range map[string]map[string]any{
		"gp2": {"volumeType": "gp2", "throughput": 250}, "unsaid": {"throughput": 250}, "st1": {"volumeType": "st1", "iops": 3000},
	} {
		a.Refused(ec2.LaunchTemplate, name, in{"name": name, "blockDeviceMappings": []any{map[string]any{"ebs": ebs}}},
			"InvalidParameterCombination", "ec2/volume-parameters-of-its-type")
	}
	a.Make(ec2.LaunchTemplate, "fast", in{"name": "fast", "blockDeviceMappings": []any{map[string]any{"ebs": map[string]any{
		"volumeType": "gp3", "throughput": 250, "iops": 3000}}}})
	a.Checked(ec2.LaunchTemplate, in{"tagSpecifications": []any{map[string]any{"resourceType": "machine"}}}, "aws/inputs-fit-the-provider")
	a.Checked(ec2.LaunchTemplate, in{"blockDeviceMappings": []any{map[string]any{"ebs": map[string]any{"encrypted": "yes"}}}},
		"aws/inputs-fit-the-provider")
	a.Checked(ec2.LaunchTemplate, sound, "")
	a.Checked(ec2.LaunchTemplate, in{"name": strings.Repeat("a", 125)}, "")
	a.Checked(ec2.LaunchTemplate, in{"name": strings.Repeat("a", 126)}, "aws/inputs-fit-the-provider")
	a.Checked(ec2.LaunchTemplate, in{"metadataOptions": map[string]any{"httpTokens": "always"}}, "aws/inputs-fit-the-provider")
	a.Checked(ec2.LaunchTemplate, in{"metadataOptions": map[string]any{"httpPutResponseHopLimit": 65}}, "aws/inputs-fit-the-provider")
	a.Checked(ec2.LaunchTemplate, in{"blockDeviceMappings": []any{map[string]any{"ebs": map[string]any{"volumeType": "gp4"}}}},
		"aws/inputs-fit-the-provider")
}

func TestFlowLogRules(t *testing.T) {
	const write = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:DescribeLogStreams","logs:PutLogEvents"],"Resource":"*"}]}`
	a := awstest.New(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	group := a.Make("aws:cloudwatch/logGroup:LogGroup", "flow", in{"name": "/flow"})
	role, _ := a.Role("flow", "vpc-flow-logs.amazonaws.com")
	right := a.Make("aws:iam/rolePolicy:RolePolicy", "flow", in{"role": role.ID, "policy": write})
	wrong, _ := a.Role("wrong", "ec2.amazonaws.com")
	sound := in{"vpcId": vpc.ID, "trafficType": "ALL", "logDestination": group.Str("arn"), "iamRoleArn": role.Str("arn")}
	log := a.Make(ec2.FlowLog, "flow", sound)
	a.Needs(log, right, "ec2/flow-log-role-may-write")
	a.Refused(ec2.FlowLog, "lost", sound.With(in{"logDestination": "arn:aws:logs:eu-central-1:123456789012:log-group:none"}),
		"InvalidParameter", "ec2/flow-log-has-log-group")
	a.Refused(ec2.FlowLog, "wrong", sound.With(in{"iamRoleArn": wrong.Str("arn")}), "InvalidParameter", "ec2/flow-log-role-trusts-service")
	a.Clean()
	a.Dropped(right)
	a.Violated("ec2/flow-log-role-may-write")
	a.Dropped(role)
	a.Violated("ec2/flow-log-role-trusts-service")
	a.Dropped(group)
	a.Violated("ec2/flow-log-has-log-group")
	a.Dropped(log, vpc)
}

func TestAFlowLogBeforeItsRightsIsAViolation(t *testing.T) {
	a := awstest.New(t)
	vpc := a.Make(ec2.VPC, "vpc", awstest.VPCIn)
	group := a.Make("aws:cloudwatch/logGroup:LogGroup", "flow", in{"name": "/flow"})
	role, _ := a.Role("flow", "vpc-flow-logs.amazonaws.com")
	a.Make(ec2.FlowLog, "flow", in{"vpcId": vpc.ID, "logDestination": group.Str("arn"), "iamRoleArn": role.Str("arn")})
	a.Violated("ec2/flow-log-role-may-write")
}
