package settings

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
)

// today is a day on which no support ends soon but that of 1.31.
var today = day(2026, time.September, 1)

// least is a stack file that says no more than it must.
func least() map[string]string {
	return map[string]string{"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"]}`}
}

// with is the least stack file with some keys set.
func with(pairs ...string) map[string]string {
	config := least()
	for i := 0; i+1 < len(pairs); i += 2 {
		config[pairs[i]] = pairs[i+1]
	}
	return config
}

// cluster is a structure for eks-elk:cluster that lets somebody in.
func cluster(more string) string {
	return `{"publicAccessCidrs": ["1.2.3.4/32"], ` + more + `}`
}

func parse(config map[string]string) (*Settings, error) {
	return Parse(Source{
		Stack: "dev", Config: config, Now: today,
		Exists:   func(path string) bool { return !strings.Contains(path, "nowhere") },
		ReadFile: kubeconfigs,
	})
}

func mustParse(t *testing.T, config map[string]string) *Settings {
	t.Helper()
	s, err := parse(config)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lines are the problems of a configuration, one line each.
func lines(t *testing.T, config map[string]string) []string {
	t.Helper()
	s, err := parse(config)
	if err == nil {
		return nil
	}
	var problems *Problems
	if !errors.As(err, &problems) || s != nil {
		t.Fatalf("%v, %+v", err, s)
	}
	var out []string
	for _, p := range problems.List {
		if strings.ContainsAny(p.String(), "\n\r") {
			t.Errorf("%q is more than one line", p)
		}
		out = append(out, p.String())
	}
	return out
}

func TestTheDefaultsAreTheDocumentedOnes(t *testing.T) {
	got := mustParse(t, least())
	resources := func(cpu, memory, cpuLimit, memoryLimit string) Resources {
		return Resources{CPU: cpu, Memory: memory, CPULimit: cpuLimit, MemoryLimit: memoryLimit}
	}
	const elastic, prometheus = "https://helm.elastic.co", "https://prometheus-community.github.io/helm-charts"
	want := &Settings{
		AWS: AWS{Region: "eu-central-1"},
		Network: Network{CIDR: netip.MustParsePrefix("10.1.0.0/16"), Zones: 3, NATGateways: NATPerZone,
			PublicSubnetPrefix: 24, PrivateSubnetPrefix: 20},
		Cluster: Cluster{Name: "eks-elk-dev", Version: "1.35", ServiceCIDR: netip.MustParsePrefix("172.20.0.0/16"),
			EndpointPublicAccess: true, EndpointPrivateAccess: true,
			PublicAccessCIDRs: []netip.Prefix{netip.MustParsePrefix("1.2.3.4/32")},
			Logs:              []string{"api", "audit", "authenticator", "controllerManager", "scheduler"}, LogRetentionDays: 30},
		Nodes: []NodeGroup{{Name: "default", InstanceType: "m5.xlarge", Min: 2, Desired: 2, Max: 4, Zones: 2, DiskGiB: 50}},
		ELK: ELK{ImageTag: "8.19.10",
			Elasticsearch: Elasticsearch{Storage: "30Gi", Heap: "2g", Resources: resources("500m", "4Gi", "2", "4Gi")},
			Logstash:      Logstash{Storage: "4Gi", Heap: "768m", Resources: resources("200m", "1536Mi", "1", "1536Mi")},
			Kibana:        Kibana{HeapMiB: 1400, Resources: resources("250m", "1536Mi", "1", "2Gi")}},
		Monitoring: Monitoring{Retention: "10d", RetentionSize: "16GB",
			Prometheus:   Volume{Storage: "20Gi", Resources: resources("250m", "1536Mi", "", "2560Mi")},
			Alertmanager: Volume{Storage: "2Gi", Resources: resources("10m", "64Mi", "", "128Mi")},
			Grafana:      Volume{Storage: "5Gi", Resources: resources("100m", "256Mi", "", "512Mi")}},
		Charts: Charts{
			Elasticsearch:          Chart{"elasticsearch", elastic, "8.5.1"},
			Logstash:               Chart{"logstash", elastic, "8.5.1"},
			Kibana:                 Chart{"kibana", elastic, "7.17.3"},
			PrometheusOperatorCRDs: Chart{"prometheus-operator-crds", prometheus, "31.0.1"},
			KubePrometheusStack:    Chart{"kube-prometheus-stack", prometheus, "88.5.3"},
			ElasticsearchExporter:  Chart{"prometheus-elasticsearch-exporter", prometheus, "7.4.0"}},
		Certs: Certs{CAValidity: 87600 * time.Hour, Validity: 8760 * time.Hour, RenewBefore: 720 * time.Hour, Organization: "eks-elk"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func TestEverySettingReachesItsField(t *testing.T) {
	s := mustParse(t, map[string]string{
		"aws:region": "us-gov-west-1", "aws:profile": "work",
		"eks-elk:network": `{"cidr": "10.9.0.0/17", "zones": 2, "natGateways": "single", "publicSubnetPrefix": 25, "privateSubnetPrefix": 21, "flowLogs": true}`,
		"eks-elk:cluster": `{"name": "shop", "version": "1.36", "serviceCidr": "192.168.0.0/20", "endpointPublicAccess": true,
			"endpointPrivateAccess": false, "publicAccessCidrs": ["1.2.3.0/24", "5.6.7.8/32"], "logs": ["audit"], "logRetentionDays": 365,
			"adminRoleArns": ["arn:aws-us-gov:iam::123456789012:role/admin"], "previewRoleArns": ["arn:aws-us-gov:iam::123456789012:role/preview"]}`,
		"eks-elk:nodes":      `{"instanceType": "c6i.large", "min": 1, "desired": 3, "max": 5, "disk": "80Gi"}`,
		"eks-elk:nodeGroups": `{"small": {"max": 4}, "big": {"instanceType": "r5.2xlarge", "zones": 1, "desired": 1}}`,
		"eks-elk:elk": `{"imageTag": "8.19.3", "elasticsearch": {"storage": "100Gi", "heap": "4g", "cpu": "1", "memory": "8Gi", "cpuLimit": 3, "memoryLimit": "8Gi"},
			"logstash": {"storage": "8Gi", "heap": "1g", "memory": "2Gi", "memoryLimit": "2Gi"}, "kibana": {"heap": "1Gi", "cpuLimit": ""}}`,
		"eks-elk:monitoring": `{"retention": "2w", "retentionSize": "40GB", "prometheus": {"storage": "50Gi"}, "alertmanager": {"storage": "3Gi"}, "grafana": {"memory": "300Mi"}}`,
		"eks-elk:charts":     `{"kibana": {"repository": "./charts/kibana", "version": "7.17.3"}, "logstash": {"repository": "oci://mirror.example.com/logstash"}, "imageRegistry": "mirror.example.com:5000/images"}`,
		"eks-elk:certs":      `{"caValidity": "100d", "validity": "240h", "renewBefore": "2d", "organization": "Example"}`,
	})
	for _, c := range []struct{ name, got, want any }{
		{"region", s.AWS, AWS{"us-gov-west-1", "work"}},
		{"network", s.Network, Network{netip.MustParsePrefix("10.9.0.0/17"), 2, NATSingle, 25, 21, true}},
		{"public access", s.Cluster.PublicAccessCIDRs, []netip.Prefix{netip.MustParsePrefix("1.2.3.0/24"), netip.MustParsePrefix("5.6.7.8/32")}},
		{"cluster", []any{s.Cluster.Name, s.Cluster.Version, s.Cluster.EndpointPrivateAccess, s.Cluster.LogRetentionDays, s.Cluster.ServiceCIDR.String()},
			[]any{"shop", "1.36", false, 365, "192.168.0.0/20"}},
		{"roles", [][]string{s.Cluster.Logs, s.Cluster.AdminRoleARNs, s.Cluster.PreviewRoleARNs},
			[][]string{{"audit"}, {"arn:aws-us-gov:iam::123456789012:role/admin"}, {"arn:aws-us-gov:iam::123456789012:role/preview"}}},
		{"nodes", s.Nodes, []NodeGroup{{"big", "r5.2xlarge", 1, 1, 5, 1, 80}, {"small", "c6i.large", 1, 3, 4, 2, 80}}},
		{"elasticsearch", s.ELK.Elasticsearch, Elasticsearch{"100Gi", "4g", Resources{"1", "8Gi", "3", "8Gi"}}},
		{"logstash", s.ELK.Logstash, Logstash{"8Gi", "1g", Resources{"200m", "2Gi", "1", "2Gi"}}},
		{"kibana", s.ELK.Kibana, Kibana{1024, Resources{"250m", "1536Mi", "", "2Gi"}}},
		{"monitoring", []string{s.Monitoring.Retention, s.Monitoring.RetentionSize, s.Monitoring.Prometheus.Storage, s.Monitoring.Alertmanager.Storage, s.Monitoring.Grafana.Memory},
			[]string{"2w", "40GB", "50Gi", "3Gi", "300Mi"}},
		{"charts", []any{s.Charts.Kibana, s.Charts.Logstash.Repository, s.Charts.ImageRegistry},
			[]any{Chart{"kibana", "./charts/kibana", "7.17.3"}, "oci://mirror.example.com/logstash", "mirror.example.com:5000/images"}},
		{"certs", s.Certs, Certs{2400 * time.Hour, 240 * time.Hour, 48 * time.Hour, "Example"}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s\n got %+v\nwant %+v", c.name, c.got, c.want)
		}
	}
}

func TestAllProblemsAreInOneError(t *testing.T) {
	_, err := parse(map[string]string{
		"eks-elk:network": `{"zones": 9, "natGateway": "single"}`,
		"eks-elk:nodes":   `{"max": 1}`,
		"aws:region":      "Frankfurt",
	})
	want := `the configuration of stack dev has 5 problems:
  aws:region is "Frankfurt"; it may be the name of an AWS region, such as eu-central-1
  eks-elk:cluster.publicAccessCidrs is empty while the API answers on the internet, and an empty list opens nothing; write who may reach it, as in: pulumi config set --path 'eks-elk:cluster.publicAccessCidrs[0]' "$(curl -s https://checkip.amazonaws.com)/32"; or set eks-elk:cluster.endpointPublicAccess to false
  eks-elk:network.natGateway is no setting (did you mean natGateways?); there are cidr, flowLogs, natGateways, privateSubnetPrefix, publicSubnetPrefix, zones
  eks-elk:network.zones is 9; it may be a whole number from 2 to 6
  eks-elk:nodes.desired is 2, with min 2 and max 1; it may be a whole number from min to max`
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %v", err, want)
	}
}

func TestOneProblemIsOne(t *testing.T) {
	_, err := parse(with("aws:region", "Frankfurt"))
	if err == nil || !strings.HasPrefix(err.Error(), "the configuration of stack dev has 1 problem:\n") {
		t.Errorf("%v", err)
	}
}

func TestLoadReadsWhatTheEngineHandsOver(t *testing.T) {
	var s *Settings
	r := recorder.Run(t, func(ctx *pulumi.Context) (err error) {
		s, err = Load(ctx)
		return err
	}, recorder.WithStack("live"), recorder.WithConfig(with("aws:region", "eu-west-1")))
	if r.Err != nil || s.AWS.Region != "eu-west-1" || s.Cluster.Name != "eks-elk-live" {
		t.Errorf("%+v, %v", s, r.Err)
	}
	if len(r.Resources) != 0 {
		t.Errorf("settings registered %v", r.Names())
	}
}

func TestLoadSaysThatTheEnvironmentIsBroken(t *testing.T) {
	r := recorder.Run(t, func(ctx *pulumi.Context) error {
		t.Setenv(pulumi.EnvConfig, "{")
		_, err := Load(ctx)
		return err
	})
	if r.Err == nil || !strings.Contains(r.Err.Error(), pulumi.EnvConfig) {
		t.Errorf("%v", r.Err)
	}
}

func TestAMessageShowsNoSecret(t *testing.T) {
	for _, config := range []map[string]string{
		with("eks-elk:elk", `{"imageTag": "hunter2"}`), with("eks-elk:elk", `hunter2`), with("eks-elk:elk", `{"kibana": "hunter2"}`),
		with("eks-elk:elk", `{"kibana": {"heap": ["hunter2"]}}`), with("eks-elk:elk", `{"kibana": {"heap": {"hunter2": 1}}}`),
		with("eks-elk:elk", `{"kibana": {"memory": "hunter2"}}`),
	} {
		_, err := Parse(Source{Stack: "dev", Config: config, Now: today, Secret: []string{"eks-elk:elk"}})
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "[secret]") {
			t.Errorf("%v: %v", config, err)
		}
	}
}

func TestALongValueIsCut(t *testing.T) {
	got := lines(t, with("aws:region", strings.Repeat("é", 5000)))
	if len(got) != 1 || len([]rune(got[0])) > 250 {
		t.Errorf("%q", got)
	}
}
