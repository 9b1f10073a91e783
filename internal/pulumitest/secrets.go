package pulumitest

import (
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/recorder"
	"eks-elk/kube"
)

// Reference is one place where values name a Secret.
type Reference struct {
	At     string // path in the values
	Secret string
	Key    string // empty: the Secret as a whole
}

// References returns the Secrets that values name, in each of the forms that the
// charts use.
func References(values kube.Values) []Reference {
	var out []Reference
	text := func(v any) string { s, _ := v.(string); return s }
	Walk(values, func(at string, v any) {
		m, ok := v.(kube.Values)
		if !ok {
			return
		}
		if ref, ok := m["secretKeyRef"].(kube.Values); ok {
			out = append(out, Reference{at, text(ref["name"]), text(ref["key"])})
		}
		if name := text(m["secretName"]); name != "" {
			out = append(out, Reference{at, name, text(m["subPath"])})
		}
		if name := text(m["secret"]); name != "" {
			out = append(out, Reference{at, name, text(m["key"])})
		}
		if name := text(m["existingSecret"]); name != "" {
			out = append(out, Reference{at, name, text(m["userKey"])}, Reference{at, name, text(m["passwordKey"])})
		}
	})
	return out
}

// Secrets returns the keys of the Secrets that a program made, by namespace/name.
func Secrets(r *recorder.Recording) map[string][]string {
	out := map[string][]string{}
	for _, res := range r.OfType("kubernetes:core/v1:Secret") {
		metadata := res.Inputs["metadata"].ObjectValue()
		name := metadata["namespace"].StringValue() + "/" + metadata["name"].StringValue()
		out[name] = slices.Sorted(maps.Keys(Content(&res)))
	}
	return out
}

// Content returns what a recorded Secret holds.
func Content(secret *recorder.Resource) map[string]string {
	out := map[string]string{}
	data := Open(secret.Inputs["stringData"])
	if !data.IsObject() {
		return out
	}
	for key, value := range data.ObjectValue() {
		if value = Open(value); value.IsString() {
			out[string(key)] = value.StringValue()
		}
	}
	return out
}

// Open returns a value without the marks of secrets and outputs.
func Open(v resource.PropertyValue) resource.PropertyValue {
	for v.IsSecret() || v.IsOutput() {
		if v.IsSecret() {
			v = v.SecretValue().Element
		} else {
			v = v.OutputValue().Element
		}
	}
	return v
}

// CheckPaths fails for every path below a directory that stands in a text and
// that no mounted Secret holds.
func CheckPaths(t testing.TB, namespace, text, below string, values kube.Values, secrets map[string][]string) {
	t.Helper()
	held := map[string]bool{}
	Walk(values, func(_ string, v any) {
		m, ok := v.(kube.Values)
		if !ok || m["secretName"] == nil {
			return
		}
		at := m["path"].(string)
		if m["subPath"] != nil {
			held[at] = true
			return
		}
		for _, key := range secrets[namespace+"/"+m["secretName"].(string)] {
			held[path.Join(at, key)] = true
		}
	})
	found := 0
	for field := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \t\n\"'[],=>", r) }) {
		if !strings.HasPrefix(field, below) {
			continue
		}
		found++
		if !held[field] {
			t.Errorf("%s is in no mounted Secret", field)
		}
	}
	if found == 0 {
		t.Errorf("no path below %s in the text", below)
	}
}
