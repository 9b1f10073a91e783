package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
	"eks-elk/doctor/check"
	"eks-elk/doctor/commandtest"
	"eks-elk/doctor/report"
)

func TestMain(m *testing.M) { commandtest.Main(m, main) }

type machine struct{ *commandtest.Machine }

func newMachine(t *testing.T) machine { return machine{commandtest.New(t)} }

// run runs the doctor, who asks nobody for this machine's address.
func (m machine) run(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	return m.Run(t, append([]string{"-address", "1.2.3.4"}, args...)...)
}

func TestAGoodAccountIsATableAndStatusZero(t *testing.T) {
	m := newMachine(t)
	stdout, stderr, status := m.run(t, "-stack", "dev")
	if status != 0 || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	for _, want := range []string{"dev in account 123456789012, eu-central-1", "quota: Elastic IPs", "4 of 5 are free", "1.2.3.4 is in 1.2.3.0/24"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the table lacks %q:\n%s", want, stdout)
		}
	}
	for _, unwanted := range []string{"FINDING", "NOT ASKED", "What to do"} {
		if strings.Contains(stdout, unwanted) {
			t.Errorf("the table says %q:\n%s", unwanted, stdout)
		}
	}
	t.Log("\n" + stdout)
}

func TestAFindingEndsInStatusOneAndSaysWhatToDo(t *testing.T) {
	m := newMachine(t)
	m.Things["VPC"] = make([]accounttest.Thing, 5)
	m.Deny["ec2:DescribeAddresses"] = true
	stdout, stderr, status := m.run(t)
	if status != 1 || !strings.HasSuffix(stderr, " checks found something, 1 could not be asked\n") {
		t.Errorf("status %d, %s", status, stderr)
	}
	for _, want := range []string{"FINDING", "NOT ASKED", "the caller may not ec2:DescribeAddresses",
		"\n  quota: VPCs:\n    aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value 6 --region eu-central-1; or: "} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is not printed:\n%s", want, stdout)
		}
	}
	t.Log("\n" + stdout)
}

func TestAQuestionThatMayNotBeAskedEndsInStatusTwo(t *testing.T) {
	m := newMachine(t)
	m.Deny["iam:SimulatePrincipalPolicy"] = true
	stdout, stderr, status := m.run(t)
	if status != 2 || !strings.HasSuffix(stderr, " checks could not be asked\n") || !strings.Contains(stdout, "the caller may not iam:SimulatePrincipalPolicy") {
		t.Errorf("status %d, %s%s", status, stdout, stderr)
	}
}

func TestJSONHasTheSameResults(t *testing.T) {
	m := newMachine(t)
	m.Things["VPC"] = make([]accounttest.Thing, 5)
	stdout, _, status := m.run(t, "-json")
	var r report.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	if status != 1 || r.OK || r.Count(check.Finding) != 1 || r.Count(check.OK) != len(r.Checks)-1 || r.Stack != "dev" || r.Account != "123456789012" ||
		r.Region != "eu-central-1" || !strings.HasSuffix(r.Caller, "deploy/somebody") {
		t.Errorf("status %d, %+v", status, r)
	}
}

func TestTheWarningsOfTheSettingsArePrinted(t *testing.T) {
	m := newMachine(t)
	m.Write(t, "Pulumi.dev.yaml", strings.Replace(commandtest.StackFile, "[1.2.3.0/24]", "[203.0.113.0/24]", 1))
	stdout, _, status := m.run(t)
	if status != 1 || !strings.Contains(stdout, "\nwarning: eks-elk:cluster.publicAccessCidrs holds 203.0.113.0/24") ||
		!strings.Contains(stdout, "pulumi config set --path 'eks-elk:cluster.publicAccessCidrs[0]' 1.2.3.4/32") {
		t.Errorf("status %d, %s", status, stdout)
	}
}

func TestTheRoleOfTheStackIsAssumed(t *testing.T) {
	m := newMachine(t)
	m.Write(t, "Pulumi.dev.yaml", commandtest.StackFile+"  aws:assumeRole: {roleArn: 'arn:aws:iam::123456789012:role/deploy'}\n")
	if _, stderr, status := m.run(t); status != 0 || !strings.Contains(strings.Join(m.Calls(), " "), "sts:AssumeRole") {
		t.Errorf("status %d, %s%v", status, stderr, m.Calls())
	}
	m.Deny["sts:AssumeRole"] = true
	if _, stderr, status := m.run(t); status != 2 || !strings.Contains(stderr, "arn:aws:iam::123456789012:role/deploy, cannot be assumed: AccessDenied: ") {
		t.Errorf("status %d, %s", status, stderr)
	}
}

func TestWhyNothingCanBeAskedIsOneSentence(t *testing.T) {
	for title, test := range map[string]struct {
		spoil func(*testing.T, machine)
		args  []string
		want  string // part of it
	}{
		"no credentials": {func(_ *testing.T, m machine) { m.Environment["AWS_ACCESS_KEY_ID"] = "" }, nil,
			"there are no AWS credentials: log in (aws sso login, aws configure), name a profile (AWS_PROFILE or aws:profile), or pass them on"},
		"no profile": {func(t *testing.T, m machine) {
			m.Write(t, "Pulumi.dev.yaml", commandtest.StackFile+"  aws:profile: work\n")
		}, nil,
			`aws:profile is "work", and ~/.aws/config has no such profile`},
		"an empty profile": {func(t *testing.T, m machine) {
			m.Write(t, "Pulumi.dev.yaml", commandtest.StackFile+"  aws:profile: work\n")
			m.Write(t, "config", "[profile work]\nregion = eu-central-1\n")
			maps.Copy(m.Environment, map[string]string{"AWS_CONFIG_FILE": filepath.Join(m.Project, "config"), "AWS_ACCESS_KEY_ID": ""})
		}, nil, `there are no AWS credentials in profile "work"`},
		"expired": {func(_ *testing.T, m machine) { m.Fail["sts:GetCallerIdentity"] = "ExpiredToken" }, nil, "the AWS credentials have expired: log in again"},
		"wrong":   {func(_ *testing.T, m machine) { m.Region, m.Home = "a", "b" }, nil, "AWS does not know the credentials, or not in eu-central-1"},
		"nobody answers": {func(_ *testing.T, m machine) {
			m.Environment["AWS_ENDPOINT_URL"], m.Environment["AWS_MAX_ATTEMPTS"] = "http://127.0.0.1:1", "1"
		}, nil,
			"AWS does not say who asks (sts:GetCallerIdentity in eu-central-1): connection refused"},
		"no project": {func(_ *testing.T, m machine) { os.Remove(filepath.Join(m.Project, "Pulumi.yaml")) }, nil,
			"there is no Pulumi.yaml here or above: name the project with -project DIR"},
		"no stack": {func(*testing.T, machine) {}, []string{"-stack", "live"}, `there is no stack "live": `},
		"a wrong setting": {func(t *testing.T, m machine) {
			m.Write(t, "Pulumi.dev.yaml", commandtest.StackFile+"  eks-elk:network: {zones: 9}\n")
		}, nil,
			"eks-elk:network.zones is 9"},
		"an existing cluster": {func(t *testing.T, m machine) {
			m.Write(t, "Pulumi.dev.yaml", "config:\n  eks-elk:cluster: {kubeconfig: ~/.kube/config, context: kind}\n")
		}, nil, "goes onto a cluster that you have: there is nothing to ask an AWS account"},
		"a secret":               {func(t *testing.T, m machine) { m.Write(t, "Pulumi.dev.yaml", "config: {a: {secure: v1}}\n") }, nil, "a is encrypted"},
		"a word that is no flag": {func(*testing.T, machine) {}, []string{"dev"}, `"dev" is not a flag`},
	} {
		t.Run(title, func(t *testing.T) {
			m := newMachine(t)
			test.spoil(t, m)
			stdout, stderr, status := m.run(t, test.args...)
			if status != 2 || stdout != "" || !strings.HasPrefix(stderr, "doctor: ") || !strings.Contains(stderr, test.want) {
				t.Errorf("status %d, %s%s\nwant %s", status, stdout, stderr, test.want)
			}
			t.Log(stderr)
		})
	}
}
