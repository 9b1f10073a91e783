package lifecycle_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"eks-elk/aws/accounttest"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
)

// gh stands for GitHub's CLI: it notes what it is asked.
const gh = `#!/bin/sh
case "$*" in
  "api user --jq .id") echo 4711 ;;
  *"--input -"*) { echo "$*"; cat; } >> "$GH_ASKED" ;;
  *) echo "$*" >> "$GH_ASKED" ;;
esac
`

// terminal runs commands as a person does in a rehearsed project, whose state may be
// in S3 and its secrets under a key of KMS, both on loopback.
type terminal struct {
	*lifecycle.Rehearsal
	*accounttest.Account
	environment map[string]string
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	o := lifecycletest.Bootstrap(t)
	r := lifecycletest.Start(t, o)
	// As a person has it: without the salt of the rehearsal's own state.
	file, err := os.ReadFile(o.StackFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.Workspace.Project, "Pulumi.account.yaml"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	a := accounttest.New(t)
	a.Put("key alias", "alias/eks-elk-state", nil)
	env := r.Environment()
	maps.Copy(env, a.Environment())
	env["HOME"], env["GH_ASKED"] = t.TempDir(), filepath.Join(t.TempDir(), "asked")
	delete(env, "PULUMI_BACKEND_URL")
	delete(env, "PULUMI_CONFIG_PASSPHRASE")
	if err := os.WriteFile(filepath.Join(r.Workspace.Dir, "bin", "gh"), []byte(gh), 0o700); err != nil {
		t.Fatal(err)
	}
	return &terminal{r, a, env}
}

func (c *terminal) run(t *testing.T, name string, args ...string) (output string, err error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = c.Workspace.Project
	for name, value := range c.environment {
		command.Env = append(command.Env, name+"="+value)
	}
	text, err := command.CombinedOutput()
	return string(text), err
}

func (c *terminal) runs(t *testing.T, name string, args ...string) string {
	t.Helper()
	output, err := c.run(t, name, args...)
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, output)
	}
	return output
}

// TestTwoCommandsPrepareAnAccountAndARepository runs what docs/ci.md tells a person to
// type, with the real CLI.
func TestTwoCommandsPrepareAnAccountAndARepository(t *testing.T) {
	c := newTerminal(t)
	const bucket = "eks-elk-state-123456789012-eu-central-1"
	const backend = "s3://" + bucket + "?region=eu-central-1"
	apply := filepath.Join(c.Workspace.Project, "apply")
	// The move of the state breaks off, and begins again.
	c.Deny["s3:PutObject"] = true
	if out, err := c.run(t, apply, "--yes", "--skip-preview"); err == nil || !strings.Contains(out, "AccessDenied") {
		t.Fatalf("without a right to write into the bucket: %v, %s", err, out)
	}
	clear(c.Deny)
	if out := c.runs(t, apply, "--yes", "--skip-preview"); !strings.Contains(out, "The state is in "+backend) {
		t.Errorf("it says\n%s", out)
	}
	state := string(c.Objects[bucket+"/.pulumi/stacks/eks-elk-bootstrap/account.json"])
	if !strings.Contains(state, "aws:s3/bucketV2:BucketV2") || !strings.Contains(state, "awskms://alias/eks-elk-state") || strings.Contains(state, `"passphrase"`) {
		t.Errorf("in the bucket is %d bytes: %.300s", len(state), state)
	}
	if _, err := os.Stat(filepath.Join(c.Workspace.Dir, ".cache", "bootstrap-state")); !os.IsNotExist(err) {
		t.Errorf("the first state is still there: %v", err)
	}
	file, err := os.ReadFile(filepath.Join(c.Workspace.Project, "Pulumi.account.yaml"))
	if err != nil || !strings.Contains(string(file), "secretsprovider: awskms://alias/eks-elk-state") || strings.Contains(string(file), "encryptionsalt") {
		t.Errorf("%v, the stack file is\n%s", err, file)
	}

	// Again: only with the bucket, and nothing is to be done.
	if out, err := c.run(t, apply, "--yes", "--skip-preview"); err == nil || !strings.Contains(out, "set PULUMI_BACKEND_URL to it") {
		t.Errorf("%v, %s", err, out)
	}
	c.environment["PULUMI_BACKEND_URL"] = backend
	c.runs(t, apply, "--yes", "--skip-preview", "--expect-no-changes")

	// What the roles may ask of the bucket and the key is enough.
	for _, action := range []string{"s3:PutObject", "s3:DeleteObject", "kms:Encrypt"} {
		c.Deny[action] = true
	}
	c.runs(t, filepath.Join(c.Workspace.Dir, "bin", "pulumi"), "preview", "--stack", "account", "--expect-no-changes")
	clear(c.Deny)
	calls := slices.DeleteFunc(c.Calls(), func(action string) bool { return strings.HasPrefix(action, "sts:") })
	if want := []string{"kms:Decrypt", "kms:Encrypt", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"}; !slices.Equal(calls, want) {
		t.Errorf("the CLI asks %v, want %v", calls, want)
	}

	// The second command, in a checkout whose stack dev nobody has made.
	for name, text := range map[string]string{"Pulumi.yaml": "name: eks-elk\nruntime: go\n", "Pulumi.dev.yaml": "config:\n  aws:region: eu-central-1\n"} {
		if err := os.WriteFile(filepath.Join(c.Workspace.Dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.runs(t, filepath.Join(c.Workspace.Project, "github"))
	asked, err := os.ReadFile(c.environment["GH_ASKED"])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"variable set AWS_REGION --repo OWNER/REPOSITORY --body eu-central-1\n",
		"variable set AWS_PREVIEW_ROLE_ARN --repo OWNER/REPOSITORY --body arn:aws:iam::123456789012:role/github-eks-elk-preview\n",
		"variable set AWS_DEPLOY_ROLE_ARN --repo OWNER/REPOSITORY --body arn:aws:iam::123456789012:role/github-eks-elk-deploy\n",
		"variable set AWS_DRIFT_ROLE_ARN --repo OWNER/REPOSITORY --body arn:aws:iam::123456789012:role/github-eks-elk-drift\n",
		"variable set PULUMI_BACKEND_URL --repo OWNER/REPOSITORY --body " + backend + "\n",
		"variable set PULUMI_STACK --repo OWNER/REPOSITORY --body dev\n",
		"api --silent --method PUT repos/OWNER/REPOSITORY/environments/production --input -\n", `{"type": "User", "id": 4711}`,
		"repos/OWNER/REPOSITORY/environments/production/deployment-branch-policies --field name=main\n",
	} {
		if !strings.Contains(string(asked), want) {
			t.Errorf("GitHub is not asked %q:\n%s", want, asked)
		}
	}
	if file, err = os.ReadFile(filepath.Join(c.Workspace.Dir, "Pulumi.dev.yaml")); err != nil || !strings.Contains(string(file), "secretsprovider: awskms://alias/eks-elk-state") {
		t.Errorf("%v, the stack file is\n%s", err, file)
	}
	if _, there := c.Objects[bucket+"/.pulumi/stacks/eks-elk/dev.json"]; !there {
		t.Errorf("the bucket has no stack dev, but %v", slices.Sorted(maps.Keys(c.Objects)))
	}

	// And away again, when no stack is left.
	remove := filepath.Join(c.Workspace.Project, "remove")
	if out, err := c.run(t, remove, "--yes", "--skip-preview"); err == nil || !strings.Contains(out, "/eks-elk/dev") {
		t.Errorf("with a stack in the bucket: %v, %s", err, out)
	}
	delete(c.Objects, bucket+"/.pulumi/stacks/eks-elk/dev.json")
	c.runs(t, remove, "--yes", "--skip-preview")
	if left := c.World.Leaks(); len(left) > 0 {
		t.Errorf("it leaves %v", left)
	}
	if _, err := os.Stat(filepath.Join(c.Workspace.Dir, ".cache", "bootstrap-state")); !os.IsNotExist(err) {
		t.Errorf("the last state is still there: %v", err)
	}
}
