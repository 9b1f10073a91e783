package network

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/iampolicy"
	"eks-elk/internal/names"
)

// flowLogTrust lets the flow log service use the role, for the account's own
// flow logs only (the "confused deputy" condition of the page below).
func flowLogTrust(account string) iampolicy.Document {
	return iampolicy.Allow(iampolicy.Statement{
		Principal: map[string]string{"Service": "vpc-flow-logs.amazonaws.com"},
		Action:    []string{"sts:AssumeRole"},
		Condition: map[string]map[string]string{"StringEquals": {"aws:SourceAccount": account}},
	})
}

// flowLogWrite is what AWS documents for delivery to CloudWatch Logs, cut down
// to the one log group and without logs:CreateLogGroup: a late delivery must
// not bring back a group that was destroyed.
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
func flowLogWrite(groupARN string) iampolicy.Document {
	return iampolicy.Allow(iampolicy.Statement{
		Action:   []string{"logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"},
		Resource: []string{groupARN, groupARN + ":*"},
	})
}

func (b *builder) flowLogs() error {
	if !b.args.Settings.FlowLogs {
		return nil
	}
	parent := pulumi.Parent(b.network.VPC)
	group, err := cloudwatch.NewLogGroup(b.ctx, "flow-logs", &cloudwatch.LogGroupArgs{
		Name:            pulumi.String(names.FlowLogs(b.args.Name)),
		RetentionInDays: pulumi.Int(b.args.FlowLogRetentionDays),
	}, parent)
	if err != nil {
		return fmt.Errorf("create log group of the flow logs: %w", err)
	}
	role, err := iam.NewRole(b.ctx, "flow-logs", &iam.RoleArgs{
		AssumeRolePolicy: b.network.VPC.OwnerId.ApplyT(func(account string) (string, error) {
			return flowLogTrust(account).JSON()
		}).(pulumi.StringOutput),
		Description: pulumi.String("Writes the flow logs of " + b.args.Name),
	}, parent)
	if err != nil {
		return fmt.Errorf("create role of the flow logs: %w", err)
	}
	write, err := iam.NewRolePolicy(b.ctx, "flow-logs", &iam.RolePolicyArgs{
		Role: role.Name,
		Policy: group.Arn.ApplyT(func(arn string) (string, error) {
			return flowLogWrite(arn).JSON()
		}).(pulumi.StringOutput),
	}, pulumi.Parent(role))
	if err != nil {
		return fmt.Errorf("create policy of the flow logs: %w", err)
	}
	if _, err := ec2.NewFlowLog(b.ctx, "vpc", &ec2.FlowLogArgs{
		VpcId:          b.network.VPC.ID(),
		TrafficType:    pulumi.String("ALL"),
		LogDestination: group.Arn,
		IamRoleArn:     role.Arn,
		Tags:           b.tags("flow-logs"),
	}, parent,
		// Without the permission the flow log reports "Access error" and
		// delivers nothing (VPC user guide, flow logs troubleshooting).
		pulumi.DependsOn([]pulumi.Resource{write})); err != nil {
		return fmt.Errorf("create flow log: %w", err)
	}
	return nil
}
