package kubernetes

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// The forms of names in k8s.io/apimachinery/pkg/util/validation/validation.go.
var (
	subdomain = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
	label     = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)
	qualified = regexp.MustCompile(`^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$`)
)

// validName checks metadata.name: a DNS-1123 label of 63 characters for
// namespaces and services, a subdomain of 253 for everything else.
func validName(typ string) world.Check {
	return world.Check{
		Rule:   "kubernetes/name-form",
		Source: "kubernetes.io/docs/concepts/overview/working-with-objects/names (RFC 1123)",
		Test: func(in resource.PropertyMap) (string, string) {
			for _, path := range []string{"metadata.name", "metadata.namespace"} {
				v, ok := world.Lookup(in, path)
				name := world.Str(v)
				if !ok || !v.IsString() {
					continue
				}
				form, longest, what := subdomain, 253, "a lowercase RFC 1123 subdomain"
				if typ == Namespace || typ == Service || path == "metadata.namespace" {
					form, longest, what = label, 63, "a lowercase RFC 1123 label"
				}
				if len(name) > longest {
					return path, fmt.Sprintf("Invalid value: %q: must be no more than %d characters", name, longest)
				}
				if !form.MatchString(name) {
					return path, fmt.Sprintf("Invalid value: %q: %s must consist of lower case alphanumeric characters or '-', and must start and "+
						"end with an alphanumeric character", name, what)
				}
			}
			return "", ""
		},
	}
}

var validLabels = world.Check{
	Rule:   "kubernetes/label-form",
	Source: "kubernetes.io/docs/concepts/overview/working-with-objects/labels (syntax and character set)",
	Test: func(in resource.PropertyMap) (string, string) {
		v, ok := world.Lookup(in, "metadata.labels")
		if !ok || !v.IsObject() {
			return "", ""
		}
		for key, value := range v.ObjectValue() {
			path := "metadata.labels." + string(key)
			prefix, name, found := strings.Cut(string(key), "/")
			if !found {
				prefix, name = "", string(key)
			}
			if found && !subdomain.MatchString(prefix) || !qualified.MatchString(name) || len(name) > 63 {
				return path, fmt.Sprintf("Invalid value: %q: name part must consist of alphanumeric characters, '-', '_' or '.', and must start "+
					"and end with an alphanumeric character", key)
			}
			if s := world.Str(value); s != "" && (!qualified.MatchString(s) || len(s) > 63) {
				return path, fmt.Sprintf("Invalid value: %q: a valid label must be an empty string or consist of alphanumeric characters, '-', "+
					"'_' or '.', and must start and end with an alphanumeric character", s)
			}
		}
		return "", ""
	},
}
