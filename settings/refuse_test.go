package settings

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// refused is one wrong input: a key with its value, and the beginning of the
// one problem it makes.
type refused struct{ key, value, want string }

func refuses(t *testing.T, cases []refused) {
	t.Helper()
	for _, c := range cases {
		got := lines(t, with(c.key, c.value))
		if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
			t.Errorf("%s: %s\n got %s\nwant %s", c.key, c.value, strings.Join(got, "\n     "), c.want)
		}
	}
}

func TestRefusesRegionsAndOtherProviderSettings(t *testing.T) {
	refuses(t, []refused{
		{"aws:region", "eu-central", `aws:region is "eu-central"; it may be`},
		{"aws:region", "eu-central-1a", `aws:region is "eu-central-1a"; it may be`},
		{"aws:profile", "[x]", `aws:profile is "[x]"; it may be`},
		{"aws:assumeRole", `{"roleArn": "arn:aws:iam::123456789012:role/x"}`, "aws:assumeRole is not read, because the program makes its own AWS provider; it may be aws:region or aws:profile"},
		{"aws:regoin", "eu-central-1", "aws:regoin is not read (did you mean aws:region?), because the program makes its own AWS provider; it may be aws:region or aws:profile"},
		{"kubernetes:kubeconfig", "~/.kube/config", "kubernetes:kubeconfig is not read, because the program makes its own Kubernetes provider"},
	})
}

func TestRefusesKeysThatNothingReads(t *testing.T) {
	refuses(t, []refused{
		{"eks-elk:netwrok", `{}`, "eks-elk:netwrok is no setting (did you mean eks-elk:network?)"},
		{"eks-elks:network", `{}`, "eks-elks:network is no setting (did you mean eks-elk:network?)"},
		{"eks-elk:somethingElse", `1`, "eks-elk:somethingElse is no setting"},
		{"eks-elk:nodes.desired", "3", "eks-elk:nodes.desired is read as one key; write desired below eks-elk:nodes, or use pulumi config set --path"},
		{"eks-elk:nodes", `{"instancetype": "m5.large"}`, "eks-elk:nodes.instancetype is no setting (did you mean instanceType?); there are"},
		{"eks-elk:elk", `{"elasticsearch": {"heep": "1g"}}`, "eks-elk:elk.elasticsearch.heep is no setting (did you mean heap?); there are cpu, cpuLimit, heap, memory, memoryLimit, storage"},
		{"eks-elk:nodeGroups", `{"big": {"size": 3}}`, "eks-elk:nodeGroups.big.size is no setting; there are desired,"},
		{"eks-elk:charts", `{"kibana": {"url": "https://x"}}`, "eks-elk:charts.kibana.url is no setting; there are repository, version"},
		{"eks-elk:certs", `{"a.b": 1}`, "eks-elk:certs.a.b has a dot in its name"},
	})
}

func TestLeavesTheSettingsOfOthersAlone(t *testing.T) {
	if got := lines(t, with("pulumi:tags", `{"a": "b"}`, "tls:proxy", `{}`, "random:x", "1")); got != nil {
		t.Error(got)
	}
}

func TestRefusesWrongTypes(t *testing.T) {
	refuses(t, []refused{
		{"eks-elk:network", `["10.1.0.0/16"]`, `eks-elk:network is the list ["10.1.0.0/16"]; it may be a map of cidr, flowLogs,`},
		{"eks-elk:network", `10.1.0.0/16`, `eks-elk:network is "10.1.0.0/16"; it may be a map of cidr, flowLogs,`},
		{"eks-elk:nodes", `3`, `eks-elk:nodes is 3; it may be a map of desired,`},
		{"eks-elk:nodeGroups", `["a"]`, `eks-elk:nodeGroups is the list ["a"]; it may be a map`},
		{"eks-elk:nodeGroups", `{"a": 3}`, `eks-elk:nodeGroups.a is 3; it may be a map of`},
		{"eks-elk:network", `{"zones": "three"}`, `eks-elk:network.zones is "three"; it may be a whole number from 2 to 6`},
		{"eks-elk:network", `{"zones": 2.5}`, `eks-elk:network.zones is 2.5; it may be`},
		{"eks-elk:network", `{"zones": [3]}`, `eks-elk:network.zones is the list [3]; it may be`},
		{"eks-elk:network", `{"zones": {"a": 1}}`, `eks-elk:network.zones is a map of a; it may be`},
		{"eks-elk:network", `{"zones": true}`, `eks-elk:network.zones is true; it may be`},
		{"eks-elk:network", `{"flowLogs": "yes"}`, `eks-elk:network.flowLogs is "yes"; it may be true or false`},
		{"eks-elk:cluster", cluster(`"logs": "api"`), `eks-elk:cluster.logs is "api", and no list; it may be a list of api,`},
		{"eks-elk:cluster", cluster(`"logs": [{"a": 1}]`), `eks-elk:cluster.logs is the list [a map of a]; it may be`},
		{"eks-elk:nodes", `{"min": 1, "min": 1}`, `eks-elk:nodes.min stands there twice`},
		{"eks-elk:elk", `{"elasticsearch": "30Gi"}`, `eks-elk:elk.elasticsearch is "30Gi"; it may be a map of cpu,`},
	})
}

func TestAnEmptyKeyIsAsGoodAsNone(t *testing.T) {
	for _, value := range []string{"", "null", "{}", `{"zones": null}`} {
		if got := lines(t, with("eks-elk:network", value)); got != nil {
			t.Errorf("%q: %v", value, got)
		}
	}
}

func TestNumbersAndTruthsMayBeQuoted(t *testing.T) {
	s := mustParse(t, with("eks-elk:network", `{"zones": "2", "flowLogs": "true"}`, "eks-elk:elk", `{"elasticsearch": {"cpu": 1}}`))
	if s.Network.Zones != 2 || !s.Network.FlowLogs || s.ELK.Elasticsearch.CPU != "1" {
		t.Errorf("%+v", s)
	}
}

func TestRefusesNetworks(t *testing.T) {
	var cases []refused
	for value, want := range map[string]string{
		`"cidr": "10.1.0.1/16"`:                            `cidr is "10.1.0.1/16", which has host bits: the block is 10.1.0.0/16; it may be`,
		`"cidr": "fd00::/64"`:                              `cidr is "fd00::/64", no IPv4 block; it may be`,
		`"cidr": "10.0.0.0"`:                               `cidr is "10.0.0.0", one address, written 10.0.0.0/32 as a block; it may be`,
		`"cidr": "10.0.0.0/33"`:                            `cidr is "10.0.0.0/33", no IPv4 block; it may be`,
		`"cidr": "nonsense"`:                               `cidr is "nonsense", no block; it may be`,
		`"cidr": "10.0.0.0/8"`:                             `cidr is "10.0.0.0/8"; it may be an IPv4 block from /16 to /28`,
		`"cidr": "10.0.0.0/29"`:                            `cidr is "10.0.0.0/29"; it may be an IPv4 block from /16 to /28`,
		`"cidr": "169.254.0.0/16"`:                         `cidr is "169.254.0.0/16", which holds link-local addresses; it may be`,
		`"cidr": "10.0.0.0/20", "privateSubnetPrefix": 21`: `cidr is too small for eks-elk:network.zones: 10.0.0.0/20 has room for 1 of 3 zones with a public /24 and a private /21 each`,
		`"cidr": "10.0.0.0/20"`:                            `privateSubnetPrefix is 20; it may be a prefix length from one above the VPC's to 28`,
		`"publicSubnetPrefix": 29`:                         `publicSubnetPrefix is 29; it may be`,
		`"zones": 1`:                                       `zones is 1; it may be a whole number from 2 to 6`,
		`"zones": 7`:                                       `zones is 7; it may be a whole number from 2 to 6`,
		`"natGateways": "two"`:                             `natGateways is "two"; it may be per-zone or single`,
	} {
		cases = append(cases, refused{"eks-elk:network", "{" + value + "}", "eks-elk:network." + want})
	}
	refuses(t, cases)
	refuses(t, []refused{{"eks-elk:network", `{"cidr": "172.20.0.0/16"}`, "eks-elk:cluster.serviceCidr is 172.20.0.0/16, which overlaps the VPC's 172.20.0.0/16; it may be"}})
}

func TestRefusesClusters(t *testing.T) {
	var cases []refused
	for value, want := range map[string]string{
		`"name": "-x"`: `name is "-x"; it may be up to 100 letters`,
		`"name": "` + strings.Repeat("x", 101) + `"`:               `name is "xxx`,
		`"version": "1.30"`:                                        `version is "1.30"; it may be 1.31, 1.32, 1.33, 1.34, 1.35, 1.36`,
		`"version": 1.3`:                                           `version is 1.3, which is also how YAML reads 1.30 without quotes; it may be 1.31,`,
		`"version": "1.35.2"`:                                      `version is "1.35.2", a patch version: EKS chooses that by itself; it may be`,
		`"version": "1.37"`:                                        `version is "1.37"; it may be`,
		`"version": "latest"`:                                      `version is "latest"; it may be`,
		`"serviceCidr": "11.0.0.0/16"`:                             `serviceCidr is "11.0.0.0/16"; it may be an IPv4 block from /12 to /24 in`,
		`"serviceCidr": "10.0.0.0/8"`:                              `serviceCidr is "10.0.0.0/8"; it may be`,
		`"serviceCidr": "10.5.0.0/25"`:                             `serviceCidr is "10.5.0.0/25"; it may be`,
		`"serviceCidr": "10.5.0.1/24"`:                             `serviceCidr is "10.5.0.1/24", which has host bits`,
		`"serviceCidr": "10.1.128.0/20"`:                           `serviceCidr is "10.1.128.0/20", which overlaps the VPC's 10.1.0.0/16`,
		`"logs": ["api", "kubelet"]`:                               `logs is the list ["api", "kubelet"], of which EKS has no "kubelet"; it may be`,
		`"logs": ["api", "api"]`:                                   `logs is the list ["api", "api"], with api twice`,
		`"logRetentionDays": 31`:                                   `logRetentionDays is 31; it may be one of 1, 3, 5, 7, 14, 30,`,
		`"logRetentionDays": 0`:                                    `logRetentionDays is 0; it may be one of`,
		`"adminRoleArns": ["admin"]`:                               `adminRoleArns is the list ["admin"], with "admin" in it; it may be a list of IAM role ARNs`,
		`"adminRoleArns": ["arn:aws:iam::123456789012:user/x"]`:    `adminRoleArns is the list ["arn:aws:iam::123456789012:user/x"], with`,
		`"adminRoleArns": ["arn:aws:iam::12345:role/x"]`:           `adminRoleArns is the list ["arn:aws:iam::12345:role/x"], with`,
		`"adminRoleArns": ["arn:aws:iam::123456789012:role/a/x"]`:  `adminRoleArns is the list ["arn:aws:iam::123456789012:role/a/x"], with the path a/, without which EKS knows the role: arn:aws:iam::123456789012:role/x; it may be`,
		`"adminRoleArns": ["arn:aws-cn:iam::123456789012:role/x"]`: `adminRoleArns is the list ["arn:aws-cn:iam::123456789012:role/x"], in partition aws-cn, while eu-central-1 is in aws`,
		`"previewRoleArns": ["arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:role/x"]`:                    `previewRoleArns is the list`,
		`"adminRoleArns": ["arn:aws:iam::123456789012:role/x"], "previewRoleArns": ["arn:aws:iam::123456789012:role/x"]`: `previewRoleArns holds arn:aws:iam::123456789012:role/x, which eks-elk:cluster.adminRoleArns holds too`,
		`"context": "kind"`:       `context is "kind" without eks-elk:cluster.kubeconfig; it may be set for an existing cluster only`,
		`"storageClass": "local"`: `storageClass is "local" without eks-elk:cluster.kubeconfig`,
	} {
		cases = append(cases, refused{"eks-elk:cluster", cluster(value), "eks-elk:cluster." + want})
	}
	refuses(t, cases)
}

func TestRefusesAStackNameThatIsNoClusterName(t *testing.T) {
	_, err := Parse(Source{Stack: "my.stack", Config: least(), Now: today})
	if err == nil || !strings.Contains(err.Error(), `eks-elk:cluster.name is made of the stack's name: "eks-elk-my.stack"; set it`) {
		t.Error(err)
	}
}

func TestRefusesEndpointsThatNobodyOrTheWrongOnesReach(t *testing.T) {
	var cases []refused
	for value, want := range map[string]string{
		``:                                                                   `publicAccessCidrs is empty while the API answers on the internet, and an empty list opens nothing; write`,
		`"publicAccessCidrs": []`:                                            `publicAccessCidrs is empty while`,
		`"publicAccessCidrs": null`:                                          `publicAccessCidrs is empty while`,
		`"publicAccessCidrs": "1.2.3.4/32"`:                                  `publicAccessCidrs is "1.2.3.4/32", and no list; it may be a list`,
		`"publicAccessCidrs": ["1.2.3.4"]`:                                   `publicAccessCidrs is the list ["1.2.3.4"], with 1.2.3.4, one address, written 1.2.3.4/32 as a block; it may be`,
		`"publicAccessCidrs": ["1.2.3.4/24"]`:                                `publicAccessCidrs is the list ["1.2.3.4/24"], with 1.2.3.4/24, which has host bits: the block is 1.2.3.0/24`,
		`"publicAccessCidrs": ["2001:db8::/32"]`:                             `publicAccessCidrs is the list ["2001:db8::/32"], with 2001:db8::/32, no IPv4 block`,
		`"publicAccessCidrs": ["10.0.0.0/8"]`:                                `publicAccessCidrs is the list ["10.0.0.0/8"], with 10.0.0.0/8, which holds private addresses (RFC 1918), from which nobody comes`,
		`"publicAccessCidrs": ["100.64.1.0/24"]`:                             `publicAccessCidrs is the list ["100.64.1.0/24"], with 100.64.1.0/24, which holds addresses shared by carriers`,
		`"publicAccessCidrs": ["127.0.0.1/32"]`:                              `publicAccessCidrs is the list ["127.0.0.1/32"], with 127.0.0.1/32, which holds loopback`,
		`"publicAccessCidrs": ["240.0.0.0/8"]`:                               `publicAccessCidrs is the list ["240.0.0.0/8"], with 240.0.0.0/8, which holds reserved`,
		`"publicAccessCidrs": ["1.2.3.0/24", "1.2.3.4/32"]`:                  `publicAccessCidrs is the list ["1.2.3.0/24", "1.2.3.4/32"], with 1.2.3.0/24 and 1.2.3.4/32, of which one holds the other`,
		`"publicAccessCidrs": ["1.2.3.4/32", "1.2.3.4/32"]`:                  `publicAccessCidrs is the list`,
		`"publicAccessCidrs": [` + manyBlocks(41) + `]`:                      `publicAccessCidrs is the list`,
		`"endpointPublicAccess": false, "endpointPrivateAccess": false`:      `endpointPublicAccess is false, as is eks-elk:cluster.endpointPrivateAccess: nobody could reach the API`,
		`"endpointPublicAccess": false, "publicAccessCidrs": ["1.2.3.4/32"]`: `publicAccessCidrs is the list ["1.2.3.4/32"] while eks-elk:cluster.endpointPublicAccess is false; it may be left out`,
	} {
		cases = append(cases, refused{"eks-elk:cluster", "{" + value + "}", "eks-elk:cluster." + want})
	}
	refuses(t, cases)
	if got := lines(t, with("eks-elk:cluster", `{"publicAccessCidrs": [`+manyBlocks(40)+`]}`)); got != nil {
		t.Error(got)
	}
}

func manyBlocks(n int) string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`"1.2.%d.0/24"`, i))
	}
	return strings.Join(out, ", ")
}

func TestRefusesNodeGroups(t *testing.T) {
	var cases []refused
	for value, want := range map[string]string{
		`"min": 3`:                       `desired is 2, with min 3 and max 4; it may be a whole number from min to max`,
		`"desired": 5`:                   `desired is 5, with min 2 and max 4; it may be`,
		`"max": 1`:                       `desired is 2, with min 2 and max 1; it may be`,
		`"min": 0`:                       `min is 0; it may be a whole number from 1 to desired`,
		`"min": -1`:                      `min is -1; it may be`,
		`"desired": 0`:                   `desired is 0; it may be`,
		`"max": 451`:                     `max is 451; it may be a whole number from desired to 450`,
		`"zones": 4`:                     `zones is 4, more than eks-elk:network.zones (3); it may be a whole number from 1 to network.zones`,
		`"zones": 0`:                     `zones is 0; it may be`,
		`"instanceType": "m5"`:           `instanceType is "m5"; it may be an x86-64 EC2 instance type`,
		`"instanceType": "m5.xlarg"`:     `instanceType is "m5.xlarg"; it may be`,
		`"instanceType": "M5.xlarge"`:    `instanceType is "M5.xlarge"; it may be`,
		`"instanceType": "m7g.xlarge"`:   `instanceType is "m7g.xlarge", which has an Arm processor; it may be an x86-64`,
		`"instanceType": "c6gn.4xlarge"`: `instanceType is "c6gn.4xlarge", which has an Arm processor`,
		`"instanceType": "a1.large"`:     `instanceType is "a1.large", which has an Arm processor`,
		`"disk": "50"`:                   `disk is "50"; it may be whole Gi from 20Gi to 16384Gi`,
		`"disk": "10Gi"`:                 `disk is "10Gi"; it may be`,
		`"disk": "50500Mi"`:              `disk is "50500Mi"; it may be`,
		`"disk": "17Ti"`:                 `disk is "17Ti"; it may be`,
		`"disk": "big"`:                  `disk is "big"; it may be`,
	} {
		cases = append(cases,
			refused{"eks-elk:nodes", "{" + value + "}", "eks-elk:nodes." + want},
			refused{"eks-elk:nodeGroups", `{"a": {` + value + "}}", "eks-elk:nodeGroups.a." + want})
	}
	refuses(t, cases)
	refuses(t, []refused{
		{"eks-elk:nodeGroups", `{}`, "eks-elk:nodeGroups is an empty map; it may be left out"},
		{"eks-elk:nodeGroups", `{"Big": {}}`, "eks-elk:nodeGroups.Big is the name of a node group; it may be up to 40 lower-case letters"},
		{"eks-elk:nodeGroups", `{"` + strings.Repeat("x", 41) + `": {}}`, "eks-elk:nodeGroups." + strings.Repeat("x", 41) + " is the name of"},
	})
}

func TestTakesInstanceTypesOfEveryShape(t *testing.T) {
	for _, instance := range []string{"m5.xlarge", "t3.medium", "g4dn.12xlarge", "u-6tb1.112xlarge", "u7i-12tb.224xlarge", "r7iz.metal-16xl", "i3.metal", "c5d.large", "p5en.48xlarge"} {
		if got := lines(t, with("eks-elk:nodes", `{"instanceType": "`+instance+`"}`)); got != nil {
			t.Error(got)
		}
	}
}

func TestRefusesWorkloads(t *testing.T) {
	var cases []refused
	for path, workload := range map[string]string{
		"eks-elk:elk.elasticsearch": "elasticsearch", "eks-elk:elk.logstash": "logstash", "eks-elk:elk.kibana": "kibana",
		"eks-elk:monitoring.prometheus": "prometheus", "eks-elk:monitoring.alertmanager": "alertmanager", "eks-elk:monitoring.grafana": "grafana",
	} {
		group, _ := split(path)
		for value, want := range map[string]string{
			`"cpu": "half"`:      `.cpu is "half"; it may be a Kubernetes quantity of cores`,
			`"cpu": "0"`:         `.cpu is "0"; it may be`,
			`"cpu": "-1"`:        `.cpu is "-1"; it may be`,
			`"cpuLimit": "1m"`:   `.cpuLimit is "1m", while cpu is `,
			`"memory": "1 Gi"`:   `.memory is "1 Gi"; it may be`,
			`"memory": "100Gi"`:  `.memory is "100Gi", while memoryLimit is `,
			`"memoryLimit": "x"`: `.memoryLimit is "x"; it may be`,
		} {
			cases = append(cases, refused{group, `{"` + workload + `": {` + value + "}}", path + want})
		}
		if workload == "kibana" {
			continue
		}
		for _, storage := range []string{"0", "500Mi", "17Ti", "lots", "30gi", "1e3"} {
			cases = append(cases, refused{group, `{"` + workload + `": {"storage": "` + storage + `"}}`, path + `.storage is "` + storage + `"; it may be`})
		}
	}
	// A volume that is too small for the retention is a second problem.
	for _, c := range cases {
		got := lines(t, with(c.key, c.value))
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, c.want) }) || len(got) > 2 {
			t.Errorf("%s: %s\n got %s\nwant %s", c.key, c.value, strings.Join(got, "\n     "), c.want)
		}
	}
}

func TestRefusesHeapsThatDoNotFit(t *testing.T) {
	refuses(t, []refused{
		{"eks-elk:elk", `{"elasticsearch": {"heap": "2049m"}}`, `eks-elk:elk.elasticsearch.heap is "2049m", with memory 4Gi; it may be a JVM size such as 2g, at most half the memory`},
		{"eks-elk:elk", `{"elasticsearch": {"memory": "2Gi", "memoryLimit": "3Gi"}}`, `eks-elk:elk.elasticsearch.heap is 2g, with memory 3Gi; it may be`},
		{"eks-elk:elk", `{"elasticsearch": {"heap": "2Gi"}}`, `eks-elk:elk.elasticsearch.heap is "2Gi"; it may be`},
		{"eks-elk:elk", `{"elasticsearch": {"heap": 2}}`, `eks-elk:elk.elasticsearch.heap is 2, too small to start with; it may be`},
		{"eks-elk:elk", `{"elasticsearch": {"heap": "0g"}}`, `eks-elk:elk.elasticsearch.heap is "0g"; it may be`},
		{"eks-elk:elk", `{"logstash": {"heap": "1500m"}}`, `eks-elk:elk.logstash.heap is "1500m", with memory 1536Mi; it may be`},
		{"eks-elk:elk", `{"logstash": {"storage": "1Gi"}}`, `eks-elk:elk.logstash.storage is "1Gi"; it may be a Kubernetes quantity of bytes from 2Gi`},
		{"eks-elk:elk", `{"kibana": {"heap": "2Gi"}}`, `eks-elk:elk.kibana.heap is "2Gi", with memory 2Gi; it may be whole Mi`},
		{"eks-elk:elk", `{"kibana": {"heap": "1400"}}`, `eks-elk:elk.kibana.heap is "1400"; it may be whole Mi`},
	})
	if got := lines(t, with("eks-elk:elk", `{"elasticsearch": {"heap": "2048m"}}`)); got != nil {
		t.Error(got)
	}
}

func TestRefusesImagesRetentionsAndCharts(t *testing.T) {
	var cases []refused
	for _, tag := range []string{"8.18.0", "9.0.0", "7.17.3", "8.19", "latest", "v8.19.10"} {
		cases = append(cases, refused{"eks-elk:elk", `{"imageTag": "` + tag + `"}`, `eks-elk:elk.imageTag is "` + tag + `"; it may be a version of the 8 series`})
	}
	for _, retention := range []string{"10", "0d", "1h1d", "ten days", "", "1.5d"} {
		cases = append(cases, refused{"eks-elk:monitoring", `{"retention": "` + retention + `"}`, `eks-elk:monitoring.retention is "` + retention + `"; it may be a Prometheus duration`})
	}
	for _, size := range []string{"16", "16Gi", "lots", "0GB"} {
		cases = append(cases, refused{"eks-elk:monitoring", `{"retentionSize": "` + size + `"}`, `eks-elk:monitoring.retentionSize is "` + size + `"; it may be a Prometheus size`})
	}
	cases = append(cases,
		refused{"eks-elk:monitoring", `{"retentionSize": "20GB"}`, `eks-elk:monitoring.retentionSize is "20GB", with a volume of 20Gi; it may be`},
		refused{"eks-elk:monitoring", `{"prometheus": {"storage": "10Gi"}}`, `eks-elk:monitoring.retentionSize is 16GB, with a volume of 10Gi; it may be`})
	for _, version := range []string{"8", "8.5", "^8.5.1", "8.x", "latest", "08.5.1"} {
		cases = append(cases, refused{"eks-elk:charts", `{"kibana": {"version": "` + version + `"}}`, `eks-elk:charts.kibana.version is "` + version + `"; it may be one exact version`})
	}
	for _, repository := range []string{"helm.elastic.co", "http://helm.elastic.co", "https://", "charts/kibana", "ftp://x"} {
		cases = append(cases, refused{"eks-elk:charts", `{"kibana": {"repository": "` + repository + `"}}`, `eks-elk:charts.kibana.repository is "` + repository + `"; it may be https://`})
	}
	cases = append(cases,
		refused{"eks-elk:charts", `{"kibana": {"repository": "./nowhere"}}`, `eks-elk:charts.kibana.repository is "./nowhere", where nothing is; it may be`},
		refused{"eks-elk:charts", `{"imageRegistry": "https://mirror.example.com"}`, `eks-elk:charts.imageRegistry is "https://mirror.example.com"; it may be a registry's host`})
	refuses(t, cases)
}

func TestRefusesCertificatesThatOutliveTheirAuthority(t *testing.T) {
	refuses(t, []refused{
		{"eks-elk:certs", `{"validity": "3651d"}`, `eks-elk:certs.validity is "3651d", with a caValidity of 3650d; it may be`},
		{"eks-elk:certs", `{"caValidity": "365d"}`, `eks-elk:certs.validity is 365d, with a caValidity of 365d; it may be`},
		{"eks-elk:certs", `{"renewBefore": "365d"}`, `eks-elk:certs.renewBefore is "365d", with a validity of 365d; it may be`},
		{"eks-elk:certs", `{"validity": "1y"}`, `eks-elk:certs.validity is "1y"; it may be whole hours or days`},
		{"eks-elk:certs", `{"validity": "90m"}`, `eks-elk:certs.validity is "90m"; it may be`},
		{"eks-elk:certs", `{"validity": "0h"}`, `eks-elk:certs.validity is "0h"; it may be`},
		{"eks-elk:certs", `{"caValidity": "9999999d"}`, `eks-elk:certs.caValidity is "9999999d"; it may be`},
		{"eks-elk:certs", `{"organization": ""}`, `eks-elk:certs.organization is ""; it may be up to 64 characters`},
		{"eks-elk:certs", `{"organization": "` + strings.Repeat("x", 65) + `"}`, `eks-elk:certs.organization is "xxx`},
		{"eks-elk:certs", `{"organization": "a\nb"}`, `eks-elk:certs.organization is "a\nb"; it may be`},
	})
}
