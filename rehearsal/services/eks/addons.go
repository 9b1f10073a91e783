package eks

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"eks-elk/rehearsal/world"
)

// Names of the add-ons that rules speak of.
const (
	VPCCNI    = "vpc-cni"
	KubeProxy = "kube-proxy"
	CoreDNS   = "coredns"
	EBSCSI    = "aws-ebs-csi-driver"
)

// addonFacts is everything that the world knows of an add-on that AWS offers.
type addonFacts struct {
	// version is the default's, without its build; empty: the cluster's own, as
	// kube-proxy's.
	version string
	// deployment: its pods are unhealthy while no node runs them. None of a
	// DaemonSet's pods on no nodes is well.
	deployment bool
	// account is the service account that calls AWS; nil: none does.
	account *serviceAccount
	// schema is the keys that the configuration may have, by the path of what
	// holds them. Paths that are not here are not checked.
	schema map[string]string
	// tolerations are what its Deployment tolerates by itself.
	tolerations []toleration
	pods        []AddonPods
	// assumed: its pods are counted before it is there. Every stack has it, and
	// what takes its room meanwhile keeps it from starting.
	assumed bool
}

// serviceAccount is in kube-system, with an action of its pods on things of a kind,
// by which a custom policy is known, and the policies of AWS that serve it.
type serviceAccount struct {
	name, action, on string
	policies         []string
}

// AddonPods are pods of an add-on by their own requests: Replicas of a
// Deployment, or 0: a DaemonSet's, one on each node.
type AddonPods struct {
	CPUMilli, MemoryMi, Replicas int
	HostNetwork                  bool // they have the node's own address
}

// addons are those that AWS itself offers, by name. Sources: EKS user guide, AWS
// add-ons, and each add-on's manifest; EKS API DescribeAddonConfiguration,
// configurationSchema; for the EBS CSI driver kubernetes-sigs/aws-ebs-csi-driver
// charts values.yaml and values.schema.json.
var addons = map[string]addonFacts{
	VPCCNI: {
		version: "1.21.1", assumed: true,
		account: &serviceAccount{"aws-node", "ec2:AssignPrivateIpAddresses", "network-interface/*", []string{cniPolicy}},
		schema: map[string]string{"$": `affinity branchENICooldown enableNetworkPolicy enableWindowsIpam enableWindowsPrefixDelegation
			env eniConfig init livenessProbeTimeoutSeconds minimumWindowsIPTarget nodeAgent podAnnotations podLabels
			readinessProbeTimeoutSeconds resources tolerations warmWindowsIPTarget warmWindowsPrefixTarget`},
		pods: []AddonPods{{CPUMilli: 50, HostNetwork: true}},
	},
	KubeProxy: {
		assumed: true,
		schema:  map[string]string{"$": `ipvs mode podAnnotations podLabels resources`},
		pods:    []AddonPods{{CPUMilli: 100, HostNetwork: true}},
	},
	CoreDNS: {
		version: "1.13.1", deployment: true, assumed: true,
		schema: map[string]string{"$": `affinity autoScaling computeType corefile nodeSelector podAnnotations podDisruptionBudget
			podLabels replicaCount resources tolerations topologySpreadConstraints`},
		tolerations: []toleration{
			{Key: "CriticalAddonsOnly", Operator: "Exists"},
			{Key: "node-role.kubernetes.io/control-plane", Operator: "Exists", Effect: "NoSchedule"},
		},
		pods: []AddonPods{{CPUMilli: 100, MemoryMi: 70, Replicas: 2}},
	},
	EBSCSI: {
		version: "1.54.0", deployment: true, assumed: true,
		account: &serviceAccount{
			"ebs-csi-controller-sa", "ec2:CreateVolume", "volume/*",
			[]string{"service-role/AmazonEBSCSIDriverPolicy", "AmazonEBSCSIDriverPolicyV2"},
		},
		schema: map[string]string{
			"$": `a1CompatibilityDaemonSet additionalDaemonSets awsAccessSecret controller customLabels debugLogs defaultStorageClass
				fips fullnameOverride helmTester image imagePullSecrets nameOverride node nodeAllocatableUpdatePeriodSeconds
				nodeComponentOnly proxy sidecars storageClasses useOldCSIDriver volumeSnapshotClasses`,
			"$.controller": `additionalArgs affinity batching containerSecurityContext defaultFsType deploymentAnnotations dnsConfig
				enableMetrics env envFrom extraCreateMetadata extraVolumeTags httpEndpoint initContainers k8sTagClusterId logLevel
				loggingFormat nameOverride nodeSelector otelTracing podAnnotations podDisruptionBudget podLabels priorityClassName
				region replicaCount resources revisionHistoryLimit sdkDebugLog securityContext serviceAccount serviceMonitor
				socketDirVolume tolerations topologySpreadConstraints updateStrategy userAgentExtra volumeModificationFeature
				volumeMounts volumes`,
		},
		tolerations: []toleration{{Key: "CriticalAddonsOnly", Operator: "Exists"}, {Operator: "Exists", Effect: "NoExecute"}},
		pods:        []AddonPods{{CPUMilli: 30, MemoryMi: 120}, {CPUMilli: 60, MemoryMi: 240, Replicas: 2}},
	},
	"metrics-server": {
		version: "0.8.0", deployment: true,
		pods: []AddonPods{{CPUMilli: 100, MemoryMi: 200, Replicas: 2}},
	},
	"eks-pod-identity-agent": {version: "1.3.10"},
	"aws-guardduty-agent":    {version: "1.12.1"},
	// Of the rest the world knows the names, and what it takes to come up.
	"adot":                            {version: "0.131.0", deployment: true},
	"amazon-cloudwatch-observability": {version: "4.6.0", deployment: true},
	"aws-efs-csi-driver":              {version: "2.1.15", deployment: true},
	"aws-mountpoint-s3-csi-driver":    {version: "2.2.1", deployment: true},
	"cert-manager":                    {version: "1.19.1", deployment: true},
	"eks-node-monitoring-agent":       {version: "1.4.2", deployment: true},
	"external-dns":                    {version: "0.20.0", deployment: true},
	"kube-state-metrics":              {version: "2.17.0", deployment: true},
	"prometheus-node-exporter":        {version: "1.10.2", deployment: true},
	"snapshot-controller":             {version: "8.3.0", deployment: true},
}

// AddonVersion returns the version of an add-on that EKS chooses on a version
// of Kubernetes, or "" for what AWS does not offer. Each version of Kubernetes
// has defaults of its own (EKS API DescribeAddonVersions, defaultVersion), in no
// public table: the world tells them apart by their builds, and a newer default by its own.
func AddonVersion(op *world.Op, name, kubernetes string) string {
	facts, known := addons[name]
	if !known || !supported(kubernetes) {
		return ""
	}
	return "v" + cmp.Or(facts.version, kubernetes+".0") + "-eksbuild." + strconv.Itoa(minor(kubernetes)-30+op.Published(name))
}

// PodsOf returns the pods of an add-on by EKS's name for it; none of one whose
// pods are not known.
func PodsOf(addon string) []AddonPods { return addons[addon].pods }

// SystemPods returns the pods of a cluster's add-ons.
func SystemPods(op *world.Op, cluster *world.Object) []AddonPods {
	var out []AddonPods
	for _, name := range slices.Sorted(maps.Keys(addons)) {
		facts := addons[name]
		if facts.assumed || addonOf(op, cluster, name) != nil || selfManaged(op, cluster, name) != nil {
			out = append(out, facts.pods...)
		}
	}
	return out
}
