package kubernetes

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"k8s.io/apimachinery/pkg/util/validation"

	"eks-elk/rehearsal/world"
)

// validName checks metadata.name: a DNS-1123 label of 63 characters for
// namespaces and services, a subdomain of 253 for everything else.
func validName(typ string) world.Check {
	return world.Check{
		Rule: "kubernetes/name-form", Source: "kubernetes.io/docs/concepts/overview/working-with-objects/names (RFC 1123)",
		Test: func(in resource.PropertyMap) (string, string) {
			for _, path := range []string{"metadata.name", "metadata.namespace"} {
				form := validation.IsDNS1123Subdomain
				if typ == Namespace || typ == Service || path == "metadata.namespace" {
					form = validation.IsDNS1123Label
				}
				if v, _ := world.Lookup(in, path); v.IsString() {
					if problem := invalid(v.StringValue(), form); problem != "" {
						return path, problem
					}
				}
			}
			return "", ""
		},
	}
}

var validLabels = world.Check{
	Rule: "kubernetes/label-form", Source: "kubernetes.io/docs/concepts/overview/working-with-objects/labels (syntax and character set)",
	Test: func(in resource.PropertyMap) (string, string) {
		labels, _ := world.Lookup(in, "metadata.labels")
		for key, value := range world.Map(labels) {
			problem := cmp.Or(invalid(string(key), validation.IsQualifiedName), invalid(world.Str(value), validation.IsValidLabelValue))
			if problem != "" {
				return "metadata.labels." + string(key), problem
			}
		}
		return "", ""
	},
}

// invalid returns what the API server says of a text of another form, or "".
func invalid(text string, form func(string) []string) string {
	if problems := form(text); problems != nil {
		return "Invalid value: " + strconv.Quote(text) + ": " + strings.Join(problems, "; ")
	}
	return ""
}
