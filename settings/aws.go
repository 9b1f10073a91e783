package settings

import (
	"regexp"
	"strings"
)

// AWS is where the stack lives (the provider's own namespace, aws:).
type AWS struct {
	Region  string // aws:region
	Profile string // aws:profile; empty: the SDK's default credential chain
}

func (l *loader) declareAWS(a *AWS) {
	g := l.group("aws:", newCluster)
	declare(g, "region", &a.Region, regionName, "eu-central-1", "Region everything is made in; fixed once anything is made", "us-east-1")
	declare(g, "profile", &a.Profile, matching(regexp.MustCompile(`^[^\n\r\[\]]+$`), "the name of a profile in ~/.aws/config"),
		"", "Credentials; empty: the AWS SDK's usual chain", "work")
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
