package account_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

func TestTheDocumentedFileIsTaken(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/rehearsal.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "A FILE says more:\n\n```yaml\n")
	block, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("docs/rehearsal.md shows no file")
	}
	around, err := of(t, block)
	if err != nil {
		t.Fatal(err)
	}
	for key := range strings.FieldsSeq("like id caller policies boundary address later previews regions quotas given bucket secretsKey") {
		if !strings.Contains("\n"+block, "\n"+key+":") {
			t.Errorf("docs/rehearsal.md does not show %s", key)
		}
	}
	if n := around.Quota("L-1216C47A"); n != 32 || !around.Has("guardduty") || around.Command("up") == nil {
		t.Errorf("the file's account has a quota of %d", n)
	}
}

// The policies of CI name no account, bucket or key of anybody: those of the file
// take their place.
func TestThePoliciesOfCIAreThoseOfTheAccount(t *testing.T) {
	const state = "bucket: arn:aws:s3:::state\nsecretsKey: arn:aws:kms:eu-central-1:210987654321:key/1-2\n"
	for policy, may := range map[string]map[string]bool{
		"deploy":  {"preview": true, "up": true, "destroy": true},
		"preview": {"preview": true, "up": false, "destroy": false},
	} {
		around, err := of(t, `id: "210987654321"`, state+"policies: [bootstrap/policies/"+policy+".json]", "boundary: bootstrap/policies/boundary.json")
		if err != nil {
			t.Fatal(err)
		}
		for command, allowed := range may {
			if err := around.Command(command); (err == nil) != allowed {
				t.Errorf("%s with %s.json: %v", command, policy, err)
			}
		}
	}
}

func TestAWrongFileIsOnePlainSentence(t *testing.T) {
	for lines, want := range map[string]string{
		"like: young":                `like is "young"; it may be new or old`,
		"id: 12":                     `id is "12"; it may be twelve digits`,
		"caller: me":                 `caller is "me"; it may be the ARN of a role or a user`,
		"later: {caller: me}":        `later: caller is "me"; it may be the ARN of a role or a user`,
		"previews: {like: old}":      "field like not found; keys are caller, policies, boundary and address",
		"address: 10.0.0.0/8":        `address is "10.0.0.0/8"; it may be one IP address`,
		"regions: [eu-central-1]":    "regions has \"eu-central-1\"; those that are opted in to are af-south-1",
		"quotas: {vcpu: 3}":          "quotas has vcpu: 3; codes are L-0263D0A3",
		"quotas: {L-1216C47A: -3}":   "quotas has L-1216C47A: -3",
		"given: [vpc]":               `given has "vpc"; it may be default-vpc, guardduty, log-group:NAME`,
		"policies: [none.json]":      `policies has "none.json"; it may be AdministratorAccess or the path of a policy document`,
		"policies: [broken.json]":    `policies has "broken.json", which is no policy: This policy contains invalid Json`,
		"boundary: none.json":        `boundary has "none.json"`,
		"bucket: arn:aws:s3:::b":     "bucket and secretsKey go together",
		"quota: {}":                  "field quota not found; keys are like, id",
		"like: [":                    "did not find",
		"quotas: {L-1216C47A: many}": "cannot unmarshal",
	} {
		_, err := of(t, lines)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v; want one line with %q", lines, err, want)
		}
	}
	if _, err := account.Named("nowhere"); err == nil || !strings.Contains(err.Error(), "it may be new, old or a file") {
		t.Error(err)
	}
	for _, name := range []string{"", "old", "new"} {
		if _, err := account.Named(name); err != nil {
			t.Error(err)
		}
	}
	if _, err := of(t); err != nil {
		t.Errorf("an empty file: %v", err)
	}
	var e *world.Error
	if err := account.Refusal("me", policy.Policies{}, policy.Request{Action: "ec2:CreateVpc"}); !errors.As(err, &e) || e.Code != "UnauthorizedOperation" {
		t.Error(err)
	}
}
