package eks

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

var addonKnown = world.Rule{
	ID: "eks/addon-known", Source: "EKS API CreateAddon: InvalidParameterException; EKS user guide, AWS add-ons",
	Test: func(op *world.Op) error {
		name := op.Str("addonName")
		if _, ok := addons[name]; !ok {
			return invalid("Addon %s specified is not supported in %s kubernetes version", name, clusterOf(op).Str("version"))
		}
		return nil
	},
}

var addonOnce = world.Rule{
	ID: "eks/addon-once", Source: "EKS API CreateAddon: ResourceInUseException",
	Test: func(op *world.Op) error {
		if op.Existing() != nil {
			return world.Refuse("EKS", "ResourceInUseException", "Addon already exists.")
		}
		return nil
	},
}

var versionForm = regexp.MustCompile(`^v(\d+)\.(\d+)\.(\d+)-eksbuild\.\d+$`)

var addonVersion = world.Rule{
	ID:     "eks/addon-version-supported",
	Source: "EKS API DescribeAddonVersions: a version that was published, and is compatible; kube-proxy's is named for its Kubernetes version",
	Test: func(op *world.Op) error {
		v, name, kubernetes := op.Str("addonVersion"), op.Str("addonName"), clusterOf(op).Str("version")
		if v == "" {
			return nil
		}
		parts := versionForm.FindStringSubmatch(v)
		if parts == nil {
			return invalid("Addon version specified is not supported: %s of %s", v, name)
		}
		if op.Old != nil && op.Old.Str("addonVersion") == v {
			return nil // not asked for again: the cluster has moved on
		}
		if n, err := strconv.Atoi(parts[2]); name == KubeProxy && (err != nil || parts[1] != "1" || n != minor(kubernetes)) {
			return invalid("Addon version specified is not supported: %s of %s on Kubernetes %s", v, name, kubernetes)
		}
		if given, newest := semver.MustParse(v[1:strings.Index(v, "-")]), addons[name].version; newest != "" && given.GT(semver.MustParse(newest)) {
			return invalid("Addon version specified is not supported: %s of %s, whose newest is v%s", v, name, newest)
		}
		return nil
	},
}

var configurationForm = world.Check{
	Rule:   "eks/addon-configuration-is-json",
	Source: "EKS API CreateAddon, configurationValues: JSON or YAML that the add-on's schema takes; the stricter reading takes JSON objects",
	Test: func(in resource.PropertyMap) (string, string) {
		text := world.Str(in["configurationValues"])
		var values map[string]any
		if text != "" && json.Unmarshal([]byte(text), &values) != nil {
			return "configurationValues", "ConfigurationValue provided in request is not supported: not a JSON object"
		}
		return "", ""
	},
}

// addonConflict: a new cluster runs the networking add-ons unmanaged; EKS takes
// them over only when told to.
var addonConflict = world.Rule{
	ID:     "eks/addon-takes-over",
	Source: "EKS API CreateAddon, resolveConflicts: with NONE the add-on fails where a field differs (ConfigurationConflict)",
	Test: func(op *world.Op) error {
		name := op.Str("addonName")
		if op.Str("resolveConflicts") == "OVERWRITE" || selfManaged(op, clusterOf(op), name) == nil {
			return nil
		}
		return world.Refuse("EKS", "ConfigurationConflict",
			"unexpected EKS Add-On (%s) state returned during creation: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: "+
				"ConfigurationConflict: Conflicts found when trying to apply. Will not continue due to resolve conflicts mode.", op.Object.ID)
	},
}
