package helm

import "strings"

// The top-level keys of each chart's values.yaml at its tag, and those that its
// templates read besides (nameOverride, fullnameOverride, deprecated ones).

var elasticsearchKeys = strings.Fields(`
	antiAffinity antiAffinityTopologyKey clusterHealthCheckParams clusterName createCert enableServiceLinks envFrom esConfig
	esJavaOpts esJvmOptions esMajorVersion extraContainers extraEnvs extraInitContainers extraVolumeMounts extraVolumes
	fsGroup fullnameOverride healthNameOverride hostAliases httpPort image imagePullPolicy imagePullSecrets imageTag ingress
	initResources keystore labels lifecycle masterService maxUnavailable minimumMasterNodes nameOverride
	networkHost networkPolicy nodeAffinity nodeGroup nodeSelector persistence podAnnotations podManagementPolicy
	podSecurityContext podSecurityPolicy priorityClassName protocol rbac readinessProbe replicas resources roles
	schedulerName secret secretMounts securityContext service sysctlInitContainer sysctlVmMaxMapCount
	terminationGracePeriod tests tolerations transportPort updateStrategy volumeClaimTemplate`)

var logstashKeys = strings.Fields(`
	antiAffinity antiAffinityTopologyKey envFrom extraContainers extraEnvs extraInitContainers extraPorts
	extraVolumeMounts extraVolumes fullnameOverride hostAliases httpPort image imagePullPolicy imagePullSecrets imageTag
	ingress labels lifecycle livenessProbe logstashConfig logstashJavaOpts logstashPattern logstashPatternDir
	logstashPipeline maxUnavailable nameOverride nodeAffinity nodeSelector persistence podAffinity podAnnotations
	podManagementPolicy podSecurityContext podSecurityPolicy priorityClassName rbac readinessProbe replicas resources
	schedulerName secretMounts secrets securityContext service terminationGracePeriod tolerations updateStrategy
	volumeClaimTemplate`)

var kibanaKeys = strings.Fields(`
	affinity annotations automountToken elasticsearchHosts elasticsearchURL envFrom extraContainers extraEnvs
	extraInitContainers extraVolumeMounts extraVolumes fullnameOverride healthCheckPath hostAliases httpPort image
	imagePullPolicy imagePullSecrets imageTag ingress kibanaConfig labels lifecycle nameOverride nodeSelector
	podAnnotations podSecurityContext priorityClassName protocol readinessProbe replicas resources secretMounts
	securityContext serverHost service serviceAccount tolerations updateStrategy`)

var exporterKeys = strings.Fields(`
	affinity commonLabels deployment dnsConfig env envFromSecret es extraArgs extraEnvSecrets extraManifests
	extraVolumeMounts extraVolumes fullnameOverride global image initContainers livenessProbe log nameOverride
	namespaceOverride nodeSelector podAnnotations podLabels podMonitor podSecurityContext priorityClassName prometheusRule
	readinessProbe replicaCount resources restartPolicy revisionHistoryLimit secretMounts securityContext service
	serviceAccount serviceMonitor tolerations topologySpreadConstraints web`)

var operatorCRDKeys = []string{"crds", "global"}

var kubePrometheusStackKeys = strings.Fields(`
	additionalPrometheusRules additionalPrometheusRulesMap alertmanager cleanPrometheusOperatorObjectNames commonLabels coreDns crds customRules
	defaultRules extraManifests fullnameOverride global grafana kube-state-metrics kubeApiServer kubeControllerManager
	kubeDns kubeEtcd kubeProxy kubeScheduler kubeStateMetrics kubeTargetVersionOverride kubeVersionOverride kubelet
	kubernetesServiceMonitors nameOverride namespaceOverride nodeExporter prometheus prometheus-node-exporter
	prometheus-windows-exporter prometheusOperator thanosRuler windowsMonitoring`)
