package lifecycle

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func TestALeakSaysWhoWantedIt(t *testing.T) {
	k := &world.ResourceType{Token: "test:index:Thing", Title: "thing"}
	data := &world.ResourceType{Token: "test:index:Data", Title: "data", Outlasts: true}
	urn := func(name string) string { return "urn:pulumi:dev::eks-elk::test:index:Thing::" + name }
	left := []*world.Object{
		{Type: k, ID: "t-1", Name: "t", URN: urn("kept")},
		{Type: k, ID: "t-2", Name: "t", URN: urn("follows")},
		{Type: k, ID: "t-3", Name: "t", URN: urn("stuck")},
		{Type: k, ID: "t-4", Owner: "ec2", Parents: []string{"test:index:Thing|t-1"}},
		{Type: k, ID: "t-5", Name: "t", URN: urn("forgotten")},
		{Type: data, ID: "d-1", Name: "d", URN: urn("kept data")},
		{Type: data, ID: "d-2", Name: "d", URN: urn("forgotten data")},
	}
	state := func(resources ...apitype.ResourceV3) apitype.DeploymentV3 {
		return apitype.DeploymentV3{Resources: resources}
	}
	record := func(name string) (r apitype.ResourceV3) {
		r.URN = resource.URN(urn(name))
		return r
	}
	kept, follows, outlasts := record("kept"), record("follows"), record("kept data")
	kept.RetainOnDelete, follows.DeletedWith, outlasts.RetainOnDelete = true, kept.URN, true
	stays, got := leaks(left, state(kept, follows, outlasts, record("stuck"), record("forgotten"), record("forgotten data")), state(record("stuck")))
	want := []string{
		"thing t-1, because the program sets retainOnDelete",
		"thing t-2, because the program sets deletedWith kept",
		"thing t-3, which the state still has",
		"thing t-4 (made by ec2), because the program sets retainOnDelete",
		"thing t-5",
		"data d-2",
	}
	if !slices.Equal(stays, []string{"data d-1"}) {
		t.Errorf("%q are kept", stays)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
