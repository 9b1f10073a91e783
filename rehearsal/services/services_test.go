package services_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"eks-elk/rehearsal/services"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

func rules(t *testing.T) []world.RuleText {
	t.Helper()
	w := world.New()
	if err := services.Fill(w, account.Old()); err != nil {
		t.Fatal(err)
	}
	return w.Rules()
}

func TestEveryRuleHasANameOfItsOwnAndASource(t *testing.T) {
	sources := map[string]string{}
	for _, r := range rules(t) {
		if r.ID == "" || r.Source == "" {
			t.Errorf("rule %q has the source %q", r.ID, r.Source)
		}
		if other, twice := sources[r.ID]; twice {
			t.Errorf("%s is two rules, of %q and of %q", r.ID, other, r.Source)
		}
		sources[r.ID] = r.Source
	}
}

// What a rule is called is a text in the code that judges it, too.
func TestEveryRuleThatIsNamedInTheCodeIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, r := range rules(t) {
		listed[r.ID] = true
	}
	name := regexp.MustCompile(`"(?:budgets|ec2|eks|iam|kms|logs|s3|kubernetes|helm|tls|random)/[a-z0-9]+(?:-[a-z0-9]+)+"`)
	named := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range name.FindAllString(string(text), -1) {
			named++
			if id := strings.Trim(found, `"`); !listed[id] {
				t.Errorf("%s judges %s, which no resource type lists: add it to Findings, with its source", path, id)
			}
		}
		return err
	})
	if err != nil || named < 200 {
		t.Errorf("%d names of rules found (%v)", named, err)
	}
}

// A row that is named for a type that there is not would never be looked up.
func TestEveryLatencyOfATypeIsOfATypeThatThereIs(t *testing.T) {
	w := world.New()
	if err := services.Fill(w, account.Old()); err != nil {
		t.Fatal(err)
	}
	types := 0
	for _, row := range latency.Rows() {
		_, typ, _ := strings.Cut(row, " ")
		if !strings.Contains(typ, ":") {
			continue
		}
		types++
		if _, err := w.ResourceType(typ); err != nil {
			t.Errorf("row %q: %v", row, err)
		}
	}
	if types < 8 {
		t.Errorf("only %d rows are of types", types)
	}
}
