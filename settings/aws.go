package settings

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// AWS is where the stack lives: the settings of the provider, in its own
// namespace and under its own names.
type AWS struct {
	Region            string            // aws:region
	Profile           string            // aws:profile; empty: the SDK's default credential chain
	AllowedAccountIDs []string          // aws:allowedAccountIds; empty: any
	AssumedRoleARN    string            // aws:assumeRole.roleArn; empty: none
	Tags              map[string]string // aws:defaultTags.tags, besides the program's own
}

// OwnTags are the names of the tags that the program sets itself.
var OwnTags = []string{"managed-by", "project", "stack"}

func (l *loader) declareAWS(a *AWS) {
	g := l.group("aws:", newCluster)
	declare(g, "region", &a.Region, regionName, "eu-central-1", "Region everything is made in; fixed once anything is made", "us-east-1")
	declare(g, "profile", &a.Profile, matching(regexp.MustCompile(`^[^\s\[\]]([^\n\r\[\]]*[^\s\[\]])?$`), "the name of a profile in ~/.aws/config"),
		"", "Credentials; empty: the AWS SDK's usual chain", "work")
	declareList(g, "allowedAccountIds", &a.AllowedAccountIDs,
		matching(regexp.MustCompile(`^[0-9]{12}$`), `a list of account IDs of 12 digits, in quotes, such as ["123456789012"]`),
		"[]", "Accounts that the stack may be made in; empty: any", []string{"123456789012"})
	role := declare(g.below("assumeRole"), "roleArn", &a.AssumedRoleARN,
		matching(regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]+$`),
			"the ARN of an IAM role, such as arn:aws:iam::123456789012:role/deploy"),
		"", "Role that the credentials assume, for AWS and for the cluster; fixed once the cluster is made", "arn:aws:iam::123456789012:role/deploy")
	role.check(func() {
		if a.AssumedRoleARN != "" {
			role.checkPartition(a.AssumedRoleARN, a.Region)
		}
	}, l.setting("aws:region"))
	l.declareTags(g, &a.Tags)
}

// tagName and tagValue are what every service takes.
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
var (
	tagName  = regexp.MustCompile(`^[\p{L}\p{N} _.:/=+@-]{1,128}$`)
	tagValue = regexp.MustCompile(`^[\p{L}\p{N} _.:/=+@-]{0,256}$`)
)

// mostTags is how many the user may add: it leaves room for the program's, and for
// those that EKS and Kubernetes need, among the 50 of a resource.
const mostTags = 40

func (l *loader) declareTags(g group, field *map[string]string) {
	s := g.below("defaultTags").add("tags", "", fmt.Sprintf("a map of at most %d tags, other than %s", mostTags, strings.Join(OwnTags, ", ")),
		"Tags of everything that is made, nodes and volumes included, besides the program's own; a change replaces the nodes one by one",
		map[string]string{"cost-center": "4711"},
		map[string]any{"type": "object", "additionalProperties": map[string]any{"type": []string{"string", "number", "boolean"}}})
	s.isMap = true
	s.assign = func(value any) error {
		given, isMap := value.(map[string]any)
		if value == "" {
			return nil
		}
		if !isMap {
			return because("which is not a map")
		}
		if len(given) > mostTags {
			return because(fmt.Sprintf("with %d tags", len(given)))
		}
		tags := map[string]string{}
		for _, name := range slices.Sorted(maps.Keys(given)) {
			text, isText := scalar(given[name])
			switch {
			case slices.Contains(OwnTags, name):
				return because(fmt.Sprintf("with %s in it, which the program sets", name))
			case strings.HasPrefix(strings.ToLower(name), "aws:") || strings.HasPrefix(name, "kubernetes.io/") || name == "Name":
				return because(fmt.Sprintf("with %s in it, which is reserved", name))
			case !tagName.MatchString(name) || !isText || !tagValue.MatchString(text):
				return because(fmt.Sprintf("with %s: %s in it, which is not a tag", show(name), show(given[name])))
			}
			tags[name] = text
		}
		*field = tags
		return nil
	}
}

// checkPartition refuses an ARN of another partition than the region's.
func (s *setting) checkPartition(arn, region string) {
	if of := strings.Split(arn, ":")[1]; of != partition(region) {
		s.refuse(fmt.Sprintf("in partition %s, while %s is in %s", of, region, partition(region)))
	}
}

// partition returns the part of AWS that a region belongs to, as ARNs name it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}
