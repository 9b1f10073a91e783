package ec2

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func launchTemplate() *world.ResourceType {
	return &world.ResourceType{
		Token: LaunchTemplate, Title: "launch template", Service: "EC2", IDPrefix: "lt-", ARN: "ec2:launch-template/",
		NameProperty: "name", MaxName: 125,
		// terraform-provider-aws v4.67 aws_launch_template, CustomizeDiff:
		// latest_version is computed when anything of the content changes.
		Renewed:  []string{"latestVersion"},
		Refs:     []world.Ref{templateGroups()},
		OnCreate: []world.Rule{templateName, volumeParameters},
		OnUpdate: []world.Rule{volumeParameters},
		Outputs: func(op *world.Op) error {
			latest := 1
			if op.Old != nil {
				latest = op.Old.Int("latestVersion")
				if !sameTemplate(op.Old.Inputs, op.Object.Inputs) {
					latest++
				}
			}
			op.Set("latestVersion", latest)
			switch _, fixed := op.Object.Inputs["defaultVersion"]; {
			case fixed:
			case op.Old == nil || op.Object.Bool("updateDefaultVersion"):
				op.Set("defaultVersion", latest)
			}
			return nil
		},
	}
}

// templateGroups: EC2 checks a template's groups when it launches, and lets
// them go; the stricter reading refuses a template of unknown groups.
func templateGroups() world.Ref {
	ref := WithSecurityGroups("vpcSecurityGroupIds")
	ref.Loose = true
	return ref
}

// sameTemplate says that two sets of inputs make the same version: all but
// what is about the template itself.
func sameTemplate(a, b resource.PropertyMap) bool {
	about := []resource.PropertyKey{"tags", "tagsAll", "updateDefaultVersion", "defaultVersion", "name"}
	strip := func(m resource.PropertyMap) resource.PropertyMap {
		m = m.Copy()
		for _, key := range about {
			delete(m, key)
		}
		return m
	}
	return strip(a).DeepEquals(strip(b))
}

var templateName = world.Rule{
	ID: "ec2/launch-template-name-unique", Source: "EC2 API CreateLaunchTemplate: InvalidLaunchTemplateName.AlreadyExistsException",
	Test: func(op *world.Op) error {
		name := op.Str("name")
		for _, other := range op.Where(LaunchTemplate, "name", name) {
			if other.Session.Region == op.Region() {
				return world.Refuse("EC2", "InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.")
			}
		}
		return nil
	},
}

var volumeParameters = world.Rule{
	ID:     "ec2/volume-parameters-of-its-type",
	Source: "EC2 API EbsBlockDevice: throughput is valid for gp3 volumes only; iops not for gp2, st1, sc1 and standard",
	Test: func(op *world.Op) error {
		mappings := op.Object.Get("blockDeviceMappings")
		if !mappings.IsArray() {
			return nil
		}
		for i := range mappings.ArrayValue() {
			ebs := fmt.Sprintf("blockDeviceMappings[%d].ebs.", i)
			typ := cmp.Or(op.Str(ebs+"volumeType"), "gp2")
			given := func(parameter string) bool { return op.Object.Int(ebs+parameter) > 0 }
			for parameter, wrong := range map[string]bool{
				"throughput": given("throughput") && typ != "gp3",
				"iops":       given("iops") && !slices.Contains([]string{"gp3", "io1", "io2"}, typ),
			} {
				if wrong {
					return world.Refuse("EC2", "InvalidParameterCombination", "The parameter %s is not supported for %s volumes.", parameter, typ)
				}
			}
		}
		return nil
	},
}
