package docs_test

import (
	"encoding/json"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const dependenciesFile = "docs/dependencies.md"

func TestTableOfDependenciesHasEveryPinAndItsReason(t *testing.T) {
	pins := pinned(t)
	reasons := map[string]string{}
	var names []string // in the order in which the table has them
	for _, row := range read(t, dependenciesFile).rows(t, "dependencies") {
		name := strings.Trim(row[0], "`")
		if pins[name] != "" {
			names = append(names, name)
		}
		reasons[name] = row[2]
	}
	for _, name := range slices.Sorted(maps.Keys(pins)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		if reasons[name] == "" {
			t.Errorf("%s: write why %s is needed", dependenciesFile, name)
		}
	}
	want := [][]string{{"dependency", "version", "why"}}
	for _, name := range names {
		want = append(want, []string{"`" + name + "`", pins[name], reasons[name]})
	}
	hold(t, dependenciesFile, "dependencies", table(want))
}

// pinned returns the versions of all direct dependencies: modules that a go.mod
// requires for itself, tools that it builds, and the npm package.
func pinned(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	pin := func(name, version string) {
		if before := out[name]; before != "" && before != version {
			t.Errorf("%s is pinned at %s and at %s", name, before, version)
		}
		out[name] = version
	}
	for _, file := range files(t, "go.mod", "*/go.mod", "*/*/go.mod") {
		var mod struct {
			Require []struct {
				Path, Version string
				Indirect      bool
			}
			Tool []struct{ Path string }
		}
		output, err := exec.Command("go", "mod", "edit", "-json", filepath.Join(root, file.path)).Output()
		if err == nil {
			err = json.Unmarshal(output, &mod)
		}
		if err != nil {
			t.Fatalf("%s: %v", file.path, err)
		}
		for _, require := range mod.Require {
			if own := require.Path + "/"; !require.Indirect && !strings.HasPrefix(own, "eks-elk/") {
				pin(require.Path, require.Version)
			}
			for _, tool := range mod.Tool {
				if strings.HasPrefix(tool.Path+"/", require.Path+"/") {
					pin(tool.Path, require.Version)
				}
			}
		}
	}
	var npm struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(read(t, "tools/eks/package.json").text), &npm); err != nil {
		t.Fatal(err)
	}
	for name, version := range npm.Dependencies {
		pin(name, version)
	}
	return out
}
