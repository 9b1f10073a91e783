package lifecycle_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
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

// pipeline is an account on its first day, with room for every stack
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
	step             string // preview, up, refresh, destroy
}

func (q question) String() string {
	return fmt.Sprintf("%s %s: %s on %q %v", q.what, q.typ, q.Action, q.Resource, q.Keys)
}

// TestTheCIPoliciesAreWhatTheStacksAsk: every request of every stack is allowed by
// the policies of CI's roles, and each action of the policies is needed by one.
func TestTheCIPoliciesAreWhatTheStacksAsk(t *testing.T) {
	all := asked{}
	for _, c := range []struct {
		stack     string
		set, then []string
	}{
		{"dev", nil, []string{"network.natGateways=single", "cluster.version=1.36", "cluster.publicAccessCidrs=[198.51.100.0/24]"}},
		{"everything", []string{"nodes.amiRelease=follow", "monitoring.alerts.sns.topicArn=arn:aws:sns:eu-central-1:123456789012:alerts"}, []string{"cluster.logRetentionDays=90", "nodes.disk=80Gi", "nodes.max=6"}},
	} {
		all.record(t, c.stack, c.set, c.then)
	}
	if os.Getenv("EKS_ELK_ASKED") != "" {
		for _, key := range slices.Sorted(maps.Keys(all)) {
			t.Log(key)
		}
	}
	t.Logf("%d different requests, %d of them in previews", len(all), len(all.of("", "preview")))
	preview, refresh, deploy := all.of("", "preview"), all.of("", "refresh"), all.of("", "up", "refresh", "destroy")
	if n := exact(t, preview, "preview.json"); n > 12 {
		t.Errorf("a preview may do %d things, at most 12", n)
	}
	exact(t, deploy, "deploy.json", "deploy-flow-logs.json", "deploy-sns.json", "deploy-backups.json")
	for _, r := range refusals([]*policy.Document{document(t, "deploy.json")}, nil, all.of("dev", "up", "refresh", "destroy")) {
		t.Errorf("without flow logs, a topic and backups: %s", r)
	}
	// The boundary takes nothing away that they need.
	for _, r := range refusals([]*policy.Document{policy.Permit("*")}, document(t, "boundary.json"), slices.Concat(preview, refresh, deploy)) {
		t.Errorf("within the boundary: %s", r)
	}
	// A preview that refreshes reads, and writes no state.
	drift := []*policy.Document{document(t, "preview.json"), reading(document(t, "deploy.json")), reading(document(t, "deploy-flow-logs.json")),
		reading(document(t, "deploy-backups.json"))}
	writes := regexp.MustCompile(` (s3:(Put|Delete)Object|kms:GenerateDataKey) `)
	for _, r := range refusals(drift, nil, refresh) {
		if !writes.MatchString(r) {
			t.Errorf("drift: %s", r)
		}
	}
}

// reading is of a policy what begins with Describe, Get or List: what the program in
// bootstrap/ gives to the role that compares (policies.Reads, docs/ci.md).
func reading(d *policy.Document) *policy.Document {
	less := *d
	less.Statement = nil
	for _, s := range d.Statement {
		s.Action = slices.DeleteFunc(slices.Clone(s.Action), func(action string) bool {
			_, verb, _ := strings.Cut(action, ":")
			return !regexp.MustCompile(`^(Describe|Get|List)`).MatchString(verb)
		})
		if s.Effect == "Allow" && len(s.Action) > 0 {
			less.Statement = append(less.Statement, s)
		}
	}
	return &less
}

// refusals are those of the requests that policies together, within a boundary unless
// it is nil, do not allow.
func refusals(held []*policy.Document, boundary *policy.Document, requests []*question) (out []string) {
	for _, q := range requests {
		if err := account.Refusal("CI", policy.Policies{Identity: held, Boundary: boundary}, q.Request); err != nil {
			out = append(out, fmt.Sprintf("%v (%s)", err, q))
		}
	}
	return out
}

// exact holds policies against requests: together they allow them all, and none of
// the actions that they allow can go.
func exact(t *testing.T, requests []*question, names ...string) (actions int) {
	t.Helper()
	var held []*policy.Document
	for _, name := range names {
		held = append(held, document(t, name))
	}
	for _, r := range refusals(held, nil, requests) {
		t.Errorf("%v: %s", names, r)
	}
	byAction := map[string][]*question{}
	for _, q := range requests {
		byAction[q.Action] = append(byAction[q.Action], q)
	}
	for n, d := range held {
		for _, s := range d.Statement {
			if slices.ContainsFunc(s.Action, func(a string) bool { return strings.Contains(a, "*") }) || len(s.NotAction) > 0 {
				t.Errorf("%s: %v %v is more than named actions", names[n], s.Action, s.NotAction)
			}
		}
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
				if refusals(without, nil, byAction[action]) == nil {
					t.Errorf("%s: nothing asks for %s of statement %d", names[n], action, i+1)
				}
			}
		}
	}
	t.Logf("%v: %d actions", names, actions)
	return actions
}

// runs are the subjects of GitHub's tokens, with the run that asks.
var runs = map[string]string{
	"repo:OWNER/REPOSITORY:pull_request":                            "pull request",
	"repo:OWNER@123456/REPOSITORY@456789:pull_request":              "pull request",
	"repo:OWNER/REPOSITORY:environment:production":                  "deploy",
	"repo:OWNER@123456/REPOSITORY@456789:environment:production":    "deploy",
	"repo:OWNER/REPOSITORY:ref:refs/heads/main":                     "main",
	"repo:OWNER@123456/REPOSITORY@456789:ref:refs/heads/main":       "main",
	"repo:FORKER/REPOSITORY:pull_request":                           "a fork's",
	"repo:FORKER@1/REPOSITORY@2:pull_request":                       "a fork's",
	"repo:OWNER@1/REPOSITORY@456789:pull_request":                   "another owner of the name",
	"repo:OWNER@123456/REPOSITORY@2:environment:production":         "another repository of the name",
	"repo:OWNER/REPOSITORY:ref:refs/heads/feature":                  "another branch",
	"repo:OWNER@123456/REPOSITORY@456789:ref:refs/heads/feature":    "another branch",
	"repo:OWNER/REPOSITORY:ref:refs/heads/main:environment:staging": "another form",
	"repo:OWNER/REPOSITORY:environment:staging":                     "another environment",
	"repo:OWNER@123456/REPOSITORY@456789:environment:staging":       "another environment",
	"repo:OWNER/OTHER:environment:production":                       "another repository",
	"repo:OWNER/REPOSITORY-2:environment:production":                "another repository",
	"repo:OWNER/REPOSITORY:environment:production-2":                "another environment",
}

// takesOnly evaluates a trust policy against tokens of every run: it has to take
// those of one, in both forms of GitHub's subject, for AWS alone.
func takesOnly(t *testing.T, trust *policy.Document, run string) {
	t.Helper()
	const issuer = "token.actions.githubusercontent.com"
	for _, by := range []string{issuer, "oidc.eks.eu-central-1.amazonaws.com/id/ABC"} {
		for subject, of := range runs {
			for _, audience := range []string{"sts.amazonaws.com", "https://github.com/OWNER"} {
				got := trust.Decide(policy.Request{
					Action: "sts:AssumeRoleWithWebIdentity", By: map[string]string{"Federated": "arn:aws:iam::123456789012:oidc-provider/" + by},
					Keys: map[string][]string{issuer + ":sub": {subject}, issuer + ":aud": {audience}},
				})
				if want := of == run && by == issuer && audience == "sts.amazonaws.com"; (got == policy.Allowed) != want {
					t.Errorf("%s of %s, for %s: %v, want it taken: %v", subject, by, audience, got, want)
				}
			}
		}
	}
}

func TestTheCITrustsTakeTheirOwnRunsOnly(t *testing.T) {
	for run, subject := range map[string]string{"pull request": "pull_request", "deploy": "environment:production", "main": "ref:refs/heads/main"} {
		takesOnly(t, document(t, "trust.json", "OWNER_ID", "123456", "REPOSITORY_ID", "456789", "SUBJECT", subject), run)
	}
}

// block returns the text of a policy of bootstrap/policies, with texts of it replaced.
func block(t *testing.T, name string, replaced ...string) string {
	t.Helper()
	project, err := lifecycle.FindProject()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(project, "bootstrap", "policies", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(append(replaced, "ACCOUNT", "123456789012")...).Replace(string(text))
}

// document is a policy of bootstrap/policies.
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
	step := "preview"
	o.Account.Asked = func(typ, what string, r policy.Request) {
		q := question{r, stack, typ, what, step}
		a[fmt.Sprint(step, stack, q)] = &q
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
	step = "up"
	passed(r.Up(ctx))
	rep := report.New(stack, 0)
	if _, err := r.Next(ctx, then, rep, passed); err != nil || !rep.Sound() {
		t.Fatalf("%s: %v, %v", stack, err, rep.Findings())
	}
	step = "refresh"
	passed(r.Refresh(ctx))
	step = "destroy"
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

// of returns the requests of a stack, or of all without one, in some of the steps.
func (a asked) of(stack string, steps ...string) (out []*question) {
	for _, key := range slices.Sorted(maps.Keys(a)) {
		if q := a[key]; slices.Contains(steps, q.step) && (stack == "" || q.stack == stack) {
			out = append(out, a[key])
		}
	}
	return out
}
