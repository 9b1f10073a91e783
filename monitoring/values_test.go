package monitoring

import (
	"strings"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/kube"
)

const mirror = "mirror.example.com"

func TestValuesAreThoseThatWereTried(t *testing.T) {
	pulumitest.CheckValues(t, described(t, "gp3", ""))
}

func TestEveryValueIsOneTheChartKnows(t *testing.T) {
	pulumitest.CheckKeys(t, described(t, "gp3", mirror))
}

func TestEverySecretThatValuesNameIsMadeBefore(t *testing.T) {
	pulumitest.CheckSecrets(t, names.MonitoringNamespace, described(t, "gp3", ""), pulumitest.Secrets(record(t)))
}

func TestVolumesGetTheClusterDefaultClassUnlessOneIsNamed(t *testing.T) {
	for class, want := range map[string]int{"gp3": 3, "": 0} {
		named := 0
		pulumitest.Walk(values(t, class, ""), func(path string, v any) {
			if strings.HasSuffix(path, "storageClassName") && v == class {
				named++
			}
		})
		if named != want {
			t.Errorf("class %q is named %d times", class, named)
		}
	}
}

func TestAMirrorHoldsEveryImage(t *testing.T) {
	if got := values(t, "", mirror)["global"].(kube.Values)["imageRegistry"]; got != mirror {
		t.Errorf("%v", got)
	}
	if _, given := values(t, "", "")["global"]; given {
		t.Error("a registry is set although none is asked for")
	}
}

func TestNothingOfOursStaysBehindInTheCluster(t *testing.T) {
	values := values(t, "gp3", "")
	if values["crds"].(kube.Values)["enabled"] != false {
		t.Error("Helm leaves definitions behind that a chart keeps in crds/")
	}
	if values["prometheusOperator"].(kube.Values)["kubeletService"].(kube.Values)["enabled"] != false {
		t.Error("the operator leaves its Service in kube-system behind")
	}
}
