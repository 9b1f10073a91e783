// Package settings reads the stack's configuration into plain Go values.
//
// Load answers with every problem at once and registers nothing: each problem
// names the key, what it is and what it may be. Whatever Load returns without
// an error can be built; no other package checks a setting again.
package settings

import (
	"net/netip"
	"time"
)

// Namespace is the configuration namespace and the project's name.
const Namespace = "eks-elk"

// Settings is what a stack file may say, with its defaults filled in.
type Settings struct {
	AWS        AWS
	Network    Network
	Cluster    Cluster
	Nodes      []NodeGroup // sorted by name; the first of a stack without eks-elk:nodeGroups is "default"
	ELK        ELK
	Monitoring Monitoring
	Charts     Charts
	Certs      Certs

	// Warnings are sentences a person should read although nothing is wrong.
	Warnings []string
}

// AWS is where the stack lives (the provider's own namespace, aws:).
type AWS struct {
	Region  string // aws:region
	Profile string // aws:profile; empty: the SDK's default credential chain
}

// NATGateways says how many NAT gateways the private subnets share.
type NATGateways string

const (
	// NATPerZone keeps each zone's way out independent of the other zones.
	NATPerZone NATGateways = "per-zone"
	// NATSingle saves two thirds of the price; losing its zone cuts off all.
	NATSingle NATGateways = "single"
)

// Network is the address plan.
type Network struct {
	CIDR                netip.Prefix // the VPC's block, /16 to /28, host bits zero
	Zones               int          // availability zones used, 2 to 6
	NATGateways         NATGateways
	PublicSubnetPrefix  int // prefix length of each public subnet
	PrivateSubnetPrefix int // prefix length of each private subnet
	FlowLogs            bool
}

// Cluster is the EKS control plane, or, when Existing, a cluster made elsewhere.
type Cluster struct {
	Name                  string // [eks-elk-<stack>]
	Version               string // Kubernetes minor version, "1.35"
	ServiceCIDR           netip.Prefix
	EndpointPublicAccess  bool
	EndpointPrivateAccess bool
	PublicAccessCIDRs     []netip.Prefix
	Logs                  []string // control-plane log types
	LogRetentionDays      int
	AdminRoleARNs         []string // mapped to system:masters
	PreviewRoleARNs       []string // may authenticate and discover, nothing more

	Kubeconfig   string // an existing cluster's kubeconfig: a path or its content
	Context      string // the context in it; empty: its current one
	StorageClass string // an existing cluster's class; empty: its default
}

// Existing says that the stack goes onto a cluster it does not make.
func (c Cluster) Existing() bool { return c.Kubeconfig != "" }

// NodeGroup is one managed node group, on demand, in private subnets.
type NodeGroup struct {
	Name              string
	InstanceType      string
	Min, Desired, Max int
	Zones             int // zones the group spans; as many as desired nodes unless said
	DiskGiB           int // root volume, GiB
}

// Resources are a container's requests and limits as Kubernetes quantities;
// an empty one is not set.
type Resources struct {
	CPU, Memory           string // requests
	CPULimit, MemoryLimit string
}

// ELK is Elasticsearch, Logstash and Kibana.
type ELK struct {
	ImageTag      string // one version for all three
	Elasticsearch Elasticsearch
	Logstash      Logstash
	Kibana        Kibana
}

// Elasticsearch is one node with one volume.
type Elasticsearch struct {
	Storage string // volume size, a quantity such as 30Gi; immutable once made
	Heap    string // JVM heap, JVM notation such as 2g; at most half the memory
	Resources
}

// Logstash is one node with a persisted queue.
type Logstash struct {
	Storage string // queue volume, a quantity
	Heap    string // JVM notation
	Resources
}

// Kibana is one stateless node.
type Kibana struct {
	HeapMiB int // V8 old space, MiB
	Resources
}

// Monitoring is Prometheus, Alertmanager, Grafana and their volumes.
type Monitoring struct {
	Retention     string // Prometheus notation, 10d
	RetentionSize string // Prometheus notation, 16GB; below the volume's size
	Prometheus    Volume
	Alertmanager  Volume
	Grafana       Volume
}

// Volume is a workload with one persistent volume.
type Volume struct {
	Storage string
	Resources
}

// Charts are where each Helm chart comes from.
type Charts struct {
	Elasticsearch          Chart
	Logstash               Chart
	Kibana                 Chart
	PrometheusOperatorCRDs Chart
	KubePrometheusStack    Chart
	ElasticsearchExporter  Chart
	ImageRegistry          string // mirror that holds every image; empty: the charts' own registries
}

// Chart is one chart's source: a repository, an OCI reference or a directory.
type Chart struct {
	Name       string // the chart's name, as errors say it
	Repository string // https://… repository, oci://… reference, or a local directory's path
	Version    string // exact version; must match a local directory's Chart.yaml
}

// Certs is how long certificates live.
type Certs struct {
	CAValidity   time.Duration
	Validity     time.Duration // leaf certificates; never longer than the CA's
	RenewBefore  time.Duration // an up this close to a leaf's end renews it
	Organization string
}
