package logs_test

import (
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/logs"
	"eks-elk/rehearsal/world"
)

type in = awstest.In

func TestLogGroupRules(t *testing.T) {
	a := awstest.New(t)
	sound := in{"name": "/aws/eks/dev/cluster", "retentionInDays": 30}
	group := a.Make(logs.Group, "group", sound)
	if got := group.Str("arn"); got != "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/eks/dev/cluster" {
		t.Errorf("arn %q", got)
	}
	a.Refused(logs.Group, "again", sound, "ResourceAlreadyExistsException", "logs/group-name-unique")
	a.Checked(logs.Group, in{"name": "a b"}, "aws/inputs-fit-the-provider")
	a.Refused(logs.Group, "lost", in{"name": "x", "kmsKeyId": "arn:none"}, "InvalidParameterException", "log group/kmsKeyId-exists")
	a.Checked(logs.Group, sound, "")
	a.Checked(logs.Group, in{"retentionInDays": 31}, "aws/inputs-fit-the-provider")
	a.Dropped(group)
	a.Leaks(0, "")
}

func TestALogGroupsKeyLetsLogsIn(t *testing.T) {
	a := awstest.New(t)
	policy := func(service string) string {
		return `{"Version":"2012-10-17","Statement":[
			{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"},
			{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*","kms:Describe*"],"Resource":"*"}]}`
	}
	shut := a.Make(kms.Key, "shut", in{"policy": policy("logs.us-east-1.amazonaws.com")})
	open := a.Make(kms.Key, "open", in{"policy": policy("logs.eu-central-1.amazonaws.com")})
	a.Refused(logs.Group, "shut", in{"name": "x", "kmsKeyId": shut.Str("arn")}, "AccessDeniedException", "logs/key-policy-lets-logs-in")
	off := a.Make(kms.Key, "off", in{"policy": policy("logs.eu-central-1.amazonaws.com"), "isEnabled": false})
	a.Refused(logs.Group, "off", in{"name": "x", "kmsKeyId": off.Str("arn")}, "AccessDeniedException", "logs/key-policy-lets-logs-in")
	a.Make(logs.Group, "open", in{"name": "x", "kmsKeyId": open.Str("arn")})
}

func TestLateEventsMakeAClustersGroupAgain(t *testing.T) {
	a := awstest.New(t)
	a.W.Lapses = map[string]bool{world.LateLogs: true}
	flow := a.Make(logs.Group, "flow-logs", in{"name": "/aws/vpc/dev/flow-logs"})
	sound := in{"name": "/aws/eks/dev/cluster", "retentionInDays": 30}
	a.Dropped(flow, a.Make(logs.Group, "control-plane", sound))
	a.Leaks(1, "log group /aws/eks/dev/cluster (made by AWSServiceRoleForAmazonEKS)")
	a.Refused(logs.Group, "control-plane", sound, "ResourceAlreadyExistsException", "logs/group-name-unique")
}

func TestAKeptLogGroupIsALeak(t *testing.T) {
	a := awstest.New(t)
	a.Dropped(a.Make(logs.Group, "kept", in{"name": "x", "skipDestroy": true}))
	a.Leaks(1, "log group x")
}
