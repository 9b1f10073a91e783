package releasetest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/release"
)

// CheckGolden holds values against a file in testdata, as YAML. With update it
// writes the file instead.
func CheckGolden(t testing.TB, name string, values release.Values, update bool) {
	t.Helper()
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(values); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name)
	if update {
		if err := os.WriteFile(file, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text.Bytes(), want) {
		t.Errorf("values differ from %s:\n%s\nIf they should, go test -update writes them anew.", file, Diff(string(want), text.String()))
	}
}
