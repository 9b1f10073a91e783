package network

import (
	"reflect"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/iampolicy"
	"eks-elk/internal/recorder"
)

func TestFlowLogsAreWrittenOnlyWhenAsked(t *testing.T) {
	if logs := mustRecord(t, threeZones(t)).OfType(flowLogType); len(logs) != 0 {
		t.Fatalf("flow logs: %v", logs)
	}
	args := threeZones(t)
	args.Settings.FlowLogs, args.FlowLogRetentionDays = true, 14
	r := mustRecord(t, args)
	log, policy := find(t, r, flowLogType, "vpc"), find(t, r, policyType, "flow-logs")
	if !r.DependsOn(log.URN, policy.URN) {
		t.Error("the flow log does not wait for its permission")
	}
	if days := find(t, r, groupType, "flow-logs").Inputs["retentionInDays"].NumberValue(); days != 14 {
		t.Errorf("kept for %v days", days)
	}
	group, role := find(t, r, groupType, "flow-logs"), find(t, r, roleType, "flow-logs")
	for property, want := range map[resource.PropertyKey]resource.PropertyValue{
		"trafficType": resource.NewProperty("ALL"), // what was refused is what one looks for
		"vpcId":       resource.NewProperty(find(t, r, vpcType, "vpc").ID),
		// By ARN: a name would be the deprecated logGroupName.
		"logDestination": group.Outputs["arn"], "iamRoleArn": role.Outputs["arn"],
	} {
		if got := log.Inputs[property]; !got.DeepEquals(want) || !got.HasValue() {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	if on := policy.Inputs["role"]; !on.DeepEquals(role.Outputs["name"]) {
		t.Errorf("the policy is of role %v", on)
	}
	arn := group.Outputs["arn"].StringValue()
	sameDocument(t, policy.Inputs["policy"], flowLogWrite(arn))
	sameDocument(t, role.Inputs["assumeRolePolicy"], flowLogTrust(recorder.Account))
}

// AWS documents these actions, without logs:CreateLogGroup: a late delivery must
// not bring a group back. Streams have the group's ARN, a colon and their own name.
func TestFlowLogsMayWriteIntoTheirGroup(t *testing.T) {
	const group = "arn:aws:logs:x-1:123456789012:log-group:flow"
	want := iampolicy.Statement{
		Effect:   "Allow",
		Action:   []string{"logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"},
		Resource: []string{group, group + ":*"},
	}
	if got := flowLogWrite(group).Statement; len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("%+v", got)
	}
}

// The service says the account that it acts for under aws:SourceAccount.
func TestFlowLogsOfTheAccountAloneUseTheRole(t *testing.T) {
	want := iampolicy.Statement{
		Effect: "Allow", Principal: map[string]string{"Service": "vpc-flow-logs.amazonaws.com"}, Action: []string{"sts:AssumeRole"},
		Condition: map[string]map[string]string{"StringEquals": {"aws:SourceAccount": "123456789012"}},
	}
	if got := flowLogTrust("123456789012").Statement; len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("%+v", got)
	}
}

func sameDocument(t *testing.T, got resource.PropertyValue, want iampolicy.Document) {
	t.Helper()
	if text, err := want.JSON(); err != nil || !got.IsString() || got.StringValue() != text {
		t.Errorf("%v, want %s (%v)", got, text, err)
	}
}
