package network

import (
	"encoding/json"
	"strings"
	"testing"

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
	for _, action := range []string{"logs:CreateLogGroup", "*"} {
		if strings.Contains(policy.Inputs["policy"].StringValue(), `"`+action+`"`) {
			t.Errorf("the policy allows %s: %s", action, policy.Inputs["policy"].StringValue())
		}
	}
	var document struct{ Statement []struct{ Resource []string } }
	if err := json.Unmarshal([]byte(policy.Inputs["policy"].StringValue()), &document); err != nil {
		t.Fatal(err)
	}
	for _, on := range document.Statement[0].Resource {
		if !strings.Contains(on, "log-group") && !strings.Contains(on, "logGroup") {
			t.Errorf("the policy covers %s", on)
		}
	}
	if trust := find(t, r, roleType, "flow-logs").Inputs["assumeRolePolicy"].StringValue(); !strings.Contains(trust, recorder.Account) {
		t.Errorf("the role trusts flow logs of other accounts: %s", trust)
	}
}
