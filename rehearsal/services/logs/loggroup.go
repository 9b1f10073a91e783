// Package logs is what the world knows of CloudWatch Logs: log groups.
package logs

import (
	"slices"
	"strings"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/world"
)

// Group is a log group, as Pulumi names it.
const Group = "aws:cloudwatch/logGroup:LogGroup"

// Late owns the groups that EKS makes again for events that come late, by its
// service-linked role.
const Late = "AWSServiceRoleForAmazonEKS"

// cluster is the type of what writes to a log group of its own name.
const cluster = "aws:eks/cluster:Cluster"

// ResourceTypes returns every type of CloudWatch Logs the world knows.
func ResourceTypes() []*world.ResourceType { return []*world.ResourceType{logGroup()} }

// ClusterGroup is the log group that EKS writes a cluster's control plane logs to.
func ClusterGroup(cluster string) string { return "/aws/eks/" + cluster + "/cluster" }

func logGroup() *world.ResourceType {
	return &world.ResourceType{
		Token: Group, Title: "log group", Service: "CloudWatch Logs", NameProperty: "name", MaxName: 512, ARN: "logs:log-group:",
		Refs: []world.Ref{{
			Property: "kmsKeyId", To: []string{kms.Key}, By: "arn", Loose: true,
			Code: "InvalidParameterException", Message: "The specified KMS key does not exist or is not allowed to be used (%s)",
		}},
		OnCreate: []world.Rule{groupOnce, keyLetsLogsIn},
		OnUpdate: []world.Rule{keyLetsLogsIn},
		ID:       func(op *world.Op) string { return op.Str("name") },
		Gone:     madeAgain,
	}
}

var groupOnce = world.Rule{
	ID: "logs/group-name-unique", Source: "CloudWatch Logs API CreateLogGroup: ResourceAlreadyExistsException",
	Test: func(op *world.Op) error {
		if op.Existing() != nil || op.Given(world.LogGroup+op.Str("name")) {
			return world.Refuse("CloudWatch Logs", "ResourceAlreadyExistsException", "The specified log group already exists")
		}
		return nil
	},
}

// keyLetsLogsIn: the service encrypts with the key by the key's own policy.
var keyLetsLogsIn = world.Rule{
	ID:     "logs/key-policy-lets-logs-in",
	Source: "CloudWatch Logs user guide, Encrypt log data using KMS: the key policy names logs.<region>.amazonaws.com",
	Test: func(op *world.Op) error {
		key := op.Find("arn", op.Str("kmsKeyId"), kms.Key)
		if key == nil {
			return nil
		}
		if d, err := policy.Parse(key.Str("policy")); err == nil && !kms.Disabled(key) {
			r := policy.Request{
				Resource: key.Str("arn"), By: map[string]string{"Service": "logs." + op.Region() + ".amazonaws.com"},
				Keys: map[string][]string{"kms:EncryptionContext:aws:logs:arn": {op.ARN("logs", "log-group:"+op.Object.ID)}},
			}
			if !slices.ContainsFunc([]string{"kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"}, func(action string) bool {
				r.Action = action
				return d.Decide(r) != policy.Allowed
			}) {
				return nil
			}
		}
		return world.Refuse("CloudWatch Logs", "AccessDeniedException",
			"The specified KMS key does not exist or is not allowed to be used with Arn '%s'", op.ARN("logs", "log-group:"+op.Object.ID))
	},
}

// madeAgain: a cluster that still logs makes its group again, without
// retention, and nothing deletes it. Late events do the same now and then after
// the cluster is gone: EKS delivers them by its service-linked role
// (https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2763).
func madeAgain(op *world.Op) error {
	if op.Object.Bool("skipDestroy") {
		_, err := op.CreateManaged(Group, op.Object.ID, "skipDestroy", map[string]any{"name": op.Object.ID, "arn": op.Str("arn")})
		return err
	}
	for _, c := range op.List(cluster) {
		if ClusterGroup(c.Str("name")) != op.Object.ID || len(c.Strs("enabledClusterLogTypes")) == 0 {
			continue
		}
		_, err := op.CreateManaged(Group, op.Object.ID, "eks", map[string]any{
			"name": op.Object.ID, "retentionInDays": 0, "arn": op.Str("arn"),
		})
		return err
	}
	if op.Lapse(world.LateLogs) && strings.HasPrefix(op.Object.ID, "/aws/eks/") {
		_, err := op.CreateManaged(Group, op.Object.ID, Late, map[string]any{
			"name": op.Object.ID, "retentionInDays": 0, "arn": op.Str("arn"),
		})
		return err
	}
	return nil
}
