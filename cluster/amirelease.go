package cluster

import (
	"fmt"
	"regexp"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// recommendedRelease is the release of Amazon Linux 2023 that EKS recommends for
// the cluster's version. The call has no package of its own: one more of the AWS
// SDK would be linked for it.
// https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
func recommendedRelease(ctx *pulumi.Context, a *Args) (pulumi.StringInput, error) {
	args := struct {
		Name string `pulumi:"name"`
	}{"/aws/service/eks/optimized-ami/" + a.Settings.Version + "/amazon-linux-2023/x86_64/standard/recommended/release_version"}
	var parameter struct {
		Value string `pulumi:"value"`
	}
	if err := ctx.Invoke("aws:ssm/getParameter:getParameter", &args, &parameter, pulumi.Provider(a.AWS)); err != nil {
		return nil, fmt.Errorf("read the recommended release of the nodes' image: %w", err)
	}
	return pulumi.String(parameter.Value), nil
}

// longestHold is how old a held release may be without a warning: AWS brings a
// new one every week or two.
const longestHold = 30 * 24 * time.Hour

var releaseForm = regexp.MustCompile(`^[0-9.]+-([0-9]{8})$`)

// oldRelease returns a warning of a release that is older, or "".
func oldRelease(group, release string, now time.Time) string {
	m := releaseForm.FindStringSubmatch(release)
	if m == nil {
		return ""
	}
	made, err := time.Parse("20060102", m[1])
	if err != nil || now.Sub(made) <= longestHold {
		return ""
	}
	return fmt.Sprintf("the nodes of group %s have the image release %s, %d days old: set eks-elk:nodes.amiRelease to follow, "+
		"or run aws eks update-nodegroup-version, for its security updates", group, release, int(now.Sub(made).Hours()/24))
}
