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
		"create":          "OP:TYPE[:NAME]",
		"create:":         "OP:TYPE[:NAME]",
		"make:Vpc":        "create, update, delete",
		"create:Nothng":   "aws:ec2/vpc:Vpc",
		"create:Adon:x":   "did you mean Addon?",
		"delete:vpc":      "did you mean Vpc?",
		"update:realease": "did you mean Release?",
		"create:Vpc:":     "colon",
		"":                "OP:TYPE[:NAME]",
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

func TestAServiceFailsInItsOwnWay(t *testing.T) {
	const server = "https://10.0.0.1:6443"
	for _, c := range []struct {
		op, typ string
		halfway bool // after the effect
		says    string
	}{
		{"create", "aws:eks/addon:Addon", true, "DEGRADED"},
		// Helm purges the record before it reports what it waited for in vain.
		{"delete", "kubernetes:helm.sh/v3:Release", true, "uninstallation completed with 1 error(s)"},
		{"create", "kubernetes:core/v1:Namespace", false, `"` + server + `/api": dial tcp: i/o timeout`},
	} {
		s := Fault{Op: c.op, Type: c.typ}.Hooks()
		e := world.Entry{Op: c.op, Type: c.typ, Name: "x", Server: server}
		err := s.Before(e)
		if c.halfway {
			if err != nil {
				t.Errorf("%s %s is refused before its effect: %v", c.op, c.typ, err)
			}
			err = s.After(e)
		}
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %s: %v does not say %q", c.op, c.typ, err, c.says)
		}
	}
}
