package settings

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

var clusterKeys = []Key{
	{"eks-elk:cluster.name", "eks-elk-<stack>", "up to 100 letters, digits, - and _, beginning with a letter or digit", "The cluster's name, and the prefix of every name that AWS shows; fixed once the cluster is made"},
	{"eks-elk:cluster.version", defaultKubernetesVersion, versionsAllowed(), "Kubernetes minor version"},
	{"eks-elk:cluster.serviceCidr", "172.20.0.0/16", "an IPv4 block from /12 to /24 in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16", "Addresses of Kubernetes Services; fixed once the cluster is made"},
	{"eks-elk:cluster.endpointPublicAccess", "true", "true or false", "Whether the API answers on the internet"},
	{"eks-elk:cluster.endpointPrivateAccess", "true", "true or false", "Whether the API answers inside the VPC"},
	{"eks-elk:cluster.publicAccessCidrs", "", "a list of at most 40 public IPv4 blocks, such as [203.0.113.7/32]; your own address is at https://checkip.amazonaws.com", "Who may reach the API on the internet; required while it answers there"},
	{"eks-elk:cluster.logs", "[" + strings.Join(logTypes, ", ") + "]", "a list of " + strings.Join(logTypes, ", "), "Control-plane logs kept in CloudWatch Logs"},
	{"eks-elk:cluster.logRetentionDays", "30", "one of " + retentionsAllowed(), "Days that control-plane and flow logs are kept"},
	{"eks-elk:cluster.adminRoleArns", "[]", "a list of IAM role ARNs without a path, such as arn:aws:iam::123456789012:role/admin", "Roles that administer the cluster, besides its maker"},
	{"eks-elk:cluster.previewRoleArns", "[]", "a list of IAM role ARNs without a path, such as arn:aws:iam::123456789012:role/preview", "Roles that may log in and read the API's shape: what a preview needs"},
}

// logTypes are the control plane's.
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
var logTypes = []string{"api", "audit", "authenticator", "controllerManager", "scheduler"}

// logRetentions are the days CloudWatch Logs can keep a group's events.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
var logRetentions = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

// clusterNameForm is that of CreateCluster.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
var clusterNameForm = regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$`)

func versionsAllowed() string {
	var names []string
	for _, v := range kubernetesVersions {
		names = append(names, v.Version)
	}
	return strings.Join(names, ", ")
}

func retentionsAllowed() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(logRetentions), " ", ", "), "[]")
}

func loadCluster(r *reader, s *Settings) {
	c := &s.Cluster
	c.Name = r.text("eks-elk:cluster.name")
	if !r.given("eks-elk:cluster.name") {
		c.Name = strings.Replace(c.Name, "<stack>", r.source.Stack, 1)
	}
	switch named := r.given("eks-elk:cluster.name"); {
	case clusterNameForm.MatchString(c.Name):
	case named:
		r.refuse("eks-elk:cluster.name", "")
	default:
		r.problem("eks-elk:cluster.name", "is made of the stack's name: %q; set it: it may be %s", c.Name, r.key("eks-elk:cluster.name").Allowed)
	}
	loadVersion(r, c)
	c.ServiceCIDR = r.block("eks-elk:cluster.serviceCidr")
	// https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
	if p := c.ServiceCIDR; p.IsValid() && (!insideAny(p, privateBlocks[:3]) || p.Bits() < 12 || p.Bits() > 24) {
		r.refuse("eks-elk:cluster.serviceCidr", "")
	}
	loadEndpoint(r, c)
	c.Logs = r.list("eks-elk:cluster.logs")
	for _, log := range c.Logs {
		if !slices.Contains(logTypes, log) {
			r.refuse("eks-elk:cluster.logs", "of which EKS has no "+show(log))
		}
	}
	if twice := duplicate(c.Logs); twice != "" {
		r.refuse("eks-elk:cluster.logs", "with "+twice+" twice")
	}
	c.LogRetentionDays = r.atLeastOne("eks-elk:cluster.logRetentionDays")
	if !slices.Contains(logRetentions, c.LogRetentionDays) {
		r.refuse("eks-elk:cluster.logRetentionDays", "")
	}
	c.AdminRoleARNs = r.roles("eks-elk:cluster.adminRoleArns", s.AWS.Region)
	c.PreviewRoleARNs = r.roles("eks-elk:cluster.previewRoleArns", s.AWS.Region)
	for _, arn := range c.PreviewRoleARNs {
		if slices.Contains(c.AdminRoleARNs, arn) {
			r.problem("eks-elk:cluster.previewRoleArns", "holds %s, which eks-elk:cluster.adminRoleArns holds too; a role may be in one of them", arn)
		}
	}
	for _, path := range []string{contextKey, storageClassKey} {
		if r.text(path) != "" {
			r.problem(path, "is %s without eks-elk:cluster.kubeconfig; it may be set for an existing cluster only", r.shown(path))
		}
	}
}

func loadVersion(r *reader, c *Cluster) {
	const path = "eks-elk:cluster.version"
	c.Version = r.text(path)
	for _, v := range kubernetesVersions {
		if v.Version == c.Version {
			r.warnOfSupport(v)
			return
		}
	}
	why := ""
	if c.Version == "1.3" {
		why = "which is also how YAML reads 1.30 without quotes"
	} else if strings.Count(c.Version, ".") == 2 {
		why = "a patch version: EKS chooses that by itself"
	}
	r.refuse(path, why)
}

// roleForm is an IAM role's ARN in any partition.
var roleForm = regexp.MustCompile(`^arn:(aws[a-z-]*):iam::[0-9]{12}:role/((?:[\w+=,.@-]+/)*)([\w+=,.@-]{1,64})$`)

// roles is a setting as a list of role ARNs. aws-auth compares them with the
// ARN of a session's role, which has no path.
// https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting-iam.html
func (r *reader) roles(path, region string) []string {
	list := r.list(path)
	for _, arn := range list {
		m := roleForm.FindStringSubmatch(arn)
		switch {
		case m == nil:
			r.refuse(path, "with "+show(arn)+" in it")
		case m[2] != "":
			r.refuse(path, fmt.Sprintf("with the path %s, without which EKS knows the role: %s", m[2], strings.Replace(arn, m[2], "", 1)))
		case r.ok("aws:region") && m[1] != partition(region):
			r.refuse(path, fmt.Sprintf("in partition %s, while %s is in %s", m[1], region, partition(region)))
		}
	}
	if twice := duplicate(list); twice != "" {
		r.refuse(path, "with "+twice+" twice")
	}
	return list
}

func duplicate(list []string) string {
	seen := map[string]bool{}
	for _, s := range list {
		if seen[s] {
			return s
		}
		seen[s] = true
	}
	return ""
}

var everywhere = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
