package lifecycle_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
)

// The setting is the one that docs/troubleshooting.md gives.
func TestARenamedStackKeepsItsClusterByItsName(t *testing.T) {
	text, err := os.ReadFile("../../../docs/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`pulumi config set --path 'eks-elk:(cluster\.name)' (eks-elk-dev)\n`).FindStringSubmatch(string(text))
	if line == nil {
		t.Fatal("docs/troubleshooting.md does not say what to set before `pulumi stack rename`")
	}
	for setting, kept := range map[string]bool{"": false, line[1] + "=" + line[2]: true} {
		ctx := context.Background()
		o := lifecycletest.Options(t, "dev", "dev")
		o.Quick = true
		r := lifecycletest.Start(t, o)
		if s := r.Up(ctx); s.Failed != nil {
			t.Fatal(s.Problems)
		}
		if err := r.Set(strings.Fields(setting)); err != nil {
			t.Fatal(err)
		}
		if err := r.Rename(ctx, "prod"); err != nil {
			t.Fatal(err)
		}
		s := r.Preview(ctx)
		replaced := s.Counts[apitype.OpReplace] + s.Counts[apitype.OpDelete]
		if s.Failed != nil || kept != (replaced == 0) {
			t.Errorf("with %q the preview after a rename replaces or deletes %d: %v", setting, replaced, s.Problems)
		}
		if !kept {
			r.Stop()
			continue
		}
		if s := r.Up(ctx); s.Failed != nil {
			t.Errorf("the up after a rename: %q", s.Problems)
		}
		if s := r.Preview(ctx); s.Failed != nil || s.Changes() > 0 {
			t.Errorf("the preview after that changes %d: %q", s.Changes(), s.Problems)
		}
		if s := r.Destroy(ctx); s.Failed != nil {
			t.Errorf("the destroy: %q", s.Problems)
		}
		r.Stop()
	}
}
