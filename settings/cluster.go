package settings

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Cluster is the EKS control plane, or, when Existing, a cluster made elsewhere.
type Cluster struct {
	Name                  string // [eks-elk-<stack>]
	Version               string // Kubernetes minor version, "1.35"
	ServiceCIDR           netip.Prefix
	EndpointPublicAccess  bool
	EndpointPrivateAccess bool
	PublicAccessCIDRs     []netip.Prefix
	Logs                  []string // control-plane log types
	LogRetentionDays      int
	AdminRoleARNs         []string // mapped to system:masters
	PreviewRoleARNs       []string // may authenticate and discover, nothing more
	AddonVersions         Updates

	Protect bool // Pulumi refuses to delete what holds data

	Kubeconfig   string // an existing cluster's kubeconfig: a path or its content
	Context      string // the context in it; of a file, its current one if none is given
	StorageClass string // an existing cluster's class; empty: its default
	Identity     Identity
}

// Existing tells whether the stack goes onto a cluster that it does not make.
func (c Cluster) Existing() bool { return c.Kubeconfig != "" }

// logTypes are the control plane's.
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
var logTypes = []string{"api", "audit", "authenticator", "controllerManager", "scheduler"}

// logRetentions are the days that CloudWatch Logs can keep a group's events.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
var logRetentions = []string{"1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731",
	"1096", "1827", "2192", "2557", "2922", "3288", "3653"}

// clusterName is that of CreateCluster; the provider of this major takes no
// single character (terraform-provider-aws 4.67, eks/validate.go).
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
var clusterName = matching(regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{1,99}$`),
	"2 to 100 letters, digits, - and _, beginning with a letter or digit")

func (l *loader) declareCluster(c *Cluster, a *AWS, n *Network) {
	g := l.group("eks-elk:cluster.", newCluster)
	name := g.add("name", "eks-elk-<stack>", clusterName.allowed,
		"The cluster's name, and the prefix of every name that AWS shows; fixed once the cluster is made", "shop", clusterName.schema)
	name.assign = func(value any) (err error) {
		text, ok := scalar(value)
		if !ok {
			return errNotAllowed
		}
		if c.Name, err = clusterName.parse(strings.Replace(text, "<stack>", l.source.Stack, 1)); err != nil && !name.given {
			name.problem("is made of the stack's name: eks-elk-%s; set it; allowed: %s", l.source.Stack, name.Allowed)
		}
		return err
	}
	declare(g, "version", &c.Version, kubernetesVersion(l), defaultKubernetesVersion, "Kubernetes minor version", "1.34")
	// https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
	service := declare(g, "serviceCidr", &c.ServiceCIDR,
		ipv4Block("an IPv4 block from /12 to /24 in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16").judged(func(p netip.Prefix) error {
			if !insideAny(p, rfc1918) || p.Bits() < 12 || p.Bits() > 24 {
				return errNotAllowed
			}
			return nil
		}), "172.20.0.0/16", "Addresses of Kubernetes Services; fixed once the cluster is made", "10.100.0.0/16")
	l.declareEndpoint(c)
	declareList(g, "logs", &c.Logs, oneOf(logTypes...).called("a list of "+strings.Join(logTypes, ", ")),
		"["+strings.Join(logTypes, ", ")+"]", "Control-plane logs kept in CloudWatch Logs", []string{"audit"})
	declare(g, "logRetentionDays", &c.LogRetentionDays, days, "30", "Days that control-plane and flow logs are kept", 7)
	roles := func(name string, field *[]string, meaning, example string) *setting {
		s := declareList(g, name, field, roleARN, "[]", meaning, []string{example, "arn:aws:iam::123456789012:role/second"})
		return s.check(func() {
			for _, arn := range *field {
				s.checkPartition(arn, a.Region)
			}
		}, l.setting("aws:region"))
	}
	admins := roles("adminRoleArns", &c.AdminRoleARNs, "Roles that administer the cluster, besides its maker", "arn:aws:iam::123456789012:role/admin")
	previews := roles("previewRoleArns", &c.PreviewRoleARNs, "Roles that may log in and read the API's discovery documents, which a preview needs",
		"arn:aws:iam::123456789012:role/preview")
	previews.check(func() {
		for _, arn := range c.PreviewRoleARNs {
			if slices.Contains(c.AdminRoleARNs, arn) {
				previews.problem("holds %s, which %s holds too; remove it from one of them", arn, admins.Path)
			}
		}
	}, admins)
	declare(g, "addonVersions", &c.AddonVersions, oneOf(Follow, Hold), string(Follow),
		"Whether up brings each add-on to EKS's default version for this Kubernetes version, or holds the one it has, through upgrades too", "hold")
	service.check(func() {
		if c.ServiceCIDR.Overlaps(n.CIDR) {
			service.refuse(fmt.Sprintf("which overlaps the VPC's %s", n.CIDR))
		}
	}, l.setting("eks-elk:network.cidr"))
}

// setting returns a setting that was declared before.
func (l *loader) setting(path string) *setting {
	i := slices.IndexFunc(l.settings, func(s *setting) bool { return s.Path == path })
	return l.settings[i]
}

// called is the form with other words for what is allowed.
func (f form[T]) called(allowed string) form[T] { f.allowed = allowed; return f }

// days is a retention of CloudWatch Logs.
var days = form[int]{func(text string) (int, error) {
	if !slices.Contains(logRetentions, text) {
		return 0, errNotAllowed
	}
	return strconv.Atoi(text)
}, "one of " + strings.Join(logRetentions, ", "), map[string]any{"type": []string{"integer", "string"}}}

var roleForm = regexp.MustCompile(`^arn:(aws[a-z-]*):iam::[0-9]{12}:role/((?:[\w+=,.@-]+/)*)([\w+=,.@-]{1,64})$`)

// roleARN is an IAM role's ARN in any partition. aws-auth compares it with the
// ARN of a session's role, which has no path.
// https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting-iam.html
var roleARN = matching(roleForm, "a list of IAM role ARNs without a path, such as arn:aws:iam::123456789012:role/admin").judged(func(arn string) error {
	if path := roleForm.FindStringSubmatch(arn)[2]; path != "" {
		return because(fmt.Sprintf("which has the path %s: EKS knows the role without it, as %s", path, strings.Replace(arn, path, "", 1)))
	}
	return nil
})
