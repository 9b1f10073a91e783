package eks

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// schemas are the keys that the add-ons' configuration may have, by the path of
// what holds them. Add-ons and paths that are not here are not looked at.
// Sources: EKS API DescribeAddonConfiguration, configurationSchema; for the EBS
// CSI driver kubernetes-sigs/aws-ebs-csi-driver charts values.schema.json.
var schemas = map[string]map[string]string{
	VPCCNI: {"$": `affinity branchENICooldown enableNetworkPolicy enableWindowsIpam enableWindowsPrefixDelegation env eniConfig init
		livenessProbeTimeoutSeconds minimumWindowsIPTarget nodeAgent podAnnotations podLabels readinessProbeTimeoutSeconds
		resources tolerations warmWindowsIPTarget warmWindowsPrefixTarget`},
	CoreDNS: {"$": `affinity autoScaling computeType corefile nodeSelector podAnnotations podDisruptionBudget podLabels
		replicaCount resources tolerations topologySpreadConstraints`},
	KubeProxy: {"$": `ipvs mode podAnnotations podLabels resources`},
	EBSCSI: {
		"$": `a1CompatibilityDaemonSet additionalDaemonSets awsAccessSecret controller customLabels debugLogs defaultStorageClass
			fips fullnameOverride helmTester image imagePullSecrets nameOverride node nodeAllocatableUpdatePeriodSeconds nodeComponentOnly proxy sidecars
			storageClasses useOldCSIDriver volumeSnapshotClasses`,
		"$.controller": `additionalArgs affinity batching containerSecurityContext defaultFsType deploymentAnnotations dnsConfig
			enableMetrics env envFrom extraCreateMetadata extraVolumeTags httpEndpoint initContainers k8sTagClusterId logLevel
			loggingFormat nameOverride nodeSelector otelTracing podAnnotations podDisruptionBudget podLabels priorityClassName
			region replicaCount resources revisionHistoryLimit sdkDebugLog securityContext serviceAccount serviceMonitor
			socketDirVolume tolerations topologySpreadConstraints updateStrategy userAgentExtra volumeModificationFeature
			volumeMounts volumes`,
	},
}

var configurationKeys = world.Rule{
	ID:     "eks/addon-configuration-in-schema",
	Source: "EKS API CreateAddon, configurationValues: validated against the schema of DescribeAddonConfiguration",
	Test: func(op *world.Op) error {
		var values map[string]any
		if json.Unmarshal([]byte(op.Str("configurationValues")), &values) != nil {
			return nil // said by the check
		}
		if key := stranger(schemas[op.Str("addonName")], "$", values); key != "" {
			return invalid("ConfigurationValue provided in request is not supported: Json schema validation failed with error: "+
				"[%s: is not defined in the schema and the schema does not allow additional properties]", key)
		}
		return nil
	},
}

// stranger answers the path of the first key that the schema does not have, or "".
func stranger(schema map[string]string, path string, values map[string]any) string {
	keys := strings.Fields(schema[path])
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at := path + "." + key
		if len(keys) > 0 && !slices.Contains(keys, key) {
			return at
		}
		if below, ok := values[key].(map[string]any); ok {
			if s := stranger(schema, at, below); s != "" {
				return s
			}
		}
	}
	return ""
}
