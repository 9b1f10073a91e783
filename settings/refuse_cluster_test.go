package settings

import (
	"fmt"
	"strings"
	"testing"
)

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
