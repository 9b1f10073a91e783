package recovery

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

func TestADocumentHasEveryCommandWordForWord(t *testing.T) {
	var text strings.Builder
	for _, file := range []string{"leftovers.md", "troubleshooting.md", "ci.md"} {
		content, err := os.ReadFile("../../../docs/" + file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(content)
	}
	for _, c := range append(slices.Collect(maps.Values(commands)), deleteRecords("{namespace}", "{name}", "")) {
		if c != "" && !strings.Contains(text.String(), "`"+c+"`") {
			t.Errorf("no document has %s", c)
		}
	}
}

func object(typ, id string, kv ...string) *world.Object {
	out := resource.PropertyMap{}
	for i := 0; i < len(kv); i += 2 {
		out[resource.PropertyKey(kv[i])] = resource.NewProperty(kv[i+1])
	}
	return &world.Object{Type: &world.ResourceType{Token: typ, Title: "thing"}, ID: id, Outputs: out}
}

func inProgress(status string) *world.Object {
	o := object(helm.Release, "elk/kibana", "namespace", "elk", "name", "kibana")
	o.Outputs["status"] = resource.NewProperty(resource.PropertyMap{"status": resource.NewProperty(status)})
	return o
}

func TestHandsNameTheThing(t *testing.T) {
	for _, c := range []struct {
		o     *world.Object
		want  string
		stays bool
	}{
		{object("aws:ec2/vpc:Vpc", "vpc-1"), "aws ec2 delete-vpc --vpc-id vpc-1", false},
		{object("aws:eks/addon:Addon", "dev:coredns", "clusterName", "dev", "addonName", "coredns"),
			"aws eks delete-addon --cluster-name dev --addon-name coredns --preserve && aws eks wait addon-deleted --cluster-name dev " +
				"--addon-name coredns", false},
		{object("aws:budgets/budget:Budget", "123456789012:month", "accountId", "123456789012", "name", "month"),
			"aws budgets delete-budget --account-id 123456789012 --budget-name month", false},
		{object(s3.Bucket, "state"), "aws s3api delete-bucket --bucket state", false},
		{object(s3.Policy, "state"), "", true},
		{object("kubernetes:core/v1:Secret", "elk/kibana-tls"), "kubectl -n elk delete secret kibana-tls", false},
		{object("kubernetes:core/v1:Namespace", "elk"), "kubectl delete namespace elk", false},
		{inProgress("pending-install"), "kubectl -n elk delete secret -l owner=helm,name=kibana,status=pending-install", true},
		{inProgress("pending-upgrade"), "kubectl -n elk delete secret -l owner=helm,name=kibana,status=pending-upgrade", true},
		{inProgress("deployed"), "kubectl -n elk delete secret -l owner=helm,name=kibana", true},
		{inProgress("uninstalling"), "kubectl -n elk delete secret -l owner=helm,name=kibana", true},
		{object("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "x"), "", true},
	} {
		if got, stays := ManualStep(c.o); got != c.want || stays != c.stays {
			t.Errorf("%s: %q, stays %v; want %q, %v", c.o.Type.Token, got, stays, c.want, c.stays)
		}
	}
}
