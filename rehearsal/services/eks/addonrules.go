package eks

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// addons are the names of the add-ons that AWS itself offers, with the version
// that is EKS's default. kube-proxy's follows the cluster's.
// Source: EKS user guide, AWS add-ons.
var addons = map[string]string{
	VPCCNI: "v1.21.1-eksbuild.1", KubeProxy: "", CoreDNS: "v1.13.1-eksbuild.1", EBSCSI: "v1.54.0-eksbuild.1",
	"aws-efs-csi-driver": "v2.1.15-eksbuild.1", "aws-mountpoint-s3-csi-driver": "v2.2.1-eksbuild.1",
	"snapshot-controller": "v8.3.0-eksbuild.1", "eks-pod-identity-agent": "v1.3.10-eksbuild.1",
	"eks-node-monitoring-agent": "v1.4.2-eksbuild.1", "metrics-server": "v0.8.0-eksbuild.3",
	"amazon-cloudwatch-observability": "v4.6.0-eksbuild.1", "aws-guardduty-agent": "v1.12.1-eksbuild.2",
	"adot": "v0.131.0-eksbuild.1", "cert-manager": "v1.19.1-eksbuild.1", "external-dns": "v0.20.0-eksbuild.1",
	"kube-state-metrics": "v2.17.0-eksbuild.1", "prometheus-node-exporter": "v1.10.2-eksbuild.1",
}

// AddonVersion answers the version of an add-on that EKS chooses on a version
// of Kubernetes, or "" for an add-on that AWS does not offer.
func AddonVersion(name, kubernetes string) string {
	if name == KubeProxy && supported(kubernetes) {
		return "v" + kubernetes + ".0-eksbuild.2"
	}
	return addons[name]
}

var addonKnown = world.Rule{
	ID:     "eks/addon-known",
	Source: "EKS API CreateAddon: InvalidParameterException; EKS user guide, AWS add-ons",
	Test: func(op *world.Op) error {
		name := op.Str("addonName")
		if _, ok := addons[name]; !ok {
			return invalid("Addon %s specified is not supported in %s kubernetes version", name, clusterOf(op).Str("version"))
		}
		return nil
	},
}

var addonOnce = world.Rule{
	ID:     "eks/addon-once",
	Source: "EKS API CreateAddon: ResourceInUseException",
	Test: func(op *world.Op) error {
		if op.Twin() != nil {
			return world.Refuse("EKS", "ResourceInUseException", "Addon already exists.")
		}
		return nil
	},
}

var versionForm = regexp.MustCompile(`^v(\d+)\.(\d+)\.(\d+)-eksbuild\.\d+$`)

var addonVersion = world.Rule{
	ID:     "eks/addon-version-supported",
	Source: "EKS API DescribeAddonVersions: a version of kube-proxy is compatible with the Kubernetes version it is named for",
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
		return nil
	},
}

var resolveConflicts = world.Check{
	Rule:   "eks/addon-resolve-conflicts",
	Source: "provider aws_eks_addon 4.67, resolve_conflicts",
	Test: func(in resource.PropertyMap) (string, string) {
		allowed := []string{"OVERWRITE", "NONE", "PRESERVE"}
		if s := world.Str(in["resolveConflicts"]); s != "" && !slices.Contains(allowed, s) {
			return "resolveConflicts", fmt.Sprintf("expected resolve_conflicts to be one of %v, got %s", allowed, s)
		}
		return "", ""
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
			"unexpected EKS Add-On (%s) state returned during creation: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: ConfigurationConflict: Conflicts found when trying to apply. Will not continue due to resolve conflicts mode.", op.Object.ID)
	},
}
