package recorder

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2"
	"github.com/pulumi/pulumi-eks/sdk/go/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// moved runs a program whose box was called "old", and whose "inner" lay outside
// any box under the name "outer".
func moved(ctx *pulumi.Context) error {
	outer := &box{}
	old := pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String("old")}})
	if err := ctx.RegisterComponentResource("test:index:Box", "new", outer, old); err != nil {
		return err
	}
	must(ec2.NewVpc(ctx, "new-vpc", nil, pulumi.Parent(outer)))
	_, err := ec2.NewVpc(ctx, "inner", nil, pulumi.Parent(outer),
		pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String("outer"), NoParent: pulumi.Bool(true)}}),
		pulumi.IgnoreChanges([]string{"tags"}), pulumi.DeleteBeforeReplace(true), pulumi.RetainOnDelete(true),
		pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "10s"}))
	return err
}

func TestAliasesLeadToWhereAResourceWas(t *testing.T) {
	r := runs(t, moved)
	for name, want := range map[string]string{
		"new-vpc": "urn:pulumi:dev::eks-elk::test:index:Box$aws:ec2/vpc:Vpc::old-vpc",
		"inner":   "urn:pulumi:dev::eks-elk::aws:ec2/vpc:Vpc::outer",
	} {
		if got := r.Find(vpcType, name).Aliases; !slices.Contains(got, want) {
			t.Errorf("%s was at %q, want %s", name, got, want)
		}
	}
	if got := r.Find("test:index:Box", "new").Aliases; len(got) != 1 || !strings.HasSuffix(got[0], "::old") {
		t.Errorf("the box was at %q", got)
	}
}

func TestOptionsAreWhatChangesALife(t *testing.T) {
	r := runs(t, moved)
	want := []string{"ignoreChanges tags", "retainOnDelete", "deleteBeforeReplace", "customTimeouts {Create:10s Update: Delete:}"}
	if got := r.Find(vpcType, "inner").Options(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := r.Find(vpcType, "new-vpc").Options(); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

func TestTransformsChangeOptionsOfAComponentsChildren(t *testing.T) {
	r := runs(t, func(ctx *pulumi.Context) error {
		_, err := eks.NewCluster(ctx, "cluster", &eks.ClusterArgs{}, pulumi.Transforms([]pulumi.ResourceTransform{
			func(_ context.Context, child *pulumi.ResourceTransformArgs) *pulumi.ResourceTransformResult {
				child.Opts.DeleteBeforeReplace = true
				return &pulumi.ResourceTransformResult{Props: child.Props, Opts: child.Opts}
			},
		}))
		return err
	})
	if got := r.Find("aws:eks/cluster:Cluster", "cluster-eksCluster").Options(); !slices.Equal(got, []string{"deleteBeforeReplace"}) {
		t.Errorf("%q", got)
	}
}
