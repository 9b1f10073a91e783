package docs_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	called "eks-elk/internal/names"
	"eks-elk/settings"
)

// configSet is a command that writes a setting: its flags, its path and its value.
var configSet = regexp.MustCompile(`^pulumi config set ((?:--\w+ )*)'(eks-elk:[\w.]+)' (\S+)$`)

// configured are the settings that the commands of a block write, by the stack file's
// key, and the keys with a secret.
func configured(t *testing.T, block string) (config map[string]string, secret []string) {
	t.Helper()
	file := map[string]any{"eks-elk:cluster": map[string]any{"publicAccessCidrs": []string{"1.2.3.4/32"}}}
	for line := range strings.Lines(block) {
		m := configSet.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			if strings.HasPrefix(line, "pulumi config") {
				t.Errorf("cannot read %s", line)
			}
			continue
		}
		levels := strings.Split(m[2], ".")
		if strings.Contains(m[1], "--secret") && !slices.Contains(secret, levels[0]) {
			secret = append(secret, levels[0])
		}
		at := file
		for _, level := range levels[:len(levels)-1] {
			below, _ := at[level].(map[string]any)
			if below == nil {
				below = map[string]any{}
				at[level] = below
			}
			at = below
		}
		at[levels[len(levels)-1]] = m[3]
	}
	config = map[string]string{}
	for key, value := range file {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		config[key] = string(text)
	}
	return config, secret
}

// blocks are the commands of a document.
func (d document) blocks() (out []string) {
	for _, m := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```").FindAllStringSubmatch(d.text, -1) {
		out = append(out, strings.ReplaceAll(m[1], "\\\n  ", ""))
	}
	return out
}

// What docs/backup.md has one type is accepted, block by block, on top of the blocks
// before it in the same section.
func TestTheCommandsOfBackupsAreAccepted(t *testing.T) {
	d := read(t, "docs/backup.md")
	if len(d.blocks()) < 6 {
		t.Fatalf("%d blocks of commands", len(d.blocks()))
	}
	for _, block := range d.blocks() {
		if !strings.Contains(block, "pulumi config") {
			continue
		}
		if strings.Contains(block, "keepBucket") || strings.Contains(block, "restore") {
			block = "pulumi config set --path 'eks-elk:elk.backups.enabled' true\n" + block
		}
		config, secret := configured(t, block)
		if _, err := settings.Parse(settings.Source{Stack: "dev", Config: config, Secret: secret}); err != nil {
			t.Errorf("%s%v", block, err)
		}
		if !strings.Contains(block, "pulumi up\n") {
			t.Errorf("nothing comes of\n%s", block)
		}
	}
}

// Whom the commands ask, and for what, is there by that name.
func TestTheRequestsOfBackupsFindWhatTheyAskFor(t *testing.T) {
	pod := called.ElasticsearchCluster + "-" + called.ElasticsearchNodeGroup + "-0"
	asked := regexp.MustCompile(`https://localhost:\d+/(_cat/snapshots|_slm/policy|_snapshot)/([\w-]+)`)
	found := 0
	for _, block := range read(t, "docs/backup.md").blocks() {
		for line := range strings.Lines(block) {
			if strings.Contains(line, "kubectl") && strings.Contains(line, " exec ") && !strings.Contains(line, "kubectl -n "+called.ELKNamespace+" exec -it "+pod+" --") {
				t.Errorf("no such pod: %s", line)
			}
		}
		for _, m := range asked.FindAllStringSubmatch(block, -1) {
			found++
			if m[2] != called.Backups {
				t.Errorf("no such repository or policy: %s", m[0])
			}
		}
	}
	if found < 3 {
		t.Errorf("%d requests", found)
	}
}
