package account

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"eks-elk/settings"
)

// Tags are those of a thing.
type Tags map[string]string

// Own tells whether a thing is a stack's own, by the tags that the program gives
// to everything.
func (t Tags) Own(stack string) bool {
	return t["project"] == settings.Namespace && t["stack"] == stack
}

func (t Tags) String() string {
	if t["project"] == "" && t["stack"] == "" {
		return "no tag project or stack"
	}
	return fmt.Sprintf("the tags project: %s, stack: %s", t["project"], t["stack"])
}

// TagsOf are tags as a service writes them.
func TagsOf[T any](list []T, split func(T) (key, value *string)) Tags {
	all := Tags{}
	for _, tag := range list {
		key, value := split(tag)
		all[aws.ToString(key)] = aws.ToString(value)
	}
	return all
}

// EC2Tags are those of EC2, IAMTags and KMSTags those of IAM and KMS.
func EC2Tags(list []ec2types.Tag) Tags {
	return TagsOf(list, func(t ec2types.Tag) (key, value *string) { return t.Key, t.Value })
}

func IAMTags(list []iamtypes.Tag) Tags {
	return TagsOf(list, func(t iamtypes.Tag) (key, value *string) { return t.Key, t.Value })
}

func KMSTags(list []kmstypes.Tag) Tags {
	return TagsOf(list, func(t kmstypes.Tag) (key, value *string) { return t.TagKey, t.TagValue })
}
