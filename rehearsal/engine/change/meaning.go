package change

import "strings"

// Meaning is what an operation on one resource means to the people who use the
// platform: downtime and data. Empty: nothing they would notice.
func Meaning(op, typ, name string, paths []string) string {
	for _, m := range meanings {
		if m.op != "" && m.op != op || !strings.HasSuffix(typ, m.typ) || m.name != "" && m.name != name {
			continue
		}
		if m.path == "" || touched(paths, m.path) {
			return m.text
		}
	}
	return ""
}

func touched(paths []string, path string) bool {
	for _, p := range paths {
		if p == path || strings.HasPrefix(p, path+".") || strings.HasPrefix(p, path+"[") {
			return true
		}
	}
	return false
}

const (
	refusedClass = "REFUSED: the class of a volume cannot change; nothing is changed. Set the old class again, or destroy the release " +
		"and its claim, with the data, and create them again"
	keptClass   = "the operator creates the StatefulSet again, the claim keeps its class and its data; only a new claim gets the new class"
	grownByHand = "the operator creates the StatefulSet again, the claim keeps its size: enlarge it by hand (kubectl patch pvc)"
)

// underItsName is what a change asks for that EKS makes at creation only. Names
// of clusters are unique in a region, so the old one has to go first, and what
// is on it before; pulumi 3.250.0 has closed the Kubernetes provider by then
// (Diff in pkg/resource/deploy/providers/registry.go).
const underItsName = "REFUSED by the engine before anything on the cluster is deleted: the name is taken until the old cluster is gone. " +
	"Set the old value again, or destroy the stack, with its data, and create it again"

// strands: a volume belongs to one zone (EBS user guide, "Amazon EBS volumes").
const strands = "STOPS what has its volume in a zone that no longer has a node, such as Elasticsearch or Prometheus, until a node is there " +
	"again: look first (operations.md, Change the number of nodes)"

// meanings, the first that fits. Sources: the EKS user guide ("Update existing
// cluster to new Kubernetes version", "Update a managed node group"), the VPC
// user guide ("NAT gateway basics"), Helm's and Kubernetes' documentation of
// StatefulSets (volumeClaimTemplates are immutable) and PersistentVolumeClaims
// (the spec of a bound one is immutable but for its size).
var meanings = []struct{ op, typ, name, path, text string }{
	{"update", "eks/cluster:Cluster", "", "version",
		"the control plane is upgraded by one minor version in place; the API stays reachable; the way back, which " +
			"EKS offers for 7 days, needs older nodes first: this program has none"},
	{"update", "eks/cluster:Cluster", "", "", "in place; workloads keep running"},
	{"replace", "eks/cluster:Cluster", "", "name",
		"another cluster is created, then the old one is deleted: all data is LOST. Destroy the stack first: otherwise add-ons lose " +
			"their roles before the old nodes are gone, and volumes and network interfaces remain"},
	{"replace", "eks/cluster:Cluster", "", "vpcConfig", underItsName},
	{"replace", "eks/cluster:Cluster", "", "kubernetesNetworkConfig", underItsName},
	{"replace", "eks/cluster:Cluster", "", "",
		"the cluster and everything on it is created again: all data on its volumes is LOST, about 15 minutes of downtime"},
	{"update", "eks/nodeGroup:NodeGroup", "", "scalingConfig",
		"nodes are added, or drained and removed; pods of a drained node restart on another one. " + strands},
	{"update", "eks/nodeGroup:NodeGroup", "", "",
		"two nodes are added in each zone, then the old ones are drained one by one: every pod restarts once or twice, Elasticsearch is " +
			"unavailable for minutes; data stays on its volumes"},
	{"replace", "eks/nodeGroup:NodeGroup", "", "subnetIds", "all nodes of the group are replaced, in other zones: pods restart. " + strands},
	{"replace", "eks/nodeGroup:NodeGroup", "", "",
		"all nodes of the group are replaced: pods restart, Elasticsearch is unavailable for minutes; data stays on its volumes"},
	{"delete", "eks/nodeGroup:NodeGroup", "", "",
		"the group's nodes are drained and deleted once new groups are there: pods restart on the nodes of other groups. " + strands},
	{"update", "eks/addon:Addon", "", "", "a rolling restart of the add-on's pods"},
	{"replace", "ec2/natGateway:NatGateway", "", "",
		"another gateway with another public address; open connections from the zone to the internet are cut"},
	{"delete", "ec2/natGateway:NatGateway", "", "", "open connections from the zone to the internet are cut; new ones use another gateway, if one is left"},
	{"delete", "ec2/eip:Eip", "", "", "the public address is released and cannot be had again: change the allow-lists that contain it"},
	{"update", "ec2/route:Route", "", "", "open connections from the zone to the internet are cut once"},
	{"replace", "ec2/route:Route", "", "", "the zone has no way to the internet for some seconds"},
	{"replace", "ec2/vpc:Vpc", "", "", "another network: everything in it is created again and all data is LOST"},
	{"replace", "ec2/subnet:Subnet", "", "", "another subnet: what is in it moves or is created again"},
	{"replace", "core/v1:Namespace", "", "", "everything in the namespace is deleted, its volumes too: the data is LOST"},
	{"replace", "helm.sh/v3:Release", "", "", "uninstalled and installed again; volumes of its StatefulSets stay"},
	{"update", "helm.sh/v3:Release", "", "values.volumeClaimTemplate.storageClassName", refusedClass},
	{"update", "helm.sh/v3:Release", "", "values.grafana.persistence.storageClassName", refusedClass},
	{"update", "helm.sh/v3:Release", "", "values.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.storageClassName", keptClass},
	{"update", "helm.sh/v3:Release", "", "values.alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec.storageClassName", keptClass},
	{"update", "helm.sh/v3:Release", "", "values.volumeClaimTemplate",
		"REFUSED: a StatefulSet's volume claim cannot change; nothing is changed. Enlarge the claim itself (kubectl patch pvc), or destroy " +
			"the release and its claim, with the data, and create them again"},
	{"update", "helm.sh/v3:Release", "", "values.prometheus.prometheusSpec.storageSpec", grownByHand},
	{"update", "helm.sh/v3:Release", "", "values.alertmanager.alertmanagerSpec.storage", grownByHand},
	{"update", "helm.sh/v3:Release", "", "values.grafana.persistence", "the volume grows in place and never shrinks; Grafana restarts"},
	{"update", "helm.sh/v3:Release", "elasticsearch", "values", "the pod restarts: search and indexing stop for a minute or two; data stays"},
	{"update", "helm.sh/v3:Release", "logstash", "values", "the pod restarts; its queue stays, and senders wait"},
	{"update", "helm.sh/v3:Release", "kibana", "values", "the page is unavailable for a minute"},
	{"update", "helm.sh/v3:Release", "", "", "changed pods restart; data stays on its volumes"},
	{"replace", "storage.k8s.io/v1:StorageClass", "", "", "volumes that exist keep their old parameters"},
	{"replace", "tls:index/privateKey:PrivateKey", "", "", "a new key; what uses the old certificate restarts"},
	{"replace", "tls:index/locallySignedCert:LocallySignedCert", "", "", "a new certificate; the pods that use it restart"},
	{"replace", "tls:index/selfSignedCert:SelfSignedCert", "", "",
		"a new authority: clients that trust the old one must be given the new one"},
	{"replace", "random:index/randomPassword:RandomPassword", "", "", "a new password: whoever uses the old one needs the new one"},
	{"replace", "core/v1:Secret", "", "", "other content: the Secret is created again under the same name, and the pods that use it restart"},
	{"replace", "batch/v1:Job", "", "", "it runs again"},
	{"replace", "kms/key:Key", "", "", "another key; the deletion of the old one can be cancelled until its waiting period ends"},
	{"delete", "cloudwatch/logGroup:LogGroup", "", "", "the logs in it are LOST"},
	{"replace", "cloudwatch/logGroup:LogGroup", "", "", "the logs in it are LOST"},
}
