package tools_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A test that `make unit` names by hand is there: go test says nothing of a name
// that matches none.
func TestTheTestsThatTheMakefileNamesExist(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../rehearsal/engine/lifecycle/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(text)
	}
	raced := regexp.MustCompile(`(?m)^RACED := (.+)$`).FindSubmatch(makefile)
	if raced == nil {
		t.Fatal("the Makefile has no RACED")
	}
	for name := range strings.SplitSeq(string(raced[1]), "|") {
		if !strings.Contains(tests.String(), "\nfunc "+name+"(t *testing.T)") {
			t.Errorf("the Makefile names the test %q, which is not in rehearsal/engine/lifecycle", name)
		}
	}
}
