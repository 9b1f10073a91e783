package eks

import (
	"encoding/base64"
	"net/mail"
	"regexp"
	"strconv"
	"strings"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/world"
)

var nodeGroupNameForm = regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9\-_]{0,62}$`)

var nodeGroupName = world.Rule{
	ID: "eks/node-group-name", Source: "EKS API CreateNodegroup, nodegroupName: 1 to 63 of a-z, A-Z, 0-9, - and _",
	Test: func(op *world.Op) error {
		if !nodeGroupNameForm.MatchString(op.Str("nodeGroupName")) {
			return invalid("The nodegroup name '%s' must start with a letter or digit and may have 63 letters, digits, hyphens and underscores",
				op.Str("nodeGroupName"))
		}
		return nil
	},
}

var nodeGroupOnce = world.Rule{
	ID: "eks/node-group-name-unique", Source: "EKS API CreateNodegroup: ResourceInUseException",
	Test: func(op *world.Op) error {
		if op.Existing() != nil {
			return world.Refuse("EKS", "ResourceInUseException", "NodeGroup already exists with name %s and cluster name %s",
				op.Str("nodeGroupName"), op.Str("clusterName"))
		}
		return nil
	},
}

var nodeSubnets = world.Rule{
	ID: "eks/node-subnets-in-cluster-vpc", Source: "EKS API CreateNodegroup: the subnets are in the cluster's VPC",
	Test: func(op *world.Op) error {
		vpc, list := clusterOf(op).Str("vpcConfig.vpcId"), groupSubnets(op)
		if len(list) == 0 {
			return invalid("Subnets are required")
		}
		for _, s := range list {
			if s.Str("vpcId") != vpc {
				return invalid("Subnet %s is not in the VPC %s of the cluster", s.ID, vpc)
			}
		}
		return nil
	},
}

var nodeVersion = world.Rule{
	ID:     "eks/nodes-of-the-clusters-version",
	Source: "EKS API CreateNodegroup, version (aws-sdk-go-v2/service/eks v1.105.6): the cluster's is the only accepted value",
	Test: func(op *world.Op) error {
		if v, is := op.Str("version"), clusterOf(op).Str("version"); v != "" && v != is {
			return invalid("Requested Nodegroup version %s is not supported: the cluster's is %s", v, is)
		}
		return nil
	},
}

var scalingSound = world.Rule{
	ID: "eks/scaling-sound", Source: "EKS API NodegroupScalingConfig: minSize <= desiredSize <= maxSize",
	Test: func(op *world.Op) error {
		least, desired, most := op.Object.Int("scalingConfig.minSize"), op.Object.Int("scalingConfig.desiredSize"),
			op.Object.Int("scalingConfig.maxSize")
		switch {
		case least > most:
			return invalid("Minimum capacity %d can't be greater than maximum size %d", least, most)
		case desired > most:
			return invalid("desired capacity %d can't be greater than max size %d", desired, most)
		case desired < least:
			return invalid("desired capacity %d can't be less than min size %d", desired, least)
		}
		return nil
	},
}

var instanceTypesKnown = world.Rule{
	ID:     "eks/instance-type-known",
	Source: "EC2 API DescribeInstanceTypes: InvalidInstanceType; EKS API CreateNodegroup, amiType: x86-64 unless it says otherwise",
	Test: func(op *world.Op) error {
		for _, t := range append(op.Strs("instanceTypes"), instanceTypeOf(op)) {
			switch {
			case armForm.MatchString(t) && !strings.Contains(op.Str("amiType"), "ARM_64"):
				ami := op.Str("amiType")
				if ami == "" {
					ami = "AL2023_x86_64_STANDARD"
				}
				return invalid("[%s] is not a valid instance type for requested amiType %s", t, ami)
			case !exists(t):
				return invalid("The following supplied instance types do not exist: [%s]", t)
			}
		}
		return nil
	},
}

var instanceTypeOnce = world.Rule{
	ID: "eks/instance-type-in-one-place",
	Source: "EKS API CreateNodegroup, instanceTypes (aws-sdk-go-v2/service/eks v1.105.6): one in the template, or up to 20 in the node group, " +
		"not both",
	Test: func(op *world.Op) error {
		t := templateOf(op, op.Object)
		if t != nil && t.Str("instanceType") != "" && len(op.Strs("instanceTypes")) > 0 {
			return invalid("Instance types can't be specified in both the launch template and the API request")
		}
		if n := len(op.Strs("instanceTypes")); n > 20 {
			return invalid("A node group has at most 20 instance types, not %d", n)
		}
		return nil
	},
}

var amiFits = world.Rule{
	ID:     "eks/ami-type-fits-version",
	Source: "EKS user guide, Amazon Linux 2 AMI deprecation: none for 1.33 and later; CUSTOM needs an image in the launch template",
	Test: func(op *world.Op) error {
		given, version := op.Str("amiType"), op.Str("version")
		if version == "" {
			version = clusterOf(op).Str("version")
		}
		t := templateOf(op, op.Object)
		image := t != nil && t.Str("imageId") != ""
		switch {
		case strings.HasPrefix(given, "AL2_") && minor(version) >= 33:
			return invalid("Requested Nodegroup release version is invalid: AMI Type %s is only supported for kubernetes versions 1.32 or earlier",
				given)
		case image && given != "" && given != "CUSTOM":
			return invalid("You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template.")
		case !image && given == "CUSTOM":
			return invalid("The launch template must specify an image id with AMI type CUSTOM.")
		case strings.Contains(given, "ARM_64") && !armForm.MatchString(instanceTypeOf(op)):
			return invalid("[%s] is not a valid instance type for requested amiType %s", instanceTypeOf(op), given)
		}
		return nil
	},
}

// templateFits: what a template says a node group must not say again, and
// some of it EKS alone decides.
var templateFits = world.Rule{
	ID: "eks/launch-template-fits",
	Source: "EKS user guide, Customize managed nodes with launch templates: launch template configuration basics; EKS API " +
		"LaunchTemplateSpecification (aws-sdk-go-v2/service/eks v1.105.6)",
	Test: func(op *world.Op) error {
		t := templateOf(op, op.Object)
		if t == nil {
			return nil
		}
		for _, property := range []string{"diskSize", "remoteAccess"} {
			if v := mustLookup(op.Object.Inputs, property); !v.IsNull() {
				return invalid("%s must be specified within the launch template.", property)
			}
		}
		for _, property := range []string{
			"iamInstanceProfile", "instanceMarketOptions", "networkInterfaces[0].subnetId", "hibernationOptions", "instanceInitiatedShutdownBehavior",
		} {
			if v, given := world.Lookup(t.Inputs, property); given && !v.IsNull() {
				return invalid("%s must not be specified in the launch template.", property)
			}
		}
		return templateVersion(op, t)
	},
}

// ownImage: with a custom AMI EKS knows neither its version nor how it
// joins.
var ownImage = world.Rule{
	ID: "eks/own-image-says-its-version",
	Source: "EKS API CreateNodegroup, version and releaseVersion (aws-sdk-go-v2/service/eks v1.105.6): not with a custom AMI; EKS user guide, " +
		"Customize managed nodes with launch templates: its user data starts the node (nodeadm)",
	Test: func(op *world.Op) error {
		t := templateOf(op, op.Object)
		if t == nil || t.Str("imageId") == "" {
			return nil
		}
		for _, property := range []string{"version", "releaseVersion"} {
			if world.Str(mustLookup(op.Object.Inputs, property)) != "" {
				return invalid("You cannot specify %s when the launch template specifies an image id.", property)
			}
		}
		if t.Str("userData") == "" {
			return unjoined("the launch template %s has an image of its own and no user data that starts the node", t.ID)
		}
		return nil
	},
}

func templateVersion(op *world.Op, t *world.Object) error {
	v := op.Str("launchTemplate.version")
	if v == "$Latest" || v == "$Default" {
		op.Violate("eks/launch-template-fits",
			"%s names the launch template's version %s: EKS answers its number, and every preview sees a change", op.Object, v)
		return nil
	}
	if n, err := strconv.Atoi(v); err != nil || n < 1 || n > t.Int("latestVersion") {
		return invalid("Launch template version %s of %s does not exist", v, t.ID)
	}
	return nil
}

var templateForward = world.Rule{
	ID: "eks/launch-template-version-exists", Source: "EKS API UpdateNodegroupVersion, launchTemplate: a version of the same template",
	Test: func(op *world.Op) error {
		if t := templateOf(op, op.Object); t != nil {
			return templateVersion(op, t)
		}
		return nil
	},
}

var publicSubnets = world.Rule{
	ID: "eks/public-subnets-give-addresses", Source: "EKS user guide, Troubleshoot managed node groups: Ec2SubnetInvalidConfiguration",
	Test: func(op *world.Op) error {
		for _, s := range groupSubnets(op) {
			if way, _ := ec2.InternetRoute(op, s); way.Public && !s.Bool("mapPublicIpOnLaunch") {
				return world.Refuse("EKS", "Ec2SubnetInvalidConfiguration",
					"One or more Amazon EC2 Subnets of [%s] for node group %s does not automatically assign public IP addresses to instances "+
						"launched into it. If you want your instances to be assigned a public IP address, then you need to enable auto-assign public IP "+
						"address for the subnet.",
					s.ID, op.Str("nodeGroupName"))
			}
		}
		return nil
	},
}

var vpcNames = world.Rule{
	ID:     "eks/vpc-resolves-names",
	Source: "EKS user guide, VPC requirements: DNS hostname and DNS resolution support, otherwise nodes can't register",
	Test: func(op *world.Op) error {
		vpc := op.Find("", clusterOf(op).Str("vpcConfig.vpcId"), ec2.VPC)
		if !vpc.Bool("enableDnsSupport") || !vpc.Bool("enableDnsHostnames") {
			return unjoined("the VPC %s must have both DNS resolution and DNS hostnames on", vpc.ID)
		}
		return nil
	},
}

// userData: EKS puts its own part in front of a template's user data, unless
// the template brings its image and so all of it. Bottlerocket's is TOML.
var userData = world.Rule{
	ID: "eks/user-data-is-mime-multi-part",
	Source: "EKS user guide, Customize managed nodes with launch templates, Amazon EC2 user data; node group health " +
		"Ec2LaunchTemplateInvalidConfiguration",
	Test: func(op *world.Op) error {
		t := templateOf(op, op.Object)
		if t == nil || t.Str("userData") == "" || t.Str("imageId") != "" || strings.HasPrefix(op.Str("amiType"), "BOTTLEROCKET_") {
			return nil
		}
		text, err := base64.StdEncoding.DecodeString(t.Str("userData"))
		if err == nil {
			m, bad := mail.ReadMessage(strings.NewReader(string(text)))
			if bad == nil && strings.HasPrefix(m.Header.Get("Content-Type"), "multipart/") {
				return nil
			}
		}
		return world.Refuse("EKS", "Ec2LaunchTemplateInvalidConfiguration", "User data was not in the MIME multipart format.")
	},
}
