package pulumitest

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"gopkg.in/yaml.v3"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// CheckGolden compares a text with a file. With -update it writes the file
// first, for a person to read its changes.
func CheckGolden(t testing.TB, file, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s has other content. If the change is meant, go test -update writes it; read the difference:\n%s",
			file, Diff(string(want), text))
	}
}

// CheckGoldenYAML compares a value with a file of YAML.
func CheckGoldenYAML(t testing.TB, file string, value any) {
	t.Helper()
	CheckGolden(t, file, asYAML(t, value))
}

func asYAML(t testing.TB, v any) string {
	t.Helper()
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
