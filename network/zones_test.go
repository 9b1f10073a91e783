package network

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
)

func TestZonesAreSortedAndLeaveOutWhatEKSRefuses(t *testing.T) {
	var got []string
	r := recorder.Run(t, func(ctx *pulumi.Context) (err error) {
		got, err = Zones(ctx, 3, "eu-central-1")
		return err
	})
	if r.Err != nil || !slices.Equal(got, []string{"eu-central-1a", "eu-central-1b", "eu-central-1c"}) {
		t.Fatalf("%v, %v", got, r.Err)
	}
	args := r.Invokes[0].Args
	if !slices.ContainsFunc(args["excludeZoneIds"].ArrayValue(), func(v resource.PropertyValue) bool { return v.StringValue() == "use1-az3" }) {
		t.Errorf("asked for %v", args)
	}
	if args["state"].HasValue() {
		t.Error("a zone that fails for an hour would move the subnets")
	}
}

func TestTooFewZonesIsASentence(t *testing.T) {
	r := recorder.Run(t, func(ctx *pulumi.Context) error {
		_, err := Zones(ctx, 3, "us-west-1")
		return err
	}, recorder.WithCall("aws:index/getAvailabilityZones:getAvailabilityZones", func(resource.PropertyMap) resource.PropertyMap {
		return resource.NewPropertyMapFromMap(map[string]any{"names": []any{"us-west-1c", "us-west-1a"}})
	}))
	want := "eks-elk:network zones asks for 3 availability zones; in us-west-1 EKS can use 2 (us-west-1a, us-west-1c)"
	if r.Err == nil || !strings.Contains(r.Err.Error(), want) {
		t.Errorf("%v", r.Err)
	}
}
