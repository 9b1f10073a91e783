package stack

import (
	"slices"
	"testing"

	"eks-elk/internal/recorder"
)

// Short names of the resources whose order matters, one of each kind where there
// is one for each zone.
var resources = map[string][2]string{
	"vpc":                  {"aws:ec2/vpc:Vpc", "vpc"},
	"internet gateway":     {"aws:ec2/internetGateway:InternetGateway", "internet"},
	"public subnet":        {"aws:ec2/subnet:Subnet", "public-eu-central-1a"},
	"private subnet":       {"aws:ec2/subnet:Subnet", "private-eu-central-1a"},
	"public route":         {"aws:ec2/route:Route", "public"},
	"private route":        {"aws:ec2/route:Route", "private-eu-central-1a"},
	"other private route":  {"aws:ec2/route:Route", "private-eu-central-1b"},
	"public association":   {"aws:ec2/routeTableAssociation:RouteTableAssociation", "public-eu-central-1a"},
	"private association":  {"aws:ec2/routeTableAssociation:RouteTableAssociation", "private-eu-central-1a"},
	"address":              {"aws:ec2/eip:Eip", "nat-eu-central-1a"},
	"nat":                  {"aws:ec2/natGateway:NatGateway", "nat-eu-central-1a"},
	"log group":            {"aws:cloudwatch/logGroup:LogGroup", "control-plane"},
	"key":                  {"aws:kms/key:Key", "secrets"},
	"cluster role":         {"aws:iam/role:Role", "control-plane"},
	"cluster policy":       {"aws:iam/rolePolicyAttachment:RolePolicyAttachment", "control-plane-AmazonEKSClusterPolicy"},
	"node role":            {"aws:iam/role:Role", "node"},
	"worker policy":        {"aws:iam/rolePolicyAttachment:RolePolicyAttachment", "node-AmazonEKSWorkerNodePolicy"},
	"node cni policy":      {"aws:iam/rolePolicyAttachment:RolePolicyAttachment", "node-AmazonEKS_CNI_Policy"},
	"registry policy":      {"aws:iam/rolePolicyAttachment:RolePolicyAttachment", "node-AmazonEC2ContainerRegistryReadOnly"},
	"eks cluster":          {"aws:eks/cluster:Cluster", "cluster-eksCluster"},
	"aws-auth":             {"kubernetes:core/v1:ConfigMap", "cluster-nodeAccess"},
	"oidc provider":        {"aws:iam/openIdConnectProvider:OpenIdConnectProvider", "cluster"},
	"csi role":             {"aws:iam/role:Role", "ebs-csi"},
	"csi policy":           {"aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ebs-csi-AmazonEBSCSIDriverPolicy"},
	"cni role":             {"aws:iam/role:Role", "vpc-cni"},
	"cni policy":           {"aws:iam/rolePolicyAttachment:RolePolicyAttachment", "vpc-cni-AmazonEKS_CNI_Policy"},
	"vpc-cni":              {"aws:eks/addon:Addon", "vpc-cni"},
	"kube-proxy":           {"aws:eks/addon:Addon", "kube-proxy"},
	"launch template":      {"aws:ec2/launchTemplate:LaunchTemplate", "default"},
	"nodes":                {"aws:eks/nodeGroup:NodeGroup", "default"},
	"coredns":              {"aws:eks/addon:Addon", "coredns"},
	"ebs-csi":              {"aws:eks/addon:Addon", "ebs-csi"},
	"cluster provider":     {"pulumi:providers:kubernetes", "cluster"},
	"storage class":        {"kubernetes:storage.k8s.io/v1:StorageClass", "gp3"},
	"elk namespace":        {"kubernetes:core/v1:Namespace", "elk"},
	"monitoring namespace": {"kubernetes:core/v1:Namespace", "monitoring"},
	"ca":                   {"tls:index/selfSignedCert:SelfSignedCert", "ca"},
	"es certificate":       {"tls:index/locallySignedCert:LocallySignedCert", "elasticsearch-tls"},
	"es tls":               {"kubernetes:core/v1:Secret", "elasticsearch-tls"},
	"kibana tls":           {"kubernetes:core/v1:Secret", "kibana-tls"},
	"logstash tls":         {"kubernetes:core/v1:Secret", "logstash-tls"},
	"es credentials":       {"kubernetes:core/v1:Secret", "elastic-credentials"},
	"file realm":           {"kubernetes:core/v1:Secret", "elasticsearch-file-realm"},
	"kibana credentials":   {"kubernetes:core/v1:Secret", "kibana-credentials"},
	"logstash credentials": {"kubernetes:core/v1:Secret", "logstash-credentials"},
	"exporter credentials": {"kubernetes:core/v1:Secret", "es-exporter-credentials"},
	"grafana login":        {"kubernetes:core/v1:Secret", "grafana-admin"},
	"crds":                 {"kubernetes:helm.sh/v3:Release", "prometheus-operator-crds"},
	"alerts":               {"kubernetes:monitoring.coreos.com/v1:PrometheusRule", "alerts"},
	"prometheus":           {"kubernetes:helm.sh/v3:Release", "kube-prometheus-stack"},
	"elasticsearch":        {"kubernetes:helm.sh/v3:Release", "elasticsearch"},
	"logstash":             {"kubernetes:helm.sh/v3:Release", "logstash"},
	"kibana":               {"kubernetes:helm.sh/v3:Release", "kibana"},
	"exporter":             {"kubernetes:helm.sh/v3:Release", "elasticsearch-exporter"},
	"logs namespace":       {"kubernetes:core/v1:Namespace", "logs"},
	"filebeat tls":         {"kubernetes:core/v1:Secret", "filebeat-tls"},
	"filebeat":             {"kubernetes:helm.sh/v3:Release", "filebeat"},
	"grafana's reader":     {"kubernetes:core/v1:Secret", "grafana-elasticsearch"},
	"kibana's files":       {"kubernetes:core/v1:ConfigMap", "kibana-setup"},
	"kibana's content":     {"kubernetes:batch/v1:Job", "kibana-setup"},
}

func urn(t *testing.T, r *recorder.Recording, thing string) string {
	t.Helper()
	named, ok := resources[thing]
	if !ok {
		t.Fatalf("%q is not a resource of this test", thing)
	}
	res := r.Find(named[0], named[1])
	if res == nil {
		t.Fatalf("no %s %s", named[0], named[1])
	}
	return res.URN
}

// waits are the resources of which each from waits for each to: made after it,
// and gone before it. Where it is not plain to see, why.
var waits = []struct {
	from, to []string
	why      string
}{
	{[]string{"public subnet", "private subnet", "internet gateway"}, []string{"vpc"}, ""},
	{[]string{"address", "nat"}, []string{"internet gateway"}, "an address reaches the internet by it"},
	{[]string{"nat"}, []string{"address", "public subnet"}, ""},
	{[]string{"private route"}, []string{"nat"}, ""},
	{[]string{"private association"}, []string{"private subnet"}, ""},

	{[]string{"eks cluster"}, []string{"public subnet", "private subnet", "cluster role", "key"}, ""},
	{[]string{"eks cluster"}, []string{"log group"}, "EKS makes a group of its own when there is none"},
	{[]string{"eks cluster"}, []string{"cluster policy"}, "EKS cleans up with it"},
	{[]string{"aws-auth", "oidc provider", "vpc-cni", "kube-proxy", "cluster provider"}, []string{"eks cluster"}, ""},
	{[]string{"csi role", "cni role"}, []string{"oidc provider"}, "the roles trust it"},
	{[]string{"vpc-cni"}, []string{"cni role", "cni policy"}, "it attaches interfaces with them"},

	{[]string{"nodes"}, []string{"vpc-cni", "kube-proxy"}, "a node is not ready without them"},
	{[]string{"nodes"}, []string{"aws-auth"}, "it maps the role by which nodes join"},
	{[]string{"nodes"}, []string{"node role", "worker policy", "node cni policy", "registry policy"}, "nodes join and pull images with them"},
	{[]string{"nodes"}, []string{"launch template"}, ""},
	{[]string{"nodes"}, []string{"private route", "other private route", "private association", "nat", "public route", "public association"},
		"nodes reach the internet by them"},
	{[]string{"nodes"}, []string{"csi policy"}, "the driver on the nodes deletes volumes with it to the end"},
	{[]string{"coredns", "ebs-csi"}, []string{"nodes"}, "their pods need a node"},
	{[]string{"ebs-csi"}, []string{"csi role", "csi policy"}, "it makes volumes with them"},
	{[]string{"storage class"}, []string{"nodes", "ebs-csi", "cluster provider"}, "the driver on the nodes serves it"},
	{[]string{"elk namespace", "monitoring namespace"}, []string{"storage class", "ebs-csi", "nodes", "coredns", "vpc-cni"},
		"pods need nodes, addresses, names and volumes, which the driver deletes"},

	{[]string{"es certificate"}, []string{"ca"}, ""},
	{[]string{"es tls"}, []string{"es certificate"}, ""},
	{[]string{"es tls", "kibana tls", "logstash tls"}, []string{"elk namespace"}, ""},
	{[]string{"es credentials", "file realm", "kibana credentials", "logstash credentials", "exporter credentials"},
		[]string{"elk namespace"}, ""},
	{[]string{"grafana login", "crds"}, []string{"monitoring namespace"}, ""},

	{[]string{"elasticsearch"}, []string{"es tls", "es credentials", "file realm", "elk namespace", "storage class"}, ""},
	{[]string{"logstash"}, []string{"storage class", "logstash tls", "logstash credentials"}, ""},
	{[]string{"kibana"}, []string{"kibana tls", "kibana credentials"}, ""},
	{[]string{"exporter"}, []string{"elasticsearch", "crds", "es tls", "exporter credentials"}, ""},
	{[]string{"prometheus"}, []string{"crds", "grafana login", "storage class"}, ""},
	{[]string{"prometheus"}, []string{"grafana's reader", "ca"}, "Grafana reads the logs with them"},
	{[]string{"kibana's content"}, []string{"kibana", "kibana's files"}, ""},
	{[]string{"filebeat"}, []string{"logs namespace", "filebeat tls", "coredns"}, ""},
	{[]string{"alerts"}, []string{"crds", "es certificate"}, "the alerts hold the certificates' ends"},
}

// mustNotWait are the resources of which no from waits for any to: it would cost
// minutes, or make a knot.
var mustNotWait = []struct{ from, to []string }{
	{[]string{"eks cluster", "vpc-cni"}, []string{"nodes", "worker policy", "registry policy"}},
	{[]string{"nodes"}, []string{"coredns", "ebs-csi"}},
	{[]string{"vpc-cni"}, []string{"kube-proxy"}},
	{[]string{"kube-proxy"}, []string{"vpc-cni"}},
	{[]string{"coredns"}, []string{"ebs-csi"}},
	{[]string{"ebs-csi"}, []string{"coredns"}},
	{[]string{"elasticsearch", "logstash", "kibana"}, []string{"crds", "prometheus", "monitoring namespace"}},
	{[]string{"prometheus", "crds"}, []string{"elasticsearch", "elk namespace"}},
	{[]string{"kibana's content"}, []string{"prometheus", "logstash"}},
	{[]string{"kibana"}, []string{"logstash", "elasticsearch"}},
	{[]string{"logstash"}, []string{"kibana", "elasticsearch"}},
	{[]string{"exporter"}, []string{"prometheus"}},
	{[]string{"filebeat"}, []string{"logstash", "elasticsearch", "crds"}},
	{[]string{"logstash"}, []string{"filebeat", "filebeat tls"}},
	{[]string{"alerts"}, []string{"prometheus", "elasticsearch", "exporter"}},
	{[]string{"ca", "es certificate"}, []string{"eks cluster", "vpc", "elk namespace"}},
}

func TestEverythingWaitsForWhatItNeeds(t *testing.T) {
	for _, r := range []*recorder.Recording{defaultStack(t), defaultStack(t, recorder.WithPreview())} {
		for _, pair := range waits {
			for _, from := range pair.from {
				for _, to := range pair.to {
					if !r.DependsOn(urn(t, r, from), urn(t, r, to)) {
						t.Errorf("%s does not wait for %s %s", from, to, pair.why)
					}
					if r.DependsOn(urn(t, r, to), urn(t, r, from)) {
						t.Errorf("%s waits for %s", to, from)
					}
				}
			}
		}
	}
}

func TestNothingWaitsForWhatItDoesNotNeed(t *testing.T) {
	r := defaultStack(t)
	for _, pair := range mustNotWait {
		for _, from := range pair.from {
			for _, to := range pair.to {
				if r.DependsOn(urn(t, r, from), urn(t, r, to)) {
					t.Errorf("%s waits for %s", from, to)
				}
			}
		}
	}
}

// Two of sixteen minutes: NAT gateways and the control plane are made side by
// side.
func TestTheControlPlaneDoesNotWaitForTheInternet(t *testing.T) {
	r := defaultStack(t)
	for _, from := range []string{"eks cluster", "aws-auth", "oidc provider", "vpc-cni", "kube-proxy"} {
		for _, kind := range []string{"address", "nat", "private route", "private association", "internet gateway"} {
			for _, to := range r.OfType(resources[kind][0]) {
				if r.DependsOn(urn(t, r, from), to.URN) {
					t.Errorf("%s waits for %s %s", from, to.Type, to.Name)
				}
			}
		}
	}
}

// A replaced cluster replaces what is part of it; only a property's dependency
// tells the engine so.
func TestAddonsAreNamedByTheClusterItself(t *testing.T) {
	r := defaultStack(t)
	for _, addon := range r.OfType("aws:eks/addon:Addon") {
		if from := addon.PropertyDependencies["clusterName"]; !slices.Contains(from, urn(t, r, "eks cluster")) {
			t.Errorf("clusterName of %s comes from %v", addon.Name, from)
		}
	}
}

func TestOnAnExistingClusterTheUpperHalfKeepsItsOrder(t *testing.T) {
	r := existingCluster(t)
	for _, pair := range waits {
		for _, from := range pair.from {
			for _, to := range pair.to {
				a, b := r.Find(resources[from][0], resources[from][1]), r.Find(resources[to][0], resources[to][1])
				if a != nil && b != nil && !r.DependsOn(a.URN, b.URN) {
					t.Errorf("%s does not wait for %s", from, to)
				}
			}
		}
	}
}
