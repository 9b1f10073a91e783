package stack

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/needs"
	"eks-elk/settings"
)

// kinds are the types whose names AWS takes once, with the property that is the
// name. Of these the program may name none that needs does not say.
var kinds = map[string]needs.Kind{
	"aws:eks/cluster:Cluster":               needs.Cluster,
	"aws:cloudwatch/logGroup:LogGroup":      needs.LogGroup,
	"aws:iam/role:Role":                     needs.Role,
	"aws:kms/alias:Alias":                   needs.KeyAlias,
	"aws:ec2/launchTemplate:LaunchTemplate": needs.LaunchTemplate,
}

// unnamed are inputs called name that are no name of the account's own.
var unnamed = []string{"aws:eks/addon:Addon"}

func TestNeedsAreWhatTheProgramRegisters(t *testing.T) {
	for title, config := range map[string]map[string]string{
		"defaults": {"eks-elk:cluster": minimalCluster},
		"no gateway": {
			"eks-elk:cluster": minimalCluster,
			"eks-elk:network": `{"natGateways": "none", "interfaceEndpoints": ["ec2", "ecr.api", "ecr.dkr", "sts"]}`,
			"eks-elk:charts":  `{"imageRegistry": "123456789012.dkr.ecr.eu-central-1.amazonaws.com"}`,
		},
		"single gateway, flow logs, a long name, two groups": {
			"eks-elk:cluster":    `{"publicAccessCidrs": ["1.2.3.4/32"], "name": "` + strings.Repeat("n", 100) + `"}`,
			"eks-elk:network":    `{"natGateways": "single", "flowLogs": true}`,
			"eks-elk:nodeGroups": `{"small": {"instanceType": "m5.large", "desired": 3, "min": 3}, "` + strings.Repeat("g", 40) + `": {}}`,
		},
		"backups": {
			"eks-elk:cluster": `{"publicAccessCidrs": ["1.2.3.4/32"]}`, "eks-elk:elk": `{"backups": {"enabled": true}}`,
		},
		"alerts to a topic, a long name": {
			"eks-elk:cluster":    `{"publicAccessCidrs": ["1.2.3.4/32"], "name": "` + strings.Repeat("n", 100) + `"}`,
			"eks-elk:monitoring": `{"alerts": {"sns": {"topicArn": "arn:aws:sns:eu-central-1:123456789012:alerts"}}}`,
		},
	} {
		s, err := settings.Parse(settings.Source{Stack: "dev", Config: config})
		if err != nil {
			t.Fatal(err)
		}
		r := record(t, config)
		var named []needs.Name
		roles := 0
		for _, res := range r.Resources {
			kind, known := kinds[res.Type]
			if res.Type == "aws:iam/role:Role" {
				roles++
			}
			name := res.Inputs["name"]
			switch {
			case !strings.HasPrefix(res.Type, "aws:") || !name.HasValue() || slices.Contains(unnamed, res.Type):
			case !known:
				t.Errorf("%s: %s %s is named %v: is that name unique in an account? Then the doctor has to ask for it", title, res.Type, res.Name, name)
			default:
				named = append(named, needs.Name{Kind: kind, Name: name.StringValue()})
			}
		}
		want := needs.Names(s)
		order := func(a, b needs.Name) int { return strings.Compare(string(a.Kind)+a.Name, string(b.Kind)+b.Name) }
		slices.SortFunc(named, order)
		slices.SortFunc(want, order)
		if !slices.Equal(named, want) {
			t.Errorf("%s: the program names %v, needs says %v", title, named, want)
		}
		if got := len(r.OfType("aws:ec2/eip:Eip")); got != needs.Addresses(s.Network) {
			t.Errorf("%s: %d addresses, needs says %d", title, got, needs.Addresses(s.Network))
		}
		if roles != needs.Roles(s) {
			t.Errorf("%s: %d roles, needs says %d", title, roles, needs.Roles(s))
		}
	}
}
