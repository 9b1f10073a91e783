package ec2

import (
	"cmp"

	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

// logGroup is the type of a flow log's destination.
const logGroup = "aws:cloudwatch/logGroup:LogGroup"

func flowLog() *world.ResourceType {
	network, subnet := inVPC(), InSubnet("subnetId")
	network.Loose, subnet.Loose = true, true // the network's deletion takes its flow logs along
	return &world.ResourceType{
		Token: FlowLog, Title: "flow log", Service: "EC2", IDPrefix: "fl-", ARN: "ec2:vpc-flow-log/",
		Refs:  []world.Ref{network, subnet},
		Needs: []world.Need{flowLogDestination, flowLogRole, flowLogRights},
		Outputs: func(op *world.Op) error {
			op.Default("logFormat", "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} "+
				"${packets} ${bytes} ${start} ${end} ${action} ${log-status}")
			return nil
		},
	}
}

// flowLogDestination is the log group; without it the service makes one that
// nothing deletes.
var flowLogDestination = world.Need{
	ID: "ec2/flow-log-has-log-group", Source: "VPC user guide, Publish flow logs to CloudWatch Logs: create the log group first",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if t := op.Str("logDestinationType"); t != "" && t != "cloud-watch-logs" {
			return nil, nil
		}
		group := op.Find("arn", op.Str("logDestination"), logGroup)
		if name := op.Str("logGroupName"); group == nil && name != "" {
			group = op.Find("name", name, logGroup)
		}
		if group == nil {
			return nil, world.Refuse("EC2", "InvalidParameter", "LogDestination: %s%s does not exist", op.Str("logDestination"),
				op.Str("logGroupName"))
		}
		return []*world.Object{group}, nil
	},
	Lost: "%s is deleted while %s writes to it: the service makes it again, and it stays",
}

// flowLogRole is who writes to the log group.
var flowLogRole = world.Need{
	ID: "ec2/flow-log-role-trusts-service", Source: "VPC user guide, IAM role for publishing flow logs: trusted by vpc-flow-logs.amazonaws.com",
	Find: func(op *world.Op) ([]*world.Object, error) {
		if t := op.Str("logDestinationType"); t != "" && t != "cloud-watch-logs" {
			return nil, nil
		}
		role := op.Find("arn", op.Str("iamRoleArn"), iam.Role)
		if role == nil || !iam.TrustsService(op, role, "vpc-flow-logs.amazonaws.com", op.ARN("ec2", "vpc-flow-log/fl-0")) {
			return nil, world.Refuse("EC2", "InvalidParameter", "DeliverLogsPermissionArn: %s cannot be assumed by vpc-flow-logs.amazonaws.com",
				op.Str("iamRoleArn"))
		}
		return []*world.Object{role}, nil
	},
	Lasting: true,
	Lost:    "%s is deleted while %s needs it to write",
}

// flowLogRights: EC2 takes a role that may write nothing, and the flow log then
// reports "Access error".
var flowLogRights = world.Need{
	ID:     "ec2/flow-log-role-may-write",
	Source: "VPC user guide, Troubleshoot VPC Flow Logs: Access error; IAM role for publishing flow logs to CloudWatch Logs",
	Find: func(op *world.Op) ([]*world.Object, error) {
		role := op.Find("arn", op.Str("iamRoleArn"), iam.Role)
		if role == nil {
			return nil, nil
		}
		group := cmp.Or(op.Str("logDestination"), op.ARN("logs", "log-group:"+op.Str("logGroupName")))
		var work iam.Work
		for _, action := range []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"} {
			work.Does = append(work.Does, policy.Request{Action: action, Resource: group + ":log-stream:eni-0-all"})
		}
		grants, problem := iam.Serves(op, role, work)
		if problem != "" {
			op.Violate("ec2/flow-log-role-may-write", "when %s is made, %s: Access error, and nothing is delivered", op.Object, problem)
		}
		return grants, nil
	},
	Lost: "%s is deleted while %s needs it to write",
}
