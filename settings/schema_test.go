package settings

import (
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

const schemaFile = "../docs/settings.schema.json"

func TestTheSchemaOfStackFilesIsGenerated(t *testing.T) {
	got, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(schemaFile); err != nil || string(want) != string(got) {
		t.Errorf("%s is not what the declarations say: make golden writes it (%v)", schemaFile, err)
	}
}

// What Parse accepts no editor may mark; and an unknown name it must.
func TestTheSchemaAcceptsWhatParseAccepts(t *testing.T) {
	schema, err := jsonschema.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	stackFiles, err := os.ReadFile(stackFiles)
	if err != nil {
		t.Fatal(err)
	}
	valid := func(block string) error {
		config, _ := stackFile(block)
		values := map[string]any{}
		for key, text := range config {
			if text != "" { // a key without a value, which YAML reads as null
				values[key] = decode(text)
			}
		}
		encrypt(values)
		return schema.Validate(map[string]any{"config": values})
	}
	for block := range strings.SplitSeq(string(stackFiles), "\n\n") {
		err := valid(block)
		if strings.HasSuffix(block, "\n  accepted") && err != nil {
			t.Errorf("%s\nbut the schema: %v", block, err)
		}
		if strings.Contains(block, "is not a setting") && err == nil {
			t.Errorf("%s\nbut not by the schema", block)
		}
	}
}

// encrypt writes credentials as pulumi config set --secret does.
func encrypt(values map[string]any) {
	for _, key := range Reference() {
		at := values
		levels := strings.Split(key.Path, ".")
		for _, level := range levels[:len(levels)-1] {
			at, _ = at[level].(map[string]any)
		}
		if last := levels[len(levels)-1]; key.Secret && at[last] != nil {
			at[last] = map[string]any{"secure": "v1:abc"}
		}
	}
}
