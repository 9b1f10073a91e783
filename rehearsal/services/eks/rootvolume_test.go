package eks_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/kms"
)

// templated is what a node group with a launch template is made from.
func templated(a *awstest.Account, p *awstest.Plane, name string, content in) in {
	template := a.Make(ec2.LaunchTemplate, name, content)
	return p.NodesIn().With(in{"nodeGroupName": name, "launchTemplate": map[string]any{"id": template.ID, "version": "1"}})
}

func rootOf(ebs map[string]any) in {
	return in{"blockDeviceMappings": []any{map[string]any{"deviceName": "/dev/xvda", "ebs": ebs}}}
}

func TestAutoScalingUsesTheRootVolumesKey(t *testing.T) {
	const rule = "eks/auto-scaling-uses-root-volume-key"
	a := awstest.New(t)
	p := a.Plane()
	policy := func(principal string) string {
		return `{"Version":"2012-10-17","Statement":[
			{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"},
			{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":["kms:CreateGrant","kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}]}`
	}
	const scaling = "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
	shut := a.Make(kms.Key, "shut", in{})
	off := a.Make(kms.Key, "off", in{"isEnabled": false, "policy": policy(scaling)})
	open := a.Make(kms.Key, "open", in{"policy": policy(scaling)})
	for name, key := range map[string]string{"shut": shut.Str("arn"), "off": off.Str("arn"), "none": "arn:none", "id": shut.ID} {
		a.Refused(eks.NodeGroupType, name, templated(a, p, name+"-key", rootOf(map[string]any{"kmsKeyId": key})), "AsgInstanceLaunchFailures",
			rule)
	}
	a.Make(eks.NodeGroupType, "aws", templated(a, p, "aws-key", rootOf(map[string]any{"kmsKeyId": "alias/aws/ebs"})))
	nodes := a.Make(eks.NodeGroupType, "open", templated(a, p, "open-key", rootOf(map[string]any{"kmsKeyId": open.Str("arn")})))
	a.Needs(nodes, open, rule)
	a.Clean()
	if _, err := a.Change(open, in{"isEnabled": false}); err != nil {
		t.Fatal(err)
	}
	a.Violated(rule)
}

func TestARootVolumeHoldsTheImage(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	a.Refused(eks.NodeGroupType, "small", templated(a, p, "small", rootOf(map[string]any{"volumeSize": 8})), "InvalidRequestException",
		"eks/root-volume-holds-the-image")
	a.Refused(eks.NodeGroupType, "small", p.NodesIn().With(in{"diskSize": 19}), "InvalidRequestException", "eks/root-volume-holds-the-image")
	a.Make(eks.NodeGroupType, "large", templated(a, p, "large", rootOf(map[string]any{"volumeSize": 20})))
}

func TestARootVolumeThatStaysIsALeak(t *testing.T) {
	a := awstest.New(t)
	p := a.Plane()
	for i, deleted := range []string{"true", "false"} {
		a.Dropped(a.Make(eks.NodeGroupType, deleted, templated(a, p, "root-"+deleted, rootOf(map[string]any{"deleteOnTermination": deleted}))))
		if left := a.W.Objects(ec2.Volume); len(left) != 2*i {
			t.Errorf("deleteOnTermination %s leaves %v", deleted, left)
		}
		for _, v := range a.W.Objects(ec2.Volume) {
			if want := "root volume of node group false: deleteOnTermination is false"; !strings.Contains(v.Address(), want) {
				t.Errorf("the leak reads %q, want %q", v.Address(), want)
			}
		}
	}
}

func TestUserDataIsMIMEMultiPart(t *testing.T) {
	const rule = "eks/user-data-is-mime-multi-part"
	a := awstest.New(t)
	p := a.Plane()
	data := func(text string) in { return in{"userData": base64.StdEncoding.EncodeToString([]byte(text))} }
	parts := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n\r\n--x--\r\n"
	script := data("#!/bin/bash\n/etc/eks/bootstrap.sh dev\n")
	for name, content := range map[string]in{
		"script": script, "plain": data(strings.ReplaceAll(parts, "multipart/mixed", "text/plain")), "raw": {"userData": "#!/bin/bash"},
	} {
		a.Refused(eks.NodeGroupType, name, templated(a, p, name+"-data", content), "Ec2LaunchTemplateInvalidConfiguration", rule)
	}
	a.Make(eks.NodeGroupType, "parts", templated(a, p, "parts-data", data(parts)))
	a.Make(eks.NodeGroupType, "toml", templated(a, p, "toml-data", data("[settings]\n")).With(in{"amiType": "BOTTLEROCKET_x86_64"}))
	a.Make(eks.NodeGroupType, "image", templated(a, p, "image-data", script.With(in{"imageId": "ami-0"})))
}
