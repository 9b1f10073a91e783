package latency

import "time"

// row is one measured or estimated step, in seconds, with its source; n is how
// many times it rests on.
type row struct {
	median, p90 time.Duration
	source      string
}

// call is the row of everything that has none of its own.
const call = "call"

func seconds(median, p90 int, source string) row {
	return row{time.Duration(median) * time.Second, time.Duration(p90) * time.Second, source}
}

const (
	logs = "outputs of terraform apply and destroy in public repositories"
	// A split of a measured whole, or a range that a document gives.
	estimate = "estimate: "
)

// table has a row for "<operation> <what>": a resource type, an add-on, a chart,
// or a step of one. Measured rows say on how many times they rest; below five, the
// 90th percentile is the largest.
var table = map[string]row{
	call: seconds(1, 2, logs+": IAM, routes, rules, objects of an API server"),

	"create aws:ec2/vpc:Vpc":                                     seconds(4, 12, logs),
	"update aws:ec2/vpc:Vpc":                                     seconds(2, 3, logs),
	"create aws:ec2/subnet:Subnet":                               seconds(2, 3, logs),
	"create public subnet":                                       seconds(11, 12, logs+": the provider waits for mapPublicIpOnLaunch"),
	"create aws:ec2/securityGroup:SecurityGroup":                 seconds(3, 4, logs),
	"create aws:ec2/natGateway:NatGateway":                       seconds(105, 125, logs+", n=7"),
	"delete aws:ec2/natGateway:NatGateway":                       seconds(58, 79, logs+", n=8"),
	"create Interface endpoint":                                  seconds(90, 120, estimate+"VPC user guide, AWS PrivateLink: pending until its interfaces are there"),
	"update Interface endpoint":                                  seconds(30, 60, estimate+"as above"),
	"delete Interface endpoint":                                  seconds(60, 90, estimate+"as above"),
	"create Gateway endpoint":                                    seconds(6, 10, logs),
	"update Gateway endpoint":                                    seconds(6, 10, logs),
	"delete Gateway endpoint":                                    seconds(6, 10, logs),
	"create aws:kms/key:Key":                                     seconds(22, 29, logs+", n=9"),
	"update aws:kms/key:Key":                                     seconds(10, 20, logs),
	"create aws:iam/role:Role":                                   seconds(2, 3, logs),
	"create aws:iam/openIdConnectProvider:OpenIdConnectProvider": seconds(2, 3, logs),

	"create aws:eks/cluster:Cluster":  seconds(564, 652, logs+", n=11"),
	"update aws:eks/cluster:Cluster":  seconds(180, 480, estimate+"logging and endpoint access, EKS API UpdateClusterConfig"),
	"upgrade aws:eks/cluster:Cluster": seconds(480, 1298, logs+"; terraform-aws-modules/terraform-aws-eks#326"),
	"delete aws:eks/cluster:Cluster":  seconds(150, 372, logs+", n=7"),
	"answer endpoint": seconds(2, 15, estimate+"pulumi-eks nodejs/eks/cluster.ts asks /healthz every 5 s, for 300 s at most, "+
		"while the new name spreads"),

	"create node group":        seconds(116, 139, logs+", n=14"),
	"scale node group":         seconds(120, 150, estimate+"as long as nodes of a new group"),
	"configure node group":     seconds(10, 30, logs+": labels, taints, scaling limits"),
	"launch the surge":         seconds(330, 360, "aws/containers-roadmap#1560: \"5 - 6 minutes\""),
	"replace a node":           seconds(300, 420, "aws-quickstart/quickstart-amazon-eks#377: \"~5mins\" a node, the wait of 60 s among them"),
	"drain without an end":     seconds(900, 900, "EKS user guide, Understand each phase of node updates: 15 minutes, then PodEvictionFailure"),
	"stop a node of the surge": seconds(218, 330, estimate+"what is left of the 30 minutes \"at best\" for two nodes, aws/containers-roadmap#1560, #1619"),
	"delete node group":        seconds(252, 600, logs+", n=3; aws/containers-roadmap#1636: a drain is given up after 7 to 10 minutes"),

	"create add-on":                    seconds(40, 65, logs),
	"update add-on":                    seconds(40, 65, logs),
	"delete add-on":                    seconds(20, 30, logs),
	"forget add-on":                    seconds(5, 10, logs+": only the record goes"),
	"create add-on vpc-cni":            seconds(35, 66, logs+", n=10"),
	"create add-on kube-proxy":         seconds(25, 45, logs),
	"create add-on coredns":            seconds(15, 45, logs+", n=10"),
	"create add-on aws-ebs-csi-driver": seconds(54, 62, logs+", n=7"),

	"run a Job":                           seconds(8, 30, estimate+"the image is on the node: kubernetes sig-scalability pod_startup_latency.md, 5 s at most; two requests; kubelet and Job controller look every second"),
	"delete kubernetes:core/v1:Namespace": seconds(11, 20, logs),

	"pull elasticsearch":         seconds(35, 70, estimate+"640 MB at about 20 MB/s, unpacked as it comes; part of the 1 min 58 s below"),
	"pull kibana":                seconds(30, 60, estimate+"470 MB"),
	"pull logstash":              seconds(25, 50, estimate+"420 MB"),
	"pull kube-prometheus-stack": seconds(45, 90, estimate+"nine images of 20 to 250 MB, on every node side by side"),
	// One log has both releases made side by side, the charts' default probes and a
	// volume: Elasticsearch ready after 1 min 58 s, Kibana after 2 min 23 s.
	"start elasticsearch":                       seconds(83, 120, logs+", n=1: 1 min 58 s without the pull"),
	"restart elasticsearch":                     seconds(90, 130, estimate+"stop, volume, start"),
	"delete elasticsearch":                      seconds(30, 60, estimate+"Elasticsearch ends within 30 s"),
	"start kibana":                              seconds(30, 45, estimate+"Node.js loads its plugins before it asks Elasticsearch"),
	"join kibana":                               seconds(25, 45, logs+", n=1: 2 min 23 s, 25 s after Elasticsearch"),
	"restart kibana":                            seconds(95, 130, estimate+"stop, start, initialDelaySeconds"),
	"delete kibana":                             seconds(20, 30, estimate+"its grace period is 30 s"),
	"start logstash":                            seconds(70, 100, "elastic/helm-charts logstash/values.yaml: its probe waits 60 s before it asks"),
	"restart logstash":                          seconds(95, 130, estimate+"stop, start, initialDelaySeconds 60"),
	"delete logstash":                           seconds(20, 120, "elastic/helm-charts logstash/values.yaml: terminationGracePeriod 120"),
	"start kube-prometheus-stack":               seconds(92, 110, logs+", n=3: 1 min 49 s, 2 min 17 s, 2 min 34 s with the pulls"),
	"restart kube-prometheus-stack":             seconds(90, 120, estimate+"its StatefulSets and Grafana start side by side"),
	"delete kube-prometheus-stack":              seconds(25, 45, logs),
	"start prometheus-operator-crds":            seconds(8, 12, logs),
	"delete prometheus-operator-crds":           seconds(7, 12, logs),
	"start prometheus-elasticsearch-exporter":   seconds(22, 35, logs),
	"restart prometheus-elasticsearch-exporter": seconds(30, 45, estimate+"preStop sleeps 20 s"),
	"delete prometheus-elasticsearch-exporter":  seconds(22, 32, "prometheus-elasticsearch-exporter values.yaml: preStop sleeps 20 s"),
	"pull filebeat":                             seconds(20, 40, estimate+"350 MB, on every node side by side"),
	"start filebeat":                            seconds(15, 25, "elastic/helm-charts filebeat/values.yaml: its probe waits 10 s before it asks"),
	"join filebeat":                             seconds(15, 35, "the chart's readinessProbe with periodSeconds 30: its probe asks every 30 s whether Logstash takes it"),
	"restart filebeat":                          seconds(40, 70, estimate+"stop, start, a probe every 30 s"),
	"delete filebeat":                           seconds(10, 35, "elastic/helm-charts filebeat/values.yaml: terminationGracePeriod 30"),
	"start prometheus-blackbox-exporter":        seconds(15, 25, estimate+"one small image"),
	"restart prometheus-blackbox-exporter":      seconds(15, 25, estimate+"one small image"),
	"delete prometheus-blackbox-exporter":       seconds(8, 15, estimate+"one pod"),
	"start prometheus-json-exporter":            seconds(15, 25, estimate+"one small image"),
	"restart prometheus-json-exporter":          seconds(15, 25, estimate+"one small image"),
	"delete prometheus-json-exporter":           seconds(8, 15, estimate+"one pod"),
	"record a release":                          seconds(5, 10, logs+": an upgrade that restarts no pod"),
}
