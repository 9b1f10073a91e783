package settings

import (
	"errors"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite what testdata/stackfiles.golden says of each file")

const stackFiles = "testdata/stackfiles.golden"

// The golden file holds stack files, a key a line ("key = value", as the engine
// passes them; "secret key = value" for a secret), and below each what Parse says. eks-elk:cluster is
// {"publicAccessCidrs": ["1.2.3.4/32"]} unless the file says otherwise. It is to
// be read: is each message a plain sentence that names the key, what is wrong
// and what is allowed?
func TestStackFilesAreAcceptedOrRefusedInPlainSentences(t *testing.T) {
	want, err := os.ReadFile(stackFiles)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, block := range strings.Split(strings.TrimSpace(string(want)), "\n\n") {
		got = append(got, judged(t, block))
	}
	text := strings.Join(got, "\n\n") + "\n"
	if *update {
		if err := os.WriteFile(stackFiles, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if text != string(want) {
		for i, block := range strings.Split(strings.TrimSpace(string(want)), "\n\n") {
			if block != got[i] {
				t.Errorf("%s\nsays otherwise in %s (go test ./settings -update, and read it)", got[i], stackFiles)
			}
		}
	}
}

// judged is a block of the golden file with what Parse says of it.
func judged(t *testing.T, block string) string {
	t.Helper()
	if strings.HasPrefix(block, "#") {
		return block
	}
	config, secret := stackFile(block)
	var lines []string
	for line := range strings.SplitSeq(block, "\n") {
		if !strings.HasPrefix(line, "  ") {
			lines = append(lines, line)
		}
	}
	s, err := parse(config, secret)
	var problems *Problems
	switch {
	case errors.As(err, &problems):
		for _, p := range problems.List {
			if strings.ContainsAny(p.String(), "\n\r") || strings.HasSuffix(p.Text, ": ") || strings.Contains(p.Text, "is ;") || strings.Contains(p.Text, "top-secret") {
				t.Errorf("%q is not a plain sentence on one line, or shows a secret", p)
			}
			lines = append(lines, "  "+p.String())
		}
	case err != nil:
		t.Fatal(err)
	default:
		for _, warning := range s.Warnings {
			lines = append(lines, "  warning: "+warning)
		}
		lines = append(lines, "  accepted")
	}
	return strings.Join(lines, "\n")
}

// stackFile reads the keys of a block, and which of them is a secret.
func stackFile(block string) (config map[string]string, secret string) {
	config = least()
	for line := range strings.SplitSeq(block, "\n") {
		key, value, isKey := strings.Cut(line, " = ")
		if !isKey || strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "#") {
			continue
		}
		if text, err := strconv.Unquote(value); err == nil && strings.Contains(text, "\n") {
			value = text
		}
		if rest, isSecret := strings.CutPrefix(key, "secret "); isSecret {
			key, secret = rest, rest
		}
		config[key] = value
	}
	return config, secret
}
