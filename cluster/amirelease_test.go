package cluster

import (
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

func releases(args resource.PropertyMap) resource.PropertyMap {
	return resource.PropertyMap{"value": resource.NewProperty("of " + args["name"].StringValue())}
}

func TestNodesFollowTheRecommendedReleaseWhereAsked(t *testing.T) {
	rec := up(t, func(a *Args) { a.NodeGroups[0].AMIRelease = settings.Follow },
		recorder.WithCall("aws:ssm/getParameter:getParameter", releases))
	group := find(t, rec, typeInnerGroup, "default")
	want := "of /aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/recommended/release_version"
	if got := group.Inputs["releaseVersion"]; got.StringValue() != want {
		t.Errorf("release %v", got)
	}
}

func TestAHeldReleaseOfMoreThanAMonthIsWarnedOf(t *testing.T) {
	now := time.Date(2026, time.November, 26, 0, 0, 0, 0, time.UTC)
	for release, want := range map[string]string{
		"":                "",
		"1.35.2-20261027": "",
		"1.35.2-20261026": "1.35.2-20261026, 31 days old",
		"1.35.2-latest":   "",
	} {
		if got := oldRelease("default", release, now); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q", release, got)
		}
	}
}

func TestAHeldAddonKeepsItsVersion(t *testing.T) {
	for updates, want := range map[settings.Updates]int{settings.Follow: 0, settings.Hold: 1} {
		rec := up(t, func(a *Args) { a.Settings.AddonVersions = updates })
		for _, addon := range rec.OfType(typeAddon) {
			if got := addon.IgnoreChanges; len(got) != want || want == 1 && got[0] != "addonVersion" {
				t.Errorf("%s: %s ignores %v", updates, addon.Name, got)
			}
		}
	}
}
