package ec2

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func launchTemplate() *world.ResourceType {
	return &world.ResourceType{
		Token: LaunchTemplate, Title: "launch template", Service: "EC2", IDPrefix: "lt-",
		NameProperty: "name", MaxName: 128,
		Replace:  []string{"name", "namePrefix"},
		Computed: []string{"arn", "defaultVersion", "latestVersion", "metadataOptions", "namePrefix", "tagsAll"},
		// terraform-provider-aws v4.67 aws_launch_template, CustomizeDiff:
		// latest_version is computed when anything of the content changes.
		Renewed:  []string{"latestVersion"},
		Check:    []world.Check{templateNameOfProvider, metadataOptions, rootVolumes},
		Refs:     []world.Ref{templateGroups()},
		OnCreate: []world.Rule{templateName},
		Outputs: func(op *world.Op) error {
			op.Set("arn", op.ARN("ec2", "launch-template/"+op.Object.ID))
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
			op.Default("namePrefix", "")
			op.Default("metadataOptions", map[string]any{})
			op.SetTagsAll()
			return nil
		},
		Latency: world.Latency{Create: time.Second, Update: time.Second, Delete: time.Second},
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

var metadataOptions = world.Check{
	Rule:   "ec2/launch-template-metadata-options",
	Source: "provider aws_launch_template, metadata_options: http_tokens optional or required, hop limit 1 to 64",
	Test: func(in resource.PropertyMap) (string, string) {
		for path, allowed := range map[string][]string{
			"metadataOptions.httpTokens":           {"optional", "required"},
			"metadataOptions.httpEndpoint":         {"enabled", "disabled"},
			"metadataOptions.instanceMetadataTags": {"enabled", "disabled"},
		} {
			v, _ := world.Lookup(in, path)
			if s := world.Str(v); s != "" && !slices.Contains(allowed, s) {
				return path, fmt.Sprintf("expected %s to be one of %v, got %s", path, allowed, s)
			}
		}
		v, _ := world.Lookup(in, "metadataOptions.httpPutResponseHopLimit")
		if v.IsNumber() && (world.Int(v) < 1 || world.Int(v) > 64) {
			return "metadataOptions.httpPutResponseHopLimit",
				fmt.Sprintf("expected http_put_response_hop_limit to be in the range (1 - 64), got %d", world.Int(v))
		}
		return "", ""
	},
}

// templateNameOfProvider is stricter than EC2, which takes 128 characters.
var templateNameOfProvider = world.Check{
	Rule:   "ec2/launch-template-name-of-the-provider",
	Source: "provider aws_launch_template 4.67, internal/verify/validate.go: 125 characters",
	Test: func(in resource.PropertyMap) (string, string) {
		if len(world.Str(in["name"])) > 125 {
			return "name", `"name" cannot be longer than 125 characters`
		}
		return "", ""
	},
}

var rootVolumes = world.Check{
	Rule:   "ec2/launch-template-volume-type",
	Source: "provider aws_launch_template, block_device_mappings.ebs.volume_type",
	Test: func(in resource.PropertyMap) (string, string) {
		types := []string{"standard", "gp2", "gp3", "io1", "io2", "sc1", "st1"}
		mappings := in["blockDeviceMappings"]
		if !mappings.IsArray() {
			return "", ""
		}
		for i := range mappings.ArrayValue() {
			path := fmt.Sprintf("blockDeviceMappings[%d].ebs.volumeType", i)
			v, _ := world.Lookup(in, path)
			if s := world.Str(v); s != "" && !slices.Contains(types, s) {
				return path, fmt.Sprintf("expected %s to be one of %v, got %s", path, types, s)
			}
		}
		return "", ""
	},
}

var templateNameForm = regexp.MustCompile(`^[a-zA-Z0-9().\-/_]{3,128}$`)

var templateName = world.Rule{
	ID:     "ec2/launch-template-name",
	Source: "EC2 API CreateLaunchTemplate: 3 to 128 of a-z, A-Z, 0-9 and ().-/_, unique",
	Test: func(op *world.Op) error {
		name := op.Str("name")
		if name != "" && !templateNameForm.MatchString(name) {
			return world.Refuse("EC2", "InvalidLaunchTemplateName.MalformedException",
				"A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: - ( "+
					") . / _.")
		}
		for _, other := range op.Where(LaunchTemplate, "name", name) {
			if other.Session.Region == op.Region() {
				return world.Refuse("EC2", "InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.")
			}
		}
		return nil
	},
}
