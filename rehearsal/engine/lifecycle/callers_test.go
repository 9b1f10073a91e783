package lifecycle_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services/aws/account"
)

// team is an account in which a person makes the stack, and a pipeline has it then.
const team = `
caller: arn:aws:iam::123456789012:user/somebody
later: {caller: "arn:aws:iam::123456789012:role/ci/github-eks-elk-deploy", policies: [deploy.json]}
previews: {caller: "arn:aws:iam::123456789012:role/github-eks-elk-preview", policies: [preview.json]}
`

// Who did not make the cluster is let in by aws-auth alone.
func TestWhoDidNotMakeTheClusterHasToBeMapped(t *testing.T) {
	const (
		deploy  = "cluster.adminRoleArns=['arn:aws:iam::123456789012:role/github-eks-elk-deploy']"
		preview = "cluster.previewRoleArns=['arn:aws:iam::123456789012:role/github-eks-elk-preview']"
	)
	for name, c := range map[string]struct {
		settings []string
		finds    string // "": nothing
	}{
		"both roles are mapped": {[]string{deploy, preview}, ""},
		"nobody is mapped":      {nil, "could not get server version from Kubernetes: the server has asked for the client to provide credentials"},
		"the deploy role may preview alone": {[]string{strings.NewReplacer("admin", "preview", "[", "['arn:aws:iam::123456789012:role/github-eks-elk-preview', ").
			Replace(deploy)}, `is forbidden: User "eks-elk:preview:{{SessionName}}" cannot read it`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{
				"account.yaml": team, "deploy.json": block(t, "deploy.json"), "preview.json": block(t, "preview.json"),
			} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			o := lifecycletest.Options(t, "dev", "dev")
			o.Quick = true
			var err error
			if o.Account, err = account.Named(filepath.Join(dir, "account.yaml")); err != nil {
				t.Fatal(err)
			}
			r := lifecycletest.Start(t, o)
			rep := report.New("dev", 0)
			if err := r.Set(c.settings); err != nil {
				t.Fatal(err)
			}
			if err := r.Cycle(context.Background(), rep, func(lifecycle.Step) {}); err != nil {
				t.Fatal(err)
			}
			found := strings.Join(rep.Findings(), "\n")
			if c.finds == "" && found != "" || !strings.Contains(found, c.finds) {
				t.Errorf("it finds\n%s\nwant %q", found, c.finds)
			}
		})
	}
}
