package event

import (
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/logs"
	"eks-elk/rehearsal/services/tls"
	"eks-elk/rehearsal/world"
)

const (
	elasticsearchClaim = "elk/security-master-security-master-0"
	grafanaClaim       = "monitoring/kube-prometheus-stack-grafana"
)

// All is every event.
var All = []Event{
	{
		Name: "authority-rotated", Does: "EKS adds a successor to the cluster's certificate authority",
		Source: "EKS API Cluster, certificateAuthority (aws-sdk-go-v2/service/eks v1.105.6): a successor is appended before the authority expires",
		Happen: rotated("Mg==", false),
		Up:     []string{"update kubernetes"},
	},
	{
		Name: "authority-retired", Does: "EKS replaces the cluster's certificate authority",
		Source:  "EKS API Cluster, certificateAuthority (aws-sdk-go-v2/service/eks v1.105.6)",
		Happen:  rotated("Mw==", true),
		Refused: "preview", Says: "could not get server version from Kubernetes",
		WayOut: []string{"pulumi refresh --yes --stack dev --target '**::cluster-eksCluster'", "pulumi up --stack dev"},
		Up:     []string{"update kubernetes"},
	},
	{
		Name: "version-ended", Does: "the cluster's Kubernetes version leaves support, and EKS upgrades the control plane",
		Source:  "EKS user guide, Understand the Kubernetes version lifecycle on EKS",
		Happen:  acts(eks.ClusterType, "", eks.Advance),
		Refresh: []string{"update Cluster"}, Refused: "up", Says: "Unsupported Kubernetes minor version update from",
		WayOut: []string{"pulumi config set --stack dev --path 'eks-elk:cluster.version' {version}", "pulumi up --stack dev"},
		Up:     []string{"update NodeGroup", "update Addon?"},
	},
	{
		Name: "image-published", Does: "EKS recommends a newer image for nodes",
		Source: "EKS user guide, Retrieve recommended Amazon Linux AMI IDs",
		Happen: published(eks.Image, eks.NodeGroupType, ""), Of: "releaseVersion",
		Preview: []string{"update NodeGroup"}, Up: []string{"update NodeGroup"},
	},
	{
		Name: "addon-default-moved", Does: "EKS makes a newer version the default of the add-on `coredns`",
		Source: "EKS API DescribeAddonVersions, defaultVersion",
		Happen: published(eks.CoreDNS, eks.AddonType, "coredns"), Of: "addonVersion",
		Preview: []string{"update coredns"}, Up: []string{"update coredns"},
	},
	{
		Name: "nodes-scaled", Does: "a person gives a node group one node more, and a larger maximum",
		Source: "EKS API UpdateNodegroupConfig, scalingConfig",
		Happen: acts(eks.NodeGroupType, "", func(op *world.Op) error { return eks.Resize(op, 1) }), Of: "scalingConfig",
		Refresh: []string{"update NodeGroup"}, Up: []string{"update NodeGroup"},
	},
	{
		Name: "node-lost", Does: "the node of a volume fails, and its group starts another one",
		Source: "EC2 Auto Scaling user guide, Health checks for instances in an Auto Scaling group",
		Happen: nodeLost,
	},
	{
		Name: "tag-added", Does: "a person adds a tag to the VPC",
		Source:  "EC2 API CreateTags",
		Happen:  tagged(ec2.VPC, map[string]string{"cost-center": "4711"}),
		Refresh: []string{"update vpc"}, Up: []string{"update vpc"},
	},
	{
		Name: "tags-changed", Does: "a person changes the tag `stack` of the cluster and removes its tag `project`",
		Source:  "EKS API TagResource, UntagResource",
		Happen:  tagged(eks.ClusterType, map[string]string{"stack": "prod", "project": ""}),
		Refresh: []string{"update Cluster"}, Up: []string{"update Cluster"},
	},
	{
		Name: "elastic-password", Does: "a person tries to change the password of `elastic` in Kibana",
		Source: "elasticsearch NativeUsersStore.changePassword, ReservedRealm",
		Happen: does(helm.Release, "elasticsearch", helm.ChangeElastic),
	},
	{
		Name: "log-group-deleted", Does: "a person deletes the cluster's log group, and EKS makes it again, without a retention",
		Source:  "https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2763",
		Happen:  deleted(logs.Group, ""),
		Refresh: []string{"update LogGroup"}, Up: []string{"update LogGroup"},
	},
	{
		Name: "addon-deleted", Does: "a person deletes the add-on `metrics-server`",
		Source:  "EKS API DeleteAddon",
		Happen:  deleted(eks.AddonType, "metrics-server"),
		Refresh: []string{"delete metrics-server"}, Up: []string{"create metrics-server"},
	},
	{
		Name: "secret-deleted", Does: "a person deletes the Secret `logstash-credentials`",
		Source:  "Kubernetes API, delete a Secret",
		Happen:  deleted(kubernetes.Secret, "logstash-credentials"),
		Refresh: []string{"delete logstash-credentials"}, Up: []string{"create logstash-credentials"},
	},
	{
		Name: "record-deleted", Does: "a person deletes Helm's record of the release `elasticsearch`",
		Source:  "helm v3.11.3 pkg/storage/storage.go: without a record there is no release, whatever is on the cluster",
		Happen:  does(helm.Release, "elasticsearch", recordDeleted),
		Refresh: []string{"delete elasticsearch"}, Up: []string{"create elasticsearch"},
	},
	{
		Name: "elasticsearch-lost", Does: "the volume of Elasticsearch is lost, and its claim gets an empty one",
		Source: "kibana saved objects repository: require_alias",
		Happen: toVolume("elasticsearch", elasticsearchClaim, helm.LoseVolume),
		Wrong:  "helm/client-prepares-once", Says: "no such index [.kibana]",
		WayOut: []string{"kubectl -n elk rollout restart deployment kibana", "pulumi up --replace '**::kibana-setup'"},
	},
	{
		Name: "elasticsearch-restored", Does: "the volume of Elasticsearch is lost, which has taken snapshots",
		Source: "elastic.co/guide/en/elasticsearch/reference/8.19/snapshots-restore-snapshot.html",
		Happen: withSnapshots(toVolume("elasticsearch", elasticsearchClaim, helm.LoseVolume)),
		Wrong:  "helm/snapshots-restored", Says: "the documents of the old one are in the snapshots",
		WayOut: []string{"pulumi config set --path 'eks-elk:elk.backups.restore' latest", "pulumi up"},
	},
	{
		Name: "elasticsearch-full", Does: "the volume of Elasticsearch is full",
		Source: "elasticsearch DiskThresholdMonitor.java: the flood stage",
		Happen: toVolume("elasticsearch", elasticsearchClaim, helm.FillVolume),
		Wrong:  "helm/elasticsearch-flood-stage", Says: "disk usage exceeded flood-stage watermark, index has read-only-allow-delete block",
		WayOut: []string{
			"kubectl -n elk patch pvc security-master-security-master-0", "kubectl -n elk delete statefulset security-master --cascade=orphan",
			"pulumi config set --path 'eks-elk:elk.elasticsearch.storage' 60Gi", "pulumi up",
		},
	},
	{
		Name: "document-refused", Does: "Elasticsearch refuses a document, whose field has another type there",
		Source: "elasticsearch DocumentParser.java; logstash-output-elasticsearch lib/logstash/plugin_mixins/elasticsearch/common.rb: DOC_DLQ_CODES",
		Happen: does(helm.Release, "logstash", helm.RefuseDocument),
	},
	{
		Name: "grafana-password-changed", Does: "a person changes the password of Grafana in Grafana",
		Source: "grafana.com/docs/grafana/latest/administration/cli",
		Happen: toVolume("kube-prometheus-stack", grafanaClaim, func(w *world.World, claim string) { helm.SetLogin(w, claim, "changed in Grafana") }),
		Wrong:  "helm/grafana-keeps-password", Says: "Invalid username or password",
		WayOut: []string{"grafana cli admin reset-admin-password"},
	},
	{
		Name: "certificates-due", Does: "a certificate comes into its `eks-elk:certs.renewBefore`",
		Source:  "terraform-provider-tls internal/provider/common_cert.go modifyPlanIfCertificateReadyForRenewal",
		Happen:  aged(tls.LocallySignedCert, false),
		Preview: []string{"replace LocallySignedCert", "replace Secret", "update Release", "update PrometheusRule?"},
		Refresh: []string{"update LocallySignedCert"},
		Up:      []string{"replace LocallySignedCert", "replace Secret", "update Release", "update PrometheusRule?"},
	},
	{
		Name: "certificates-ended", Does: "nobody ran `up` until the certificates had ended",
		Source:  "terraform-provider-tls internal/provider/common_cert.go modifyPlanIfCertificateReadyForRenewal",
		Happen:  aged(tls.LocallySignedCert, true),
		Preview: []string{"replace LocallySignedCert", "replace Secret", "update Release", "update PrometheusRule?"},
		Refresh: []string{"update LocallySignedCert"},
		Up:      []string{"replace LocallySignedCert", "replace Secret", "update Release", "update PrometheusRule?"},
	},
	{
		Name: "authority-due", Does: "the stack's own certificate authority would end before a new certificate",
		Source:  "terraform-provider-tls internal/provider/common_cert.go modifyPlanIfCertificateReadyForRenewal; RFC 5280 6.1.3",
		Happen:  aged(tls.SelfSignedCert, false),
		Preview: []string{"replace SelfSignedCert", "replace LocallySignedCert", "replace Secret", "update Release", "update PrometheusRule?"},
		Refresh: []string{"update SelfSignedCert", "update LocallySignedCert"},
		Up:      []string{"replace SelfSignedCert", "replace LocallySignedCert", "replace Secret", "update Release", "update PrometheusRule?"},
	},
}
