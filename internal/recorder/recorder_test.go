package recorder

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam"
	"github.com/pulumi/pulumi-eks/sdk/go/eks"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const vpcType = "aws:ec2/vpc:Vpc"

type box struct{ pulumi.ResourceState }

// must ends a program with a panic, which is the recording's error.
func must[T any](made T, err error) T {
	if err != nil {
		panic(err)
	}
	return made
}

func program(ctx *pulumi.Context) error {
	provider := must(aws.NewProvider(ctx, "aws", &aws.ProviderArgs{Region: pulumi.String("us-east-2")}))
	outer := &box{}
	if err := ctx.RegisterComponentResource("test:index:Box", "outer", outer); err != nil {
		return err
	}
	inner := must(ec2.NewVpc(ctx, "inner", &ec2.VpcArgs{CidrBlock: pulumi.String("10.0.0.0/16")},
		pulumi.Parent(outer), pulumi.Provider(provider), pulumi.Protect(true)))
	role := must(iam.NewRole(ctx, "role", &iam.RoleArgs{AssumeRolePolicy: pulumi.String("{}")}, pulumi.Provider(provider)))
	cluster := must(eks.NewCluster(ctx, "cluster", &eks.ClusterArgs{VpcId: inner.ID().ToStringOutput(), ServiceRole: role},
		pulumi.Providers(provider), pulumi.Transforms([]pulumi.ResourceTransform{
			func(_ context.Context, child *pulumi.ResourceTransformArgs) *pulumi.ResourceTransformResult {
				if child.Type != "pulumi:providers:kubernetes" {
					return nil
				}
				child.Props["enableConfigMapMutable"] = pulumi.Bool(true)
				child.Opts.IgnoreChanges = []string{"context"}
				return &pulumi.ResourceTransformResult{Props: child.Props, Opts: child.Opts}
			},
		})))
	must(iam.NewOpenIdConnectProvider(ctx, "oidc", &iam.OpenIdConnectProviderArgs{
		Url:             cluster.EksCluster.Identities().Index(pulumi.Int(0)).Oidcs().Index(pulumi.Int(0)).Issuer().Elem(),
		ClientIdLists:   pulumi.StringArray{pulumi.String("sts.amazonaws.com")},
		ThumbprintLists: pulumi.StringArray{},
	}, pulumi.Provider(provider)))
	must(ec2.NewVpc(ctx, "after-outer", &ec2.VpcArgs{}, pulumi.DependsOn([]pulumi.Resource{outer})))
	must(ec2.NewVpc(ctx, "after-cluster", &ec2.VpcArgs{}, pulumi.DependsOn([]pulumi.Resource{cluster})))
	password := must(random.NewRandomPassword(ctx, "password", &random.RandomPasswordArgs{Length: pulumi.Int(32)}))
	zones := must(aws.GetAvailabilityZones(ctx, &aws.GetAvailabilityZonesArgs{}, pulumi.Provider(provider)))
	ctx.Export("zones", pulumi.ToStringArray(zones.Names))
	ctx.Export("password", password.Result)
	return ctx.Log.Warn("mind the gap", nil)
}

func run(t *testing.T, opts ...Option) *Recording { return runs(t, program, opts...) }

// runs wants a program to end well.
func runs(t *testing.T, program pulumi.RunFunc, opts ...Option) *Recording {
	t.Helper()
	r := Run(t, program, opts...)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

func TestRecordsWhatIsRegistered(t *testing.T) {
	r := run(t)
	outer, inner := r.Find("test:index:Box", "outer"), r.Find(vpcType, "inner")
	if outer == nil || inner == nil {
		t.Fatalf("registered only %v", r.Names())
	}
	if inner.Parent != outer.URN || outer.Parent != "" || !inner.Protect || !inner.Custom || outer.Custom {
		t.Errorf("inner = %+v, outer = %+v", inner, outer)
	}
	if inner.Provider != r.Find("pulumi:providers:aws", "aws").URN {
		t.Errorf("provider of inner is %q", inner.Provider)
	}
	if got := inner.Inputs["cidrBlock"]; !got.IsString() || got.StringValue() != "10.0.0.0/16" {
		t.Errorf("cidrBlock = %v", got)
	}
	if inner.ID != "inner_id" || !strings.HasPrefix(inner.Outputs["arn"].StringValue(), "arn:aws:ec2:") {
		t.Errorf("id %q, outputs %v", inner.ID, inner.Outputs)
	}
}

func TestKeepsOutputsLogAndInvokes(t *testing.T) {
	r := run(t)
	if got := r.Exports["zones"].ArrayValue(); len(got) != 6 || !strings.HasPrefix(got[0].StringValue(), "us-east-2") {
		t.Errorf("zones = %v", got)
	}
	if !r.Exports["password"].IsSecret() {
		t.Error("the password came out in clear")
	}
	if w := r.Warnings(); len(w) != 1 || w[0] != "mind the gap" {
		t.Errorf("warnings = %q", w)
	}
	if len(r.Invokes) != 1 || r.Invokes[0].Provider == "" {
		t.Errorf("invokes = %+v", r.Invokes)
	}
}

func TestFollowsDependenciesAsTheEngineDoes(t *testing.T) {
	r := run(t)
	urn := func(typeToken, name string) string {
		t.Helper()
		res := r.Find(typeToken, name)
		if res == nil {
			t.Fatalf("no %s %s among %v", typeToken, name, r.Names())
		}
		return res.URN
	}
	inner, cluster := urn(vpcType, "inner"), urn("aws:eks/cluster:Cluster", "cluster-eksCluster")
	access := urn("kubernetes:core/v1:ConfigMap", "cluster-nodeAccess")
	for _, c := range []struct {
		name     string
		from, to string
		want     bool
	}{
		{"a component stands for its children", urn(vpcType, "after-outer"), inner, true},
		{"a remote component stands for its children", urn(vpcType, "after-cluster"), access, true},
		{"its children wait for what it waits for", cluster, inner, true},
		{"an output of a remote component's child", urn("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "oidc"), cluster, true},
		{"a provider", inner, urn("pulumi:providers:aws", "aws"), true},
		{"not backwards", inner, cluster, false},
		{"not what stands beside", urn(vpcType, "after-outer"), cluster, false},
		{"not itself", inner, inner, false},
	} {
		if got := r.DependsOn(c.from, c.to); got != c.want {
			t.Errorf("%s: DependsOn(%s, %s) = %v", c.name, c.from, c.to, got)
		}
	}
}

func TestTransformsReachTheChildrenOfRemoteComponents(t *testing.T) {
	for _, opts := range [][]Option{nil, {WithPreview()}} {
		r := run(t, opts...)
		provider := r.Find("pulumi:providers:kubernetes", "cluster-eks-k8s")
		if v := provider.Inputs["enableConfigMapMutable"]; !v.IsBool() || !v.BoolValue() {
			t.Errorf("inputs = %v", provider.Inputs)
		}
		if len(provider.IgnoreChanges) != 1 || !r.DependsOn(provider.URN, r.Find("aws:eks/cluster:Cluster", "cluster-eksCluster").URN) {
			t.Errorf("%+v", provider)
		}
		if v := r.Find("aws:eks/cluster:Cluster", "cluster-eksCluster").Inputs["enableConfigMapMutable"]; v.HasValue() {
			t.Error("the transform changed what it passed over")
		}
	}
}

func TestAPreviewKnowsInputsOnly(t *testing.T) {
	r := run(t, WithPreview())
	oidc := r.Find("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "oidc")
	if url := oidc.Inputs["url"]; !url.IsComputed() {
		t.Errorf("url = %v", url)
	}
	if inner := r.Find(vpcType, "inner"); inner.ID != "" || inner.Outputs["arn"].HasValue() {
		t.Errorf("a preview made %+v", inner)
	}
}

func TestAnswersOfATestComeFirst(t *testing.T) {
	r := run(t,
		WithStack("other"),
		WithConfig(map[string]string{"eks-elk:x": "1"}),
		WithOutputs(vpcType, func(name string, _ resource.PropertyMap) resource.PropertyMap {
			return resource.PropertyMap{"arn": resource.NewProperty("arn of " + name)}
		}),
		WithCall("aws:index/getAvailabilityZones:getAvailabilityZones", func(resource.PropertyMap) resource.PropertyMap {
			return resource.NewPropertyMapFromMap(map[string]any{"names": []any{"moon-1a"}})
		}))
	if got := r.Find(vpcType, "inner"); got.Outputs["arn"].StringValue() != "arn of inner" || !strings.Contains(got.URN, ":other::") {
		t.Errorf("%+v", got)
	}
	if got := r.Exports["zones"].ArrayValue(); len(got) != 1 {
		t.Errorf("zones = %v", got)
	}
}

func TestAFailureIsTheRecordings(t *testing.T) {
	for name, program := range map[string]pulumi.RunFunc{
		"an error":       func(*pulumi.Context) error { return errors.New("boom") },
		"a panic":        func(*pulumi.Context) error { panic("boom") },
		"unknown invoke": func(ctx *pulumi.Context) error { return ctx.Invoke("boom:index:get", nil, &struct{}{}) },
		"a duplicate": func(ctx *pulumi.Context) error {
			must(ec2.NewVpc(ctx, "boom", nil))
			_, err := ec2.NewVpc(ctx, "boom", nil)
			return err
		},
	} {
		if r := Run(t, program); r.Err == nil || !strings.Contains(r.Err.Error(), "boom") {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}
