package aws_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/aws"
	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/world"
)

type in = awstest.In

func invoke(t *testing.T, a *awstest.Account, token string, args in) resource.PropertyMap {
	t.Helper()
	out, err := a.W.Invoke(token, a.Session, resource.NewPropertyMapFromMap(args))
	if err != nil {
		t.Fatalf("%s: %v", token, err)
	}
	return out
}

func TestAvailabilityZones(t *testing.T) {
	a := awstest.New(t)
	filter := func(name string, values ...any) in {
		return in{"filters": []any{map[string]any{"name": name, "values": values}}}
	}
	for _, c := range []struct {
		region string
		args   in
		want   []string
	}{
		{"eu-central-1", in{}, []string{"eu-central-1a", "eu-central-1b", "eu-central-1c"}},
		{"eu-central-1", in{"state": "available"}, []string{"eu-central-1a", "eu-central-1b", "eu-central-1c"}},
		{"eu-central-1", in{"state": "impaired"}, []string{}},
		{"eu-central-1", in{"excludeNames": []any{"eu-central-1b"}}, []string{"eu-central-1a", "eu-central-1c"}},
		{"us-east-1", in{"excludeZoneIds": []any{"use1-az3"}}, []string{"us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1f"}},
		{"us-west-2", filter("opt-in-status", "opt-in-not-required"), []string{"us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"}},
		{"us-west-2", filter("zone-type", "local-zone"), []string{}},
		{"us-west-2", filter("zone-type", "availability-zone", "local-zone"), []string{"us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"}},
	} {
		a.Session.Region = c.region
		out := invoke(t, a, "aws:index/getAvailabilityZones:getAvailabilityZones", c.args)
		if got := append([]string{}, world.Strs(out["names"])...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s %v: %v, want %v", c.region, c.args, got, c.want)
		}
		if ids := world.Strs(out["zoneIds"]); len(ids) != len(c.want) {
			t.Errorf("%s: ids %v", c.region, ids)
		}
	}
	for _, wrong := range []struct {
		region string
		args   in
	}{{"eu-nowhere-1", in{}}, {"eu-central-1", filter("zone-kind", "x")}} {
		a.Session.Region = wrong.region
		if _, err := a.W.Invoke("aws:index/getAvailabilityZones:getAvailabilityZones", a.Session,
			resource.NewPropertyMapFromMap(wrong.args)); err == nil {
			t.Errorf("%v is answered", wrong)
		}
	}
}

func TestPartitions(t *testing.T) {
	a := awstest.New(t)
	for region, want := range map[string][2]string{
		"eu-central-1": {"aws", "amazonaws.com"}, "cn-north-1": {"aws-cn", "amazonaws.com.cn"},
		"": {"aws", "amazonaws.com"}, // the eks component asks through a provider without configuration
	} {
		a.Session.Region = region
		out := invoke(t, a, "aws:index/getPartition:getPartition", nil)
		if got := [2]string{world.Str(out["partition"]), world.Str(out["dnsSuffix"])}; got != want {
			t.Errorf("%s: %v, want %v", region, got, want)
		}
	}
}

func TestAddonVersions(t *testing.T) {
	a := awstest.New(t)
	out := invoke(t, a, "aws:eks/getAddonVersion:getAddonVersion", in{"addonName": "kube-proxy", "kubernetesVersion": "1.35"})
	if got := world.Str(out["version"]); got != "v1.35.0-eksbuild.5" {
		t.Errorf("kube-proxy %q", got)
	}
	for _, name := range []string{"vpc-cni", "coredns", "aws-ebs-csi-driver"} { // an upgrade of Kubernetes brings them all
		on := func(kubernetes string) string {
			return world.Str(invoke(t, a, "aws:eks/getAddonVersion:getAddonVersion", in{"addonName": name, "kubernetesVersion": kubernetes})["version"])
		}
		if on("1.35") == on("1.36") {
			t.Errorf("%s is %s on both", name, on("1.36"))
		}
	}
	for _, wrong := range []in{{"addonName": "none", "kubernetesVersion": "1.35"}, {"addonName": "kube-proxy", "kubernetesVersion": "1.20"}} {
		if _, err := a.W.Invoke("aws:eks/getAddonVersion:getAddonVersion", a.Session, resource.NewPropertyMapFromMap(wrong)); err == nil {
			t.Errorf("%v has a version", wrong)
		}
	}
}

func TestTheRecommendedReleaseIsAPublicParameter(t *testing.T) {
	a := awstest.New(t)
	name := func(system string) in {
		return in{"name": "/aws/service/eks/optimized-ami/1.35/" + system + "/x86_64/standard/recommended/release_version"}
	}
	out := invoke(t, a, "aws:ssm/getParameter:getParameter", name("amazon-linux-2023"))
	if got := world.Str(out["value"]); !strings.HasPrefix(got, "1.35.0-20") {
		t.Errorf("release %q", got)
	}
	if _, err := a.W.Invoke("aws:ssm/getParameter:getParameter", a.Session, resource.NewPropertyMapFromMap(name("amazon-linux-2"))); err == nil {
		t.Error("a release of Amazon Linux 2")
	}
}

// TestKindsSayWhatTheyAnswer holds the list of computed outputs, by which a
// preview knows what it cannot know yet, against the outputs.
func TestKindsSayWhatTheyAnswer(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	a.Nodes(p)
	checked := 0
	for _, k := range aws.ResourceTypes() {
		stated := map[resource.PropertyKey]bool{}
		for _, c := range k.Computed {
			stated[resource.PropertyKey(c)] = true
		}
		for _, o := range a.W.Objects(k.Token) {
			if o.URN == "" {
				continue
			}
			for key := range o.Outputs {
				if _, input := o.Inputs[key]; !input && !stated[key] {
					t.Errorf("%s answers %s, which is neither an input nor stated as computed", k.Token, key)
				}
			}
			for key := range stated {
				if _, answered := o.Outputs[key]; !answered {
					t.Errorf("%s states %s as computed and does not answer it", k.Token, key)
				}
			}
			checked++
		}
	}
	if checked < 30 {
		t.Errorf("only %d things were looked at", checked)
	}
}
