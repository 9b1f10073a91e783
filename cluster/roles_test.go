package cluster

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/iampolicy"
	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

func trustOf(t *testing.T, rec *recorder.Recording, role string) iampolicy.Statement {
	t.Helper()
	text, _ := input(t, find(t, rec, typeRole, role), "assumeRolePolicy").(string)
	var document iampolicy.Document
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatalf("trust of %s is %q: %v", role, text, err)
	}
	if document.Version != "2012-10-17" || len(document.Statement) != 1 || document.Statement[0].Effect != "Allow" {
		t.Fatalf("trust of %s is %q", role, text)
	}
	return document.Statement[0]
}

func TestRolesTrustOneServiceEach(t *testing.T) {
	rec := up(t, nil)
	for role, service := range map[string]string{"control-plane": "eks.amazonaws.com", "node": "ec2.amazonaws.com"} {
		trust := trustOf(t, rec, role)
		if !slices.Equal(trust.Action, []string{"sts:AssumeRole"}) || len(trust.Principal) != 1 || trust.Principal["Service"] != service {
			t.Errorf("%s trusts %+v", role, trust)
		}
	}
}

// Without the sub condition every pod of the cluster could take the role.
func TestIRSARolesTrustOneServiceAccountEach(t *testing.T) {
	rec := up(t, nil)
	host := strings.TrimPrefix(recorder.Issuer, "https://")
	provider := find(t, rec, typeOIDC, "cluster").Outputs["arn"].StringValue()
	for role, account := range map[string]string{
		"vpc-cni": "system:serviceaccount:kube-system:aws-node",
		"ebs-csi": "system:serviceaccount:kube-system:ebs-csi-controller-sa",
	} {
		trust := trustOf(t, rec, role)
		if !slices.Equal(trust.Action, []string{"sts:AssumeRoleWithWebIdentity"}) || len(trust.Principal) != 1 || trust.Principal["Federated"] != provider {
			t.Errorf("%s trusts %+v", role, trust)
		}
		equals := trust.Condition["StringEquals"]
		if len(trust.Condition) != 1 || len(equals) != 2 || equals[host+":sub"] != account || equals[host+":aud"] != "sts.amazonaws.com" {
			t.Errorf("%s trusts under %v", role, trust.Condition)
		}
	}
}

func TestIdentityProviderIsTheClustersIssuer(t *testing.T) {
	wantInputs(t, find(t, up(t, nil), typeOIDC, "cluster"), map[string]any{
		"url":                recorder.Issuer,
		"clientIdLists[0]":   "sts.amazonaws.com",
		"clientIdLists[1]":   nil,
		"thumbprintLists[0]": "9e99a48a9960b14926bb7f3b02e22da2b0ab7280",
	})
}

func TestRolesHaveTheseManagedPoliciesOnly(t *testing.T) {
	var got []string
	for _, attachment := range up(t, nil).OfType(typeAttachment) {
		got = append(got, input(t, &attachment, "role").(string)+" "+input(t, &attachment, "policyArn").(string))
	}
	slices.Sort(got)
	want := []string{
		"eks-elk-dev-eu-central-1-control-plane arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
		"eks-elk-dev-eu-central-1-ebs-csi arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
		"eks-elk-dev-eu-central-1-node arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
		"eks-elk-dev-eu-central-1-node arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
		"eks-elk-dev-eu-central-1-node arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
		"eks-elk-dev-eu-central-1-vpc-cni arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
	}
	if !slices.Equal(got, want) {
		t.Errorf("attached\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAttachmentsBelongToTheirRole(t *testing.T) {
	rec := up(t, nil)
	for _, attachment := range rec.OfType(typeAttachment) {
		parent := rec.Get(attachment.Parent)
		if parent == nil || parent.Type != typeRole || !strings.HasPrefix(attachment.Name, parent.Name+"-") {
			t.Errorf("%s is below %s", attachment.Name, attachment.Parent)
		}
	}
}

func TestWorksInOtherPartitions(t *testing.T) {
	rec := up(t, nil, recorder.WithCall("aws:index/getPartition:getPartition", func(resource.PropertyMap) resource.PropertyMap {
		return resource.NewPropertyMapFromMap(map[string]any{
			"id": "aws-cn", "partition": "aws-cn", "dnsSuffix": "amazonaws.com.cn", "reverseDnsPrefix": "cn.com.amazonaws",
		})
	}))
	for _, attachment := range rec.OfType(typeAttachment) {
		if arn := input(t, &attachment, "policyArn").(string); !strings.HasPrefix(arn, "arn:aws-cn:iam::aws:policy/") {
			t.Errorf("%s attaches %s", attachment.Name, arn)
		}
	}
	if trust := trustOf(t, rec, "node"); trust.Principal["Service"] != "ec2.amazonaws.com.cn" {
		t.Errorf("nodes are trusted as %v", trust.Principal)
	}
}

// aws-auth maps the role of the nodes, or the eks component makes no group of them.
func TestNodesMayJoin(t *testing.T) {
	rec := up(t, nil)
	roles := find(t, rec, typeCluster, "cluster").Inputs["instanceRoles"]
	if !roles.IsArray() || len(roles.ArrayValue()) != 1 {
		t.Fatalf("instanceRoles is %v", roles)
	}
	if role := roles.ArrayValue()[0]; !role.IsResourceReference() || string(role.ResourceReferenceValue().URN) != find(t, rec, typeRole, "node").URN {
		t.Errorf("instanceRoles holds %v", role)
	}
}

func TestRoleMappings(t *testing.T) {
	rec := up(t, func(a *Args) {
		a.Settings.AdminRoleARNs = []string{"arn:aws:iam::123456789012:role/Admin_0123"}
		a.Settings.PreviewRoleARNs = []string{"arn:aws:iam::123456789012:role/preview"}
	})
	wantInputs(t, find(t, rec, typeCluster, "cluster"), map[string]any{
		"roleMappings[0].roleArn":   "arn:aws:iam::123456789012:role/Admin_0123",
		"roleMappings[0].username":  "eks-elk:admin:{{SessionName}}",
		"roleMappings[0].groups[0]": "system:masters",
		"roleMappings[0].groups[1]": nil,
		"roleMappings[1].roleArn":   "arn:aws:iam::123456789012:role/preview",
		"roleMappings[1].groups[0]": "eks-elk:preview",
		"roleMappings[1].groups[1]": nil,
		"roleMappings[2]":           nil,
	})
}

func TestNobodyIsMappedUnasked(t *testing.T) {
	if mappings := roleMappings(settings.Cluster{}); len(mappings) != 0 {
		t.Errorf("mapped %v", mappings)
	}
}
