package release_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
	"eks-elk/release"
)

// sums computes checksums in a running program and says what is secret.
func sums(t *testing.T, contents ...pulumi.StringMap) (texts []string, secret bool) {
	t.Helper()
	r := recorder.Run(t, func(ctx *pulumi.Context) error {
		out := pulumi.StringArray{}
		for _, content := range contents {
			out = append(out, release.Checksum(content))
		}
		ctx.Export("sums", out)
		return nil
	})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	for _, v := range r.Exports["sums"].ArrayValue() {
		texts = append(texts, v.StringValue())
	}
	return texts, r.Exports["sums"].ContainsSecrets()
}

func password(text string) pulumi.StringInput {
	return pulumi.ToSecret(pulumi.String(text)).(pulumi.StringOutput)
}

func TestAChecksumChangesWithTheContentAndOnlyThen(t *testing.T) {
	got, _ := sums(t,
		pulumi.StringMap{"username": pulumi.String("a"), "password": password("b")},
		pulumi.StringMap{"password": password("b"), "username": pulumi.String("a")},
		pulumi.StringMap{"username": pulumi.String("a"), "password": password("c")},
		pulumi.StringMap{"username": pulumi.String("b"), "password": password("a")},
		pulumi.StringMap{"username": pulumi.String("ab"), "password": password("")},
	)
	if got[0] != got[1] {
		t.Error("one content has two checksums")
	}
	seen := map[string]bool{}
	for _, sum := range got[1:] {
		if len(sum) != 64 || seen[sum] {
			t.Errorf("checksums %v", got)
		}
		seen[sum] = true
	}
}

func TestAChecksumIsNoSecretAndShowsNone(t *testing.T) {
	got, secret := sums(t, pulumi.StringMap{"password": password("correct-horse")})
	if secret {
		t.Error("the checksum is secret: the values around it would be, too")
	}
	if strings.Contains(got[0], "horse") {
		t.Error("the checksum shows the password")
	}
}
