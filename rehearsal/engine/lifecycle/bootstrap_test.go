package lifecycle_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/services/kms"
	"eks-elk/rehearsal/services/s3"
)

// bootstrapped is what the program in bootstrap/ has made, in an account of a file
// with those lines.
func bootstrapped(t *testing.T, settings []string, lines ...string) *lifecycle.Rehearsal {
	t.Helper()
	o := lifecycletest.Bootstrap(t)
	if len(lines) > 0 {
		file := filepath.Join(t.TempDir(), "account.yaml")
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		var err error
		if o.Account, err = account.Named(file); err != nil {
			t.Fatal(err)
		}
	}
	r := lifecycletest.Start(t, o)
	if err := r.Set(settings); err != nil {
		t.Fatal(err)
	}
	if s := r.Up(context.Background()); s.Failed != nil {
		t.Fatalf("up: %v", s.Problems)
	}
	return r
}

func TestTheBootstrapGoesThroughItsLife(t *testing.T) {
	r := lifecycletest.Start(t, lifecycletest.Bootstrap(t))
	rep := report.New("account", 0)
	if err := r.Cycle(context.Background(), rep, func(lifecycle.Step) {}); err != nil || !rep.Sound() {
		t.Fatalf("%v, %v", err, rep.Findings())
	}
	text, err := os.ReadFile("../../../docs/ci.md")
	if want := fmt.Sprintf("in %.0f seconds, for %.2f USD a month", rep.Up.PredictedSeconds, *rep.MonthlyCostUSD); err != nil || !strings.Contains(strings.Join(strings.Fields(string(text)), " "), want) {
		t.Errorf("docs/ci.md lacks %q: %v", want, err)
	}
}

func TestTheRolesOfCI(t *testing.T) {
	r := bootstrapped(t, []string{"owner=OWNER", "repository=REPOSITORY", "flowLogs=true", "sns=true", "backups=true"})
	t.Run("take their own runs only", func(t *testing.T) { takeTheirOwnRunsOnly(t, r) })
	t.Run("do not leave their boundary", func(t *testing.T) { doNotLeaveTheirBoundary(t, r) })
	t.Run("have the policies that were compared", func(t *testing.T) { havePoliciesThatWereCompared(t, r) })
}

// A run on GitHub gets the role that is for it and no other, in both forms of the
// subject. The trust policies are those of the roles that were made.
func takeTheirOwnRunsOnly(t *testing.T, r *lifecycle.Rehearsal) {
	seen := 0
	for _, role := range r.World.Objects(iam.Role) {
		run := map[string]string{"github-eks-elk-preview": "pull request", "github-eks-elk-deploy": "deploy", "github-eks-elk-drift": "main"}[role.Str("name")]
		d, err := policy.Trust(role.Str("assumeRolePolicy"))
		if err != nil || run == "" {
			t.Fatalf("%s: %v", role.Str("name"), err)
		}
		takesOnly(t, d, run)
		seen++
	}
	if seen != 3 {
		t.Errorf("%d roles", seen)
	}
}

// Whatever is attached to a role of CI, it cannot leave its boundary.
func doNotLeaveTheirBoundary(t *testing.T, r *lifecycle.Rehearsal) {
	key, bucket := r.World.Objects(kms.Key)[0].Str("arn"), r.World.Objects(s3.Bucket)[0].Str("arn")
	const in = "arn:aws:iam::123456789012:"
	seen := 0
	for _, role := range r.World.Objects(iam.Role) {
		var boundary *policy.Document
		for _, p := range r.World.Objects(iam.Policy) {
			if p.Str("arn") == role.Str("permissionsBoundary") {
				var err error
				if boundary, err = policy.Permissions(p.Str("policy")); err != nil {
					t.Fatal(err)
				}
				seen++
			}
		}
		for _, c := range []struct {
			action, resource string
			allowed          bool
		}{
			{"iam:AttachRolePolicy", role.Str("arn"), false}, {"iam:PutRolePolicy", in + "role/github-eks-elk-preview", false},
			{"iam:DeleteRolePermissionsBoundary", role.Str("arn"), false}, {"iam:DeleteRolePermissionsBoundary", in + "role/eks-elk-dev-node", false},
			{"iam:UpdateAssumeRolePolicy", in + "role/github-eks-elk-deploy", false}, {"iam:UpdateAssumeRolePolicy", in + "role/somebody", false},
			{"iam:CreatePolicyVersion", role.Str("permissionsBoundary"), false}, {"iam:DeletePolicy", role.Str("permissionsBoundary"), false},
			{"iam:AddClientIDToOpenIDConnectProvider", in + "oidc-provider/token.actions.githubusercontent.com", false},
			{"iam:CreateUser", in + "user/me", false}, {"iam:CreateAccessKey", in + "user/me", false}, {"sts:AssumeRole", in + "role/flow-logs-1234567", false},
			{"organizations:LeaveOrganization", "", false},
			{"s3:DeleteBucket", bucket, false}, {"s3:PutBucketPolicy", bucket, false}, {"s3:PutBucketVersioning", bucket, false},
			{"s3:DeleteObjectVersion", bucket + "/.pulumi/stacks/eks-elk/dev.json", false},
			{"s3:PutObject", bucket + "/.pulumi/stacks/eks-elk/dev.json", true},
			{"kms:ScheduleKeyDeletion", key, false}, {"kms:PutKeyPolicy", key, false}, {"kms:CreateGrant", key, false}, {"kms:Decrypt", key, true},
			{"iam:GetRole", role.Str("arn"), true}, {"iam:CreateRole", in + "role/eks-elk-dev-node", true}, {"ec2:CreateVpc", "", true},
		} {
			refusal := policy.Policies{Identity: []*policy.Document{policy.Permit("*")}, Boundary: boundary}.Refusal(policy.Request{Action: c.action, Resource: c.resource})
			if (refusal == "") != c.allowed {
				t.Errorf("%s: %s on %s: allowed should be %v (%s)", role.Str("name"), c.action, c.resource, c.allowed, refusal)
			}
		}
	}
	if seen != 3 {
		t.Errorf("%d of 3 roles have a boundary that is there", seen)
	}
}

// The policies of the roles are those that the stacks are held to, filled in.
func havePoliciesThatWereCompared(t *testing.T, r *lifecycle.Rehearsal) {
	key := r.World.Objects(kms.Key)[0].ID
	bucket := r.World.Objects(s3.Bucket)[0].ID
	got := map[string]string{}
	for _, p := range r.World.Objects(iam.RolePolicy) {
		got[p.Str("role")+" "+p.Str("name")] = p.Str("policy")
	}
	for name, file := range map[string]string{
		"github-eks-elk-preview preview": "preview.json", "github-eks-elk-deploy deploy": "deploy.json", "github-eks-elk-deploy deploy-flow-logs": "deploy-flow-logs.json",
		"github-eks-elk-deploy deploy-sns": "deploy-sns.json", "github-eks-elk-deploy deploy-backups": "deploy-backups.json",
		"github-eks-elk-deploy doctor": "doctor.json", "github-eks-elk-deploy leftovers": "leftovers.json", "github-eks-elk-drift preview": "preview.json",
	} {
		project, err := lifecycle.FindProject()
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(project, "bootstrap", "policies", file))
		want := strings.NewReplacer("ACCOUNT", "123456789012", "BUCKET", bucket, "KEY_ID", key).Replace(string(text))
		if err != nil || !policy.Same(got[name], want) {
			t.Errorf("%s is %s", name, got[name])
		}
		delete(got, name)
	}
	d, err := policy.Permissions(got["github-eks-elk-drift reads"])
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Concat(reading(document(t, "preview.json")).Statement, reading(document(t, "deploy.json")).Statement, reading(document(t, "deploy-flow-logs.json")).Statement,
		reading(document(t, "deploy-backups.json")).Statement)
	if len(d.Statement) != len(want) || len(got) != 1 {
		t.Errorf("the role that compares has %d statements, want %d; beside %d policies", len(d.Statement), len(want), len(got))
	}
	for i := range want {
		if !slices.Equal(d.Statement[i].Action, want[i].Action) {
			t.Errorf("it may %v, want %v", d.Statement[i].Action, want[i].Action)
		}
	}
}

func TestTheAccountsOwnIdentityProviderIsUsed(t *testing.T) {
	const given = "given: [\"identities:token.actions.githubusercontent.com\"]"
	r := bootstrapped(t, []string{"existingProvider=true"}, given)
	if n := len(r.World.Objects(iam.OpenIDConnectProvider)); n != 0 {
		t.Errorf("%d are made", n)
	}
	o := lifecycletest.Bootstrap(t)
	file := filepath.Join(t.TempDir(), "account.yaml")
	if err := os.WriteFile(file, []byte(given), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if o.Account, err = account.Named(file); err != nil {
		t.Fatal(err)
	}
	if s := lifecycletest.Start(t, o).Up(context.Background()); s.Failed == nil || !strings.Contains(strings.Join(s.Problems, "\n"), "EntityAlreadyExists") {
		t.Errorf("a second one is no error: %v", s.Problems)
	}
}

// The bucket of the states holds them, its own one among them: it is protected, and
// without that S3 keeps it.
func TestABucketWithStatesIsNotDeleted(t *testing.T) {
	r := bootstrapped(t, nil, `given: ["objects:eks-elk-state-123456789012-eu-central-1"]`)
	ctx := context.Background()
	if s := r.Destroy(ctx); s.Failed == nil || !strings.Contains(strings.Join(s.Problems, "\n"), "protected") {
		t.Errorf("a destroy is not refused: %v", s.Problems)
	}
	if err := r.Set([]string{"protect=false"}); err != nil {
		t.Fatal(err)
	}
	if s := r.Up(ctx); s.Failed != nil {
		t.Fatalf("up: %v", s.Problems)
	}
	if s := r.Destroy(ctx); s.Failed == nil || !strings.Contains(strings.Join(s.Problems, "\n"), "BucketNotEmpty") {
		t.Errorf("a destroy is not refused: %v", s.Problems)
	}
	// What is kept can be read, and stays closed.
	for _, typ := range []string{kms.Key, s3.Bucket, s3.Versioning, s3.Encryption, s3.PublicAccessBlock, s3.Policy} {
		if len(r.World.Objects(typ)) != 1 {
			t.Errorf("the %s is gone", typ)
		}
	}
	if v := r.World.Violations(); len(v) > 0 {
		t.Errorf("%v", v)
	}
}
