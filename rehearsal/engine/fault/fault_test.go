package fault

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/world"
)

var types = []string{"aws:eks/addon:Addon", "aws:ec2/vpc:Vpc", "kubernetes:helm.sh/v3:Release"}

func TestParseTakesTokensAndTheirLastParts(t *testing.T) {
	for text, want := range map[string]Fault{
		"create:aws:eks/addon:Addon:coredns":   {"create", "aws:eks/addon:Addon", "coredns"},
		"create:Addon:coredns":                 {"create", "aws:eks/addon:Addon", "coredns"},
		"delete:Vpc":                           {"delete", "aws:ec2/vpc:Vpc", ""},
		"update:kubernetes:helm.sh/v3:Release": {"update", "kubernetes:helm.sh/v3:Release", ""},
	} {
		if got, err := Parse(text, types); err != nil || got != want {
			t.Errorf("%s is %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestParseRefusesWithWhatIsAllowed(t *testing.T) {
	for text, say := range map[string]string{
		"create":        "OP:TYPE[:NAME]",
		"create:":       "OP:TYPE[:NAME]",
		"make:Vpc":      "create, update, delete",
		"create:Nothng": "aws:ec2/vpc:Vpc",
		"create:Vpc:":   "colon",
		"":              "OP:TYPE[:NAME]",
	} {
		if _, err := Parse(text, types); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%q answered %v; want something with %q", text, err, say)
		}
	}
}

func TestAFaultStrikesOnce(t *testing.T) {
	s := Fault{Op: "create", Type: "aws:ec2/vpc:Vpc"}.Hooks()
	e := world.Entry{Op: "create", Type: "aws:ec2/vpc:Vpc", Name: "vpc"}
	if err := s.Before(world.Entry{Op: "delete", Type: e.Type}); err != nil {
		t.Error("another operation was struck")
	}
	if err := s.Before(e); err == nil {
		t.Error("the operation was not struck")
	}
	if err := s.Before(e); err != nil {
		t.Error("the operation was struck twice")
	}
}

func TestAHalfwayFaultComesAfterTheEffect(t *testing.T) {
	s := Fault{Op: "create", Type: "aws:eks/addon:Addon"}.Hooks()
	e := world.Entry{Op: "create", Type: "aws:eks/addon:Addon", Name: "coredns"}
	if s.Before(e) != nil {
		t.Error("a half-way fault refused before the effect")
	}
	if err := s.After(e); err == nil || !strings.Contains(err.Error(), "DEGRADED") {
		t.Errorf("after the effect came %v", err)
	}
}

// Helm purges the record before it reports what it waited for in vain.
func TestAnUninstallThatTimesOutHasTakenEffect(t *testing.T) {
	s := Fault{Op: "delete", Type: "kubernetes:helm.sh/v3:Release"}.Hooks()
	e := world.Entry{Op: "delete", Type: "kubernetes:helm.sh/v3:Release", Name: "kibana"}
	if s.Before(e) != nil {
		t.Error("the release was refused its end")
	}
	if err := s.After(e); err == nil || !strings.Contains(err.Error(), "uninstallation completed with 1 error(s)") {
		t.Errorf("after it: %v", err)
	}
}

func TestAnUnreachableServerIsNamed(t *testing.T) {
	s := Fault{Op: "create", Type: "kubernetes:core/v1:Namespace"}.Hooks()
	err := s.Before(world.Entry{Op: "create", Type: "kubernetes:core/v1:Namespace", Name: "elk", Server: "https://10.0.0.1:6443"})
	if err == nil || !strings.Contains(err.Error(), `"https://10.0.0.1:6443/api": dial tcp: i/o timeout`) {
		t.Errorf("it says %v", err)
	}
}
