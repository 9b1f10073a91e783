package kube_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/kube"
	"eks-elk/settings"
)

func TestRefusesValuesThatWouldNotArrive(t *testing.T) {
	made, err := install(t, kube.Release{Chart: chart, Values: kube.Values{
		"fine":  kube.Values{"text": "x", "number": 999_999, "list": []string{"a"}, "later": pulumi.String("y")},
		"null":  nil,
		"none":  []string{},
		"deep":  []kube.Values{{"none": []kube.Values{}}},
		"big":   1_000_000,
		"small": -1_000_000,
		"float": 0.5,
	}})
	if err == nil || made != nil {
		t.Fatal("not refused")
	}
	for _, path := range []string{"value null:", "value none:", "value deep[0].none:", "value big:", "value small:", "value float:"} {
		if !strings.Contains(err.Error(), path) {
			t.Errorf("%q does not name %s", err, path)
		}
	}
	if strings.Contains(err.Error(), "fine") {
		t.Errorf("%q names what is right", err)
	}
}

func TestValuesArriveAsTheyWereWritten(t *testing.T) {
	made, err := install(t, kube.Release{Chart: chart, Values: kube.Values{
		"off": false, "zero": 0, "empty": "", "mode": 0o440,
		"lists": []any{"a", 1, kube.Values{"b": true}},
		"maps":  []kube.Values{{"name": "beats"}},
		"later": pulumi.String("y").ToStringOutput(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	values := made.Inputs["values"].ObjectValue().Mappable()
	lists, _ := values["lists"].([]any)
	maps, _ := values["maps"].([]any)
	if values["off"] != false || values["zero"] != 0.0 || values["empty"] != "" || values["mode"] != 288.0 ||
		values["later"] != "y" || len(lists) != 3 || len(maps) != 1 {
		t.Errorf("%v", values)
	}
}

func TestResourcesLeaveOutWhatIsNotSet(t *testing.T) {
	got := kube.Resources(settings.Resources{CPU: settings.MustQuantity("1"), MemoryLimit: settings.MustQuantity("2Gi")})
	if len(got) != 2 || len(got["requests"].(kube.Values)) != 1 || len(got["limits"].(kube.Values)) != 1 {
		t.Errorf("%v", got)
	}
	if got := kube.Resources(settings.Resources{}); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestAClaimWithoutAClassGetsTheDefault(t *testing.T) {
	size := settings.MustQuantity("4Gi")
	if _, named := kube.Claim("", size)["storageClassName"]; named {
		t.Error("an empty class name is no class at all, not the default")
	}
	if class := kube.Claim("gp3", size)["storageClassName"]; class != "gp3" {
		t.Errorf("class %v", class)
	}
}
