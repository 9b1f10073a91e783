package ec2_test

import (
	"testing"

	"eks-elk/rehearsal/services/ec2"
)

func TestEveryZoneHasAnIDOfItsOwn(t *testing.T) {
	for region, n := range map[string]int{"eu-central-1": 3, "us-east-1": 6, "eu-west-1": 3, "us-west-2": 4} {
		if got := len(ec2.ZoneNames(region)); got != n {
			t.Errorf("%s has %d zones, want %d", region, got, n)
		}
	}
	seen := map[string]string{}
	for _, region := range ec2.Regions() {
		for _, zone := range ec2.ZoneNames(region) {
			id := ec2.ZoneID(zone)
			if id == "" || seen[id] != "" {
				t.Errorf("zone %s has the id %q, which %s has too", zone, id, seen[id])
			}
			seen[id] = zone
		}
	}
	if id := ec2.ZoneID("us-east-1e"); id != "use1-az3" {
		t.Errorf("us-east-1e is %s", id)
	}
	for zone, want := range map[string]string{
		"us-west-1b": "usw1-az3", "ca-central-1d": "cac1-az4", "ap-northeast-1a": "apne1-az4", "ap-northeast-1d": "apne1-az2",
		"ap-southeast-7c": "apse7-az3", "mx-central-1a": "mxc1-az1", "us-gov-east-1b": "usge1-az2", "ap-southeast-5a": "apse5-az1",
	} {
		if id := ec2.ZoneID(zone); id != want {
			t.Errorf("%s is %s, want %s", zone, id, want)
		}
	}
	if ec2.ZoneID("eu-central-1z") != "" || ec2.ZoneNames("eu-nowhere-1") != nil {
		t.Error("answers for what is not")
	}
}
