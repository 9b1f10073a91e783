package lifecycle

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestAStateThatWasCutOffIsRestored(t *testing.T) {
	const state, rm, cp = ".pulumi/stacks/eks-elk/dev.json", "rm -f .pulumi/stacks/eks-elk/dev.json.attrs",
		"cp .pulumi/stacks/eks-elk/dev.json.bak .pulumi/stacks/eks-elk/dev.json"
	for name, c := range map[string]struct {
		files map[string]string // by what follows the state's own name
		want  []string
		fails bool
	}{
		"sound":                      {map[string]string{"": "{}", ".attrs": "{}"}, nil, false},
		"no attributes":              {map[string]string{"": "{}"}, nil, false},
		"attributes cut off":         {map[string]string{"": "{}", ".attrs": ""}, []string{rm}, false},
		"moved aside":                {map[string]string{".bak": "{}"}, []string{cp}, false},
		"moved aside, not yet again": {map[string]string{".bak": "{}", ".attrs": ""}, []string{rm, cp}, false},
		"state cut off":              {map[string]string{"": `{"a`, ".bak": "{}"}, []string{cp}, false},
		"both cut off":               {map[string]string{"": `{"a`, ".bak": `{`}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Workspace{Dir: t.TempDir(), Name: "eks-elk", Stack: "dev"}
			file := filepath.Join(s.Dir, "state", state)
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			for suffix, text := range c.files {
				if err := os.WriteFile(file+suffix, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			manualSteps, err := s.restoreCheckpoint()
			if (err != nil) != c.fails || !slices.Equal(manualSteps, c.want) {
				t.Errorf("%q, %v; want %q", manualSteps, err, c.want)
			}
			if _, sound := whole(file); sound == c.fails {
				t.Errorf("afterwards the state is whole: %v", sound)
			}
			if there, sound := whole(file + ".attrs"); there && !sound {
				t.Error("the attributes are still cut off")
			}
		})
	}
}
