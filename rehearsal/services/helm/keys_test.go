package helm

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write keys/ anew from the program's lists")

func TestTheKeysOfEveryChartAreTheProgramsLists(t *testing.T) {
	lists, err := filepath.Glob("../../../*/testdata/*.keys")
	if err != nil || len(lists) == 0 {
		t.Fatalf("the program has no lists of keys: %v", err)
	}
	kept, err := filepath.Glob("keys/*.keys")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		for _, old := range kept {
			if err := os.Remove(old); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, list := range lists {
		want, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join("keys", filepath.Base(list))
		if *update {
			if err := os.WriteFile(copied, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(copied); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not %s: go test ./services/helm -run Keys -update writes it anew", copied, list)
		}
		name, version := chartAndVersion(copied)
		if c := modelled(name); len(c) == 0 {
			t.Errorf("the program lists the keys of chart %s, and the world has no model of it: add one to charts", name)
		} else if c[0].version != version {
			t.Errorf("the world's model is of chart %s %s, the program's keys are of %s", name, c[0].version, version)
		}
	}
	if !*update && len(kept) != len(lists) {
		t.Errorf("%d lists in keys/, and the program has %d", len(kept), len(lists))
	}
}

func TestEveryModelledChartHasKeysAndWasReleased(t *testing.T) {
	for _, c := range charts {
		if keyLists[c.name] == nil {
			t.Errorf("chart %s has no list of keys", c.name)
		}
		if !strings.Contains(strings.Join(modelled(c.name)[0].releases, " ")+" ", c.version+" ") {
			t.Errorf("chart %s %s is not among its own releases", c.name, c.version)
		}
	}
}
