package settings

import (
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
