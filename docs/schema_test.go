package docs_test

import (
	"strings"
	"testing"
)

func TestSampleStacksPointToTheSchema(t *testing.T) {
	for _, stack := range files(t, "Pulumi.*.yaml") {
		if !strings.HasPrefix(stack.text, "# yaml-language-server: $schema=docs/settings.schema.json\n") {
			t.Errorf("%s does not point to docs/settings.schema.json", stack.path)
		}
	}
}
