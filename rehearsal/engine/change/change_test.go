package change

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

func TestApplySetsWhatIsThereAndWhatIsNot(t *testing.T) {
	file := []byte("config:\n  aws:region: eu-central-1\n  eks-elk:cluster:\n    version: \"1.35\"\n    logs: [api]\n")
	out, err := Apply(file, "eks-elk",
		[]string{"cluster.version=1.36", "nodes.instanceType=m5.2xlarge", "nodes.max=5", "aws:region=us-east-1", "cluster.logs=[api, audit]"})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Config map[string]any `yaml:"config"`
	}
	if err := yaml.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	cluster := got.Config["eks-elk:cluster"].(map[string]any)
	nodes := got.Config["eks-elk:nodes"].(map[string]any)
	if cluster["version"] != "1.36" || len(cluster["logs"].([]any)) != 2 || nodes["instanceType"] != "m5.2xlarge" || nodes["max"] != 5 ||
		got.Config["aws:region"] != "us-east-1" {
		t.Errorf("the stack file is now\n%s", out)
	}
}

func TestApplyRefusesAPathBelowAValue(t *testing.T) {
	_, err := Apply([]byte("config:\n  eks-elk:elk:\n    imageTag: 8.19.10\n"), "eks-elk", []string{"elk.imageTag.major=8"})
	if err == nil || !strings.Contains(err.Error(), "imageTag is a value") {
		t.Errorf("the answer is %v", err)
	}
}

func TestASettingThatHasItsValueAlreadyIsRefused(t *testing.T) {
	file := []byte("config:\n  aws:region: eu-central-1\n  eks-elk:cluster:\n    version: \"1.35\"\n    logs: [api]\n")
	for setting, want := range map[string]string{
		"cluster.version=1.35":    "the stack file has this value already",
		"cluster.logs=[api]":      "the stack file has this value already",
		"aws:region=eu-central-1": "the stack file has this value already",
		"cluster.version=1.34":    "",
		"network.zones=2":         "",
		"cluster.context=x":       "",
		"cluster.logs=[api, x]":   "",
		"cluster.name=new":        "",
	} {
		err := Already(file, "eks-elk", []string{"aws:profile=me", setting})
		if want == "" && err != nil || want != "" &&
			(err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), setting)) {
			t.Errorf("%s: %v, want %q", setting, err, want)
		}
	}
}

func TestDataLossAndRefusalAreSaid(t *testing.T) {
	const (
		cluster, release, stack = "aws:eks/cluster:Cluster", "kubernetes:helm.sh/v3:Release", "kube-prometheus-stack"
		nodes                   = "aws:eks/nodeGroup:NodeGroup"
		prometheus              = "values.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec."
		alertmanager            = "values.alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec."
	)
	for _, c := range []struct {
		op, typ, name string
		paths         []string
		want          string
	}{
		{"replace", cluster, "cluster-eksCluster", nil, "LOST"},
		{"replace", cluster, "cluster-eksCluster", []string{"vpcConfig.subnetIds[2]"}, "REFUSED"},
		{"replace", cluster, "cluster-eksCluster", []string{"kubernetesNetworkConfig.serviceIpv4Cidr"}, "REFUSED"},
		{"replace", cluster, "cluster-eksCluster", []string{"name", "vpcConfig.subnetIds[2]"}, "LOST"},
		{"update", cluster, "cluster-eksCluster", []string{"version"}, "the way back"},
		{"update", nodes, "default", []string{"scalingConfig.desiredSize"}, "STOPS what has its volume in a zone"},
		{"replace", nodes, "default", []string{"subnetIds[1]"}, "STOPS what has its volume in a zone"},
		{"replace", nodes, "default", []string{"instanceTypes[0]"}, "data stays on its volumes"},
		{"delete", nodes, "default", nil, "STOPS what has its volume in a zone"},
		{"replace", "kubernetes:core/v1:Namespace", "elk", nil, "LOST"},
		{"update", release, "elasticsearch", []string{"values.volumeClaimTemplate.resources.requests.storage"}, "REFUSED"},
		{"update", release, "elasticsearch", []string{"values.volumeClaimTemplate.storageClassName"},
			"REFUSED: the class of a volume cannot change"},
		{"update", release, "logstash", []string{"values.volumeClaimTemplate.storageClassName"},
			"REFUSED: the class of a volume cannot change"},
		{"update", release, "logstash", []string{"values.volumeClaimTemplate.resources.requests.storage"}, "Enlarge the claim itself"},
		{"update", release, stack, []string{"values.grafana.persistence.storageClassName"}, "REFUSED: the class of a volume cannot change"},
		{"update", release, stack, []string{"values.grafana.persistence.size"}, "grows in place"},
		{"update", release, stack, []string{prometheus + "storageClassName"}, "keeps its class"},
		{"update", release, stack, []string{prometheus + "resources.requests.storage"}, "keeps its size"},
		{"update", release, stack, []string{alertmanager + "storageClassName"}, "keeps its class"},
		// One change of all of them: the API server refuses Grafana's claim, and with it the release.
		{"update", release, stack, []string{
			alertmanager + "storageClassName",
			"values.grafana.persistence.storageClassName",
			prometheus + "storageClassName",
		}, "REFUSED"},
		{"update", release, "elasticsearch", []string{"values.esJavaOpts"}, "restarts"},
		{"update", release, "kibana", []string{"timeout"}, "changed pods restart"}, // and none has changed
		{"delete", "aws:ec2/natGateway:NatGateway", "nat-eu-central-1b", nil, "another gateway"},
	} {
		if got := Meaning(c.op, c.typ, c.name, c.paths); !strings.Contains(got, c.want) {
			t.Errorf("%s of %s means %q; want %q in it", c.op, c.typ, got, c.want)
		}
	}
}

func TestASecretIsNotShown(t *testing.T) {
	got := Shown([]string{"monitoring.alerts.slack.url={secure: 'https://hooks.example.com/a'}", "cluster.version=1.36"})
	if got[0] != "monitoring.alerts.slack.url=[secret]" || got[1] != "cluster.version=1.36" {
		t.Errorf("%q", got)
	}
}
