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
		got, _, err = Zones(ctx, 3, "eu-central-1")
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
		_, _, err := Zones(ctx, 3, "us-west-1")
		return err
	}, recorder.WithCall("aws:index/getAvailabilityZones:getAvailabilityZones", func(resource.PropertyMap) resource.PropertyMap {
		return resource.NewPropertyMapFromMap(map[string]any{"names": []any{"us-west-1c", "us-west-1a"}})
	}))
	want := "eks-elk:network.zones is 3; us-west-1 has 2 (us-west-1a, us-west-1c)"
	if r.Err == nil || !strings.Contains(r.Err.Error(), want) {
		t.Errorf("%v", r.Err)
	}
}

func TestAZoneWithoutEKSIsForTheNetworkAlone(t *testing.T) {
	var zones, withEKS []string
	r := recorder.Run(t, func(ctx *pulumi.Context) (err error) {
		zones, withEKS, err = Zones(ctx, 6, "us-east-1")
		return err
	}, recorder.WithCall("aws:index/getAvailabilityZones:getAvailabilityZones", func(args resource.PropertyMap) resource.PropertyMap {
		names := []any{"us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1f"}
		if !args["excludeZoneIds"].HasValue() {
			names = append(names, "us-east-1e")
		}
		return resource.NewPropertyMapFromMap(map[string]any{"names": names})
	}))
	if r.Err != nil || len(zones) != 6 || zones[4] != "us-east-1e" || slices.Contains(withEKS, "us-east-1e") {
		t.Errorf("zones %v, with EKS %v, %v", zones, withEKS, r.Err)
	}
	subnets := In(withEKS, []Subnet{{Zone: "us-east-1a"}, {Zone: "us-east-1e"}})
	if len(subnets) != 1 || subnets[0].Zone != "us-east-1a" {
		t.Errorf("the control plane gets %v", subnets)
	}
}
