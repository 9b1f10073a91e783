package settings

import (
	"regexp"
	"strings"
)

var awsKeys = []Key{
	{"aws:region", "eu-central-1", "the name of an AWS region, such as eu-central-1", "Region everything is made in; fixed once anything is made"},
	{"aws:profile", "", "the name of a profile in ~/.aws/config", "Credentials; unset: the AWS SDK's usual chain"},
}

var regionForm = regexp.MustCompile(`^[a-z]{2}(-[a-z]+){1,2}-[1-9]$`)

func loadAWS(r *reader, a *AWS) {
	a.Region = r.text("aws:region")
	if !regionForm.MatchString(a.Region) {
		r.refuse("aws:region", "")
	}
	a.Profile = r.text("aws:profile")
	if strings.ContainsAny(a.Profile, "\n\r[]") {
		r.refuse("aws:profile", "")
	}
}

// partition is the part of AWS a region belongs to, as ARNs name it.
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
