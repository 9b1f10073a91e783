package helm

import (
	"embed"
	"maps"
	"path"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// keyFiles are the program's own lists of the value keys of each chart, which
// come from the chart's values.yaml and templates at its tag. A module embeds
// only what lies below it, so these are copies: go test -update writes them.
//
//go:embed keys/*.keys
var keyFiles embed.FS

// keyLists are the keys of each chart by its name, as dotted paths. A path that
// ends in ".*" takes any keys below it.
var keyLists = readKeys()

func readKeys() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	files, err := keyFiles.ReadDir("keys")
	for _, file := range files {
		var text []byte
		if text, err = keyFiles.ReadFile("keys/" + file.Name()); err != nil {
			break
		}
		known := map[string]bool{}
		for line := range strings.Lines(string(text)) {
			known[strings.TrimSpace(line)] = true
		}
		name, _ := chartAndVersion(file.Name())
		out[name] = known
	}
	if err != nil {
		panic(err) // the files are in the binary
	}
	return out
}

// chartAndVersion takes the name of a list of keys apart: kibana-7.17.3.keys.
func chartAndVersion(file string) (chart, version string) {
	name := strings.TrimSuffix(path.Base(file), ".keys")
	i := strings.LastIndex(name, "-")
	return name[:i], name[i+1:]
}

// unknownKeys returns the paths of the values that a chart does not read.
func unknownKeys(known map[string]bool, at string, value any) []string {
	if known[at] || known[at+".*"] {
		return nil
	}
	below, ok := asMap(value)
	if !ok || len(below) == 0 {
		return []string{at}
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(below)) {
		out = append(out, unknownKeys(known, strings.TrimPrefix(at+"."+key, "."), below[key])...)
	}
	return out
}

var keysKnown = world.Rule{
	ID: "helm/value-keys-known", Source: "each chart's values.yaml and templates at its tag: a key that nothing reads changes nothing, " +
		"silently",
	Test: func(op *world.Op) error {
		c := chartOf(op.Object)
		known, listed := keyLists[c.name]
		if v := given(op.Object); listed && len(v) > 0 {
			for _, key := range unknownKeys(known, "", v) {
				op.Violate("helm/value-keys-known", "release %s: chart %s %s reads no value %q", op.Str("name"), c.name, c.version, key)
			}
		}
		return nil
	},
}
