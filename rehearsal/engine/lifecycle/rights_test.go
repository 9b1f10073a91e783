package lifecycle_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

// pipeline is the account of docs/ci.md on its first day, with room for every stack
// and somebody who may do everything, so that everything is asked for.
const pipeline = `
like: new
quotas: {L-1216C47A: 1000}
bucket: arn:aws:s3:::BUCKET
secretsKey: arn:aws:kms:eu-central-1:123456789012:key/KEY_ID
`

// asked is what stacks ask of AWS: each request once, by what it is, with the
// commands that ask it.
type asked map[string]*question

type question struct {
	policy.Request
	stack, typ, what string
	preview          bool // asked in a preview
}

func (q question) String() string {
	return fmt.Sprintf("%s %s: %s on %q %v", q.what, q.typ, q.Action, q.Resource, q.Keys)
}

// TestTheCIPoliciesAreWhatTheStacksAsk: every request of every stack is allowed by
// the policies of docs/ci.md, and each action of the policies is needed by one.
func TestTheCIPoliciesAreWhatTheStacksAsk(t *testing.T) {
	all := asked{}
	for _, c := range []struct {
		stack     string
		set, then []string
	}{
		{"dev", nil, []string{"network.natGateways=single", "cluster.version=1.36", "cluster.publicAccessCidrs=[198.51.100.0/24]"}},
		{"everything", []string{"nodes.amiRelease=follow"}, []string{"cluster.logRetentionDays=90", "nodes.disk=80Gi", "nodes.max=6"}},
	} {
		all.record(t, c.stack, c.set, c.then)
	}
	if os.Getenv("EKS_ELK_ASKED") != "" {
		for _, key := range slices.Sorted(maps.Keys(all)) {
			t.Log(key)
		}
	}
	t.Logf("%d different requests, %d of them in previews", len(all), len(all.of(true, "")))
	exact(t, all.of(true, ""), "preview.json")
	exact(t, all.of(false, ""), "deploy.json", "deploy-flow-logs.json")
	for _, r := range refusals([]*policy.Document{document(t, "deploy.json")}, all.of(false, "dev")) {
		t.Errorf("without flow logs: %s", r)
	}
}

// refusals are those of the requests that policies together do not allow.
func refusals(held []*policy.Document, requests []*question) (out []string) {
	for _, q := range requests {
		if err := account.Refusal("CI", policy.Policies{Identity: held}, q.Request); err != nil {
			out = append(out, fmt.Sprintf("%v (%s)", err, q))
		}
	}
	return out
}

// exact holds policies against requests: together they allow them all, and none of
// the actions that they allow can go.
func exact(t *testing.T, requests []*question, names ...string) {
	t.Helper()
	var held []*policy.Document
	for _, name := range names {
		held = append(held, document(t, name))
	}
	for _, r := range refusals(held, requests) {
		t.Errorf("%v: %s", names, r)
	}
	actions := 0
	for n, d := range held {
		for i, s := range d.Statement {
			if s.Effect == "Deny" { // a request needs none
				continue
			}
			for _, action := range s.Action {
				actions++
				less := *d
				less.Statement = slices.Clone(d.Statement)
				less.Statement[i].Action = slices.DeleteFunc(slices.Clone(s.Action), func(a string) bool { return a == action })
				if len(less.Statement[i].Action) == 0 { // an empty list is every action
					less.Statement = slices.Delete(less.Statement, i, i+1)
				}
				without := slices.Clone(held)
				without[n] = &less
				if !slices.ContainsFunc(refusals(without, requests), func(r string) bool { return strings.Contains(r, "to perform: "+action+" ") }) {
					t.Errorf("%s: nothing asks for %s of statement %d", names[n], action, i+1)
				}
			}
		}
	}
	t.Logf("%v: %d actions", names, actions)
}

// TestTheCITrustsTakeTheirOwnRunsOnly: of the repository, in both forms of GitHub's
// subject, and for what the role is for.
func TestTheCITrustsTakeTheirOwnRunsOnly(t *testing.T) {
	const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
	for _, repository := range []string{"repo:OWNER/REPOSITORY", "repo:OWNER@123456/REPOSITORY@456789"} {
		d := document(t, "trust-preview.json", "repo:OWNER/REPOSITORY:SUBJECT", repository+":pull_request")
		for subject, want := range map[string]policy.Decision{
			repository + ":pull_request": policy.Allowed, repository + ":environment:production": policy.Silent,
			"repo:OTHER/REPOSITORY:pull_request": policy.Silent, "repo:OTHER@1/REPOSITORY@456789:pull_request": policy.Silent,
		} {
			for audience, takes := range map[string]bool{"sts.amazonaws.com": true, "https://github.com/OWNER": false} {
				got := d.Decide(policy.Request{
					Action: "sts:AssumeRoleWithWebIdentity", By: map[string]string{"Federated": provider}, Keys: map[string][]string{
						"token.actions.githubusercontent.com:sub": {subject}, "token.actions.githubusercontent.com:aud": {audience},
					}})
				if (got == policy.Allowed) != (takes && want == policy.Allowed) {
					t.Errorf("%s, asked by %s for %s: %v", repository, subject, audience, got)
				}
			}
		}
	}
}

// block returns the text of a policy of docs/ci.md, with texts of it replaced.
func block(t *testing.T, name string, replaced ...string) string {
	t.Helper()
	project, err := lifecycle.FindProject()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(project, "docs", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "\n`"+name+"`")
	_, after, open := strings.Cut(after, "```json\n")
	json, _, closed := strings.Cut(after, "```")
	if !found || !open || !closed {
		t.Fatalf("docs/ci.md has no block of JSON after `%s`", name)
	}
	return strings.NewReplacer(append(replaced, "ACCOUNT", "123456789012")...).Replace(json)
}

// document is a policy of docs/ci.md.
func document(t *testing.T, name string, replaced ...string) *policy.Document {
	t.Helper()
	read := policy.Permissions
	if strings.HasPrefix(name, "trust") {
		read = policy.Trust
	}
	d, err := read(block(t, name, replaced...))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

// record adds what a stack asks through its life, with a change of its settings and
// one of its tags.
func (a asked) record(t *testing.T, stack string, set, then []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "account.yaml")
	if err := os.WriteFile(file, []byte(pipeline), 0o600); err != nil {
		t.Fatal(err)
	}
	o := lifecycletest.Options(t, "dev", stack)
	o.Quick = true
	var err error
	if o.Account, err = account.Named(file); err != nil {
		t.Fatal(err)
	}
	preview := true
	o.Account.Asked = func(typ, what string, r policy.Request) {
		q := question{r, stack, typ, what, preview}
		a[fmt.Sprint(preview, stack, q)] = &q
	}
	r := lifecycletest.Start(t, o)
	ctx := context.Background()
	passed := func(s lifecycle.Step) {
		if s.Failed != nil {
			t.Fatalf("%s of %s: %v", s.Name, stack, s.Problems)
		}
	}
	if err := r.Set(set); err != nil {
		t.Fatal(err)
	}
	passed(r.Preview(ctx))
	preview = false
	rep := report.New(stack, 0)
	if _, err := r.Then(ctx, then, rep, passed); err != nil || !rep.Sound() {
		t.Fatalf("%s: %v, %v", stack, err, rep.Findings())
	}
	passed(r.Up(ctx))
	retag(t, r.World, resource.PropertyMap{"team": resource.NewProperty("elk")})
	retag(t, r.World, nil)
	passed(r.Destroy(ctx))
}

// retag changes the tags of everything, as another value of aws:defaultTags does.
func retag(t *testing.T, w *world.World, tags resource.PropertyMap) {
	t.Helper()
	for _, o := range w.Objects() {
		if o.URN == "" || o.Get("tagsAll").IsNull() {
			continue
		}
		in := o.Inputs.Copy()
		all := world.Map(in["tags"]).Copy()
		delete(all, "team")
		maps.Copy(all, tags)
		in["tags"] = resource.NewProperty(all)
		call := world.Call{URN: o.URN, Type: o.Type.Token, Name: o.Name, ID: o.ID, Inputs: in, Recorded: o.Inputs, Session: o.Session}
		if _, err := w.Update(call); err != nil {
			t.Fatalf("tag %s: %v", o, err)
		}
	}
}

// of returns the requests of a stack, or of all without one, in previews or elsewhere.
func (a asked) of(preview bool, stack string) (out []*question) {
	for _, key := range slices.Sorted(maps.Keys(a)) {
		if q := a[key]; q.preview == preview && (stack == "" || q.stack == stack) {
			out = append(out, a[key])
		}
	}
	return out
}
