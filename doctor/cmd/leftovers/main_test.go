package main

import (
	"encoding/json"
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
	"eks-elk/doctor/commandtest"
	"eks-elk/doctor/leftovers"
)

func TestMain(m *testing.M) { commandtest.Main(m, main) }

func TestNothingLeftIsStatusZero(t *testing.T) {
	m := commandtest.New(t)
	m.Things["key"] = []accounttest.Thing{{ID: "key-1", Tags: accounttest.Own, Has: accounttest.Has{"state": "PendingDeletion"}}}
	stdout, stderr, status := m.Run(t)
	if status != 0 || stderr != "" || !strings.Contains(stdout, "is deleted on 2026-09-21") || strings.Contains(stdout, "To delete") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
	m.Things["key"] = nil
	if stdout, stderr, status := m.Run(t); status != 0 || stderr != "" || stdout != "Nothing of stack dev was found in account 123456789012, eu-central-1.\n" {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
}

// volume is left of stack dev.
var volume = accounttest.Thing{ID: "vol-1", Tags: accounttest.Own, Has: accounttest.Has{"size": "30", "type": "gp3"}}

func TestWhatIsLeftIsATableItsCommandsAndStatusOne(t *testing.T) {
	m := commandtest.New(t)
	m.Things["volume"] = []accounttest.Thing{volume}
	m.Things["load balancer"] = []accounttest.Thing{{ID: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/a/1", Name: "a", Tags: accounttest.Own}}
	m.Deny["ec2:DescribeSnapshots"] = true
	stdout, stderr, status := m.Run(t)
	if status != 1 || stderr != "leftovers: left: 2 things, at least 2.86 USD a month, without one thing whose price is not known here; one question could not be asked\n" {
		t.Errorf("status %d, %s", status, stderr)
	}
	for _, want := range []string{
		"dev in account 123456789012, eu-central-1", "│ vol-1 ", "│        2.86 │ its tags", "unknown",
		"\n  aws elbv2 delete-load-balancer --load-balancer-arn arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/a/1 --region eu-central-1\n" +
			"  aws ec2 delete-volume --volume-id vol-1 --region eu-central-1\n",
		"\nNOT ASKED: snapshots: the caller may not ec2:DescribeSnapshots\n",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is not printed:\n%s", want, stdout)
		}
	}
	t.Log("\n" + stdout)
}

func TestAQuestionThatMayNotBeAskedEndsInStatusTwo(t *testing.T) {
	m := commandtest.New(t)
	m.Deny["ec2:DescribeVolumes"] = true
	stdout, stderr, status := m.Run(t)
	if status != 2 || !strings.Contains(stderr, "could not be asked") || !strings.Contains(stdout, "NOT ASKED: volumes: the caller may not ec2:DescribeVolumes") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
}

func TestALivingStackIsOneSentenceAndStatusTwo(t *testing.T) {
	m := commandtest.New(t)
	m.Things["volume"] = []accounttest.Thing{volume}
	m.Things["cluster"] = []accounttest.Thing{{Name: "eks-elk-dev", Tags: accounttest.Own, Has: accounttest.Has{"version": "1.35"}}}
	stdout, stderr, status := m.Run(t)
	if status != 2 || stderr != "leftovers: stack dev is up: run pulumi destroy first; -lost if nothing can destroy it any more\n" ||
		stdout != "Stack dev is up in account 123456789012, eu-central-1: its cluster is ACTIVE. What belongs to it is in use, and no leftover: 2 things, 75.86 USD a month\n" {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
	if stdout, stderr, status := m.Run(t, "-lost"); status != 1 || !strings.Contains(stdout, "aws eks delete-cluster --name eks-elk-dev") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
}

func TestJSONHasTheSameResults(t *testing.T) {
	m := commandtest.New(t)
	m.Things["volume"] = []accounttest.Thing{volume}
	stdout, _, status := m.Run(t, "-json")
	var r leftovers.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	if status != 1 || r.OK || len(r.Things) != 1 || r.Things[0].ID != "vol-1" || r.USD == nil || *r.USD < 2.8 || r.Account != "123456789012" || r.Stack != "dev" {
		t.Errorf("status %d, %s", status, stdout)
	}
	m.Things["volume"] = nil
	if stdout, _, status := m.Run(t, "-json"); status != 0 || !strings.Contains(stdout, `"things": [],`) || !strings.Contains(stdout, `"ok": true,`) {
		t.Errorf("status %d, %s", status, stdout)
	}
}

func TestWhyNothingCanBeAskedIsOneSentence(t *testing.T) {
	m := commandtest.New(t)
	m.Deny["eks:DescribeCluster"] = true
	if stdout, stderr, status := m.Run(t); status != 2 || stdout != "" || stderr != "leftovers: whether stack dev is up is not known: the caller may not eks:DescribeCluster\n" {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
	if _, stderr, status := m.Run(t, "dev"); status != 2 || !strings.Contains(stderr, `"dev" is not a flag`) {
		t.Errorf("status %d, %s", status, stderr)
	}
	if _, stderr, status := m.Run(t, "-stack", "live"); status != 2 || !strings.Contains(stderr, `there is no stack "live"`) {
		t.Errorf("status %d, %s", status, stderr)
	}
}
