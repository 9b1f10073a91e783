package program

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestAClearTextBesideASecretIsKnown(t *testing.T) {
	dir := t.TempDir()
	const file = "config:\n  eks-elk:monitoring:\n    alerts:\n      heartbeat: https://clear\n      slack:\n        url: {secure: v1:abc}\n"
	if err := os.WriteFile(filepath.Join(dir, "Pulumi.dev.yaml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := inClear(dir, "dev"); !slices.Equal(got, []string{"eks-elk:monitoring.alerts.heartbeat"}) {
		t.Errorf("%q", got)
	}
	if got := inClear(dir, "live"); got != nil {
		t.Errorf("without a file: %q", got)
	}
}
