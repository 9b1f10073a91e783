package stack

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/internal/recorder"
)

func TestTheClustersDefaultStorageClassIsNotNamed(t *testing.T) {
	unset := record(t, map[string]string{"eks-elk:cluster": existing(t, "", "")})
	for _, r := range []*recorder.Recording{localStack(t), unset} {
		if made := r.OfType("kubernetes:storage.k8s.io/v1:StorageClass"); len(made) > 0 {
			t.Errorf("made %s", made[0].Name)
		}
		claims := 0
		for _, release := range r.OfType("kubernetes:helm.sh/v3:Release") {
			each("", release.Inputs["values"], func(path string, v resource.PropertyValue) {
				if strings.HasSuffix(path, ".accessModes") {
					claims++
				}
				// The provider drops a null, so only a key that is not there is the
				// cluster's default; "" would be no class at all.
				at := strings.ToLower(path)
				if strings.HasSuffix(at, "storageclassname") || strings.HasSuffix(at, ".storageclass") || v.IsString() && v.StringValue() == "gp3" {
					t.Errorf("%s%s is %v", release.Name, path, v)
				}
			})
		}
		if claims != 5 {
			t.Errorf("%d claims, want those of Elasticsearch, Logstash, Prometheus, Alertmanager and Grafana", claims)
		}
	}
}

func TestAStorageClassByNameIsThatOfEveryVolume(t *testing.T) {
	var found []string
	for _, release := range existingCluster(t).OfType("kubernetes:helm.sh/v3:Release") {
		each(release.Name, release.Inputs["values"], func(path string, v resource.PropertyValue) {
			if strings.HasSuffix(path, ".storageClassName") && v.StringValue() == "standard" {
				found = append(found, path)
			}
		})
	}
	slices.Sort(found)
	want := []string{
		"elasticsearch.volumeClaimTemplate.storageClassName",
		"kube-prometheus-stack.alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec.storageClassName",
		"kube-prometheus-stack.grafana.persistence.storageClassName",
		"kube-prometheus-stack.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.storageClassName",
		"logstash.volumeClaimTemplate.storageClassName",
	}
	if !slices.Equal(found, want) {
		t.Errorf("%v", found)
	}
}

func TestCommandsOfAnExistingClusterNameIt(t *testing.T) {
	page := existingCluster(t).Exports["kibana"].ObjectValue()
	if got := page["command"].StringValue(); got != "kubectl --context kind --namespace elk port-forward service/kibana 5601:5601" {
		t.Errorf("%q", got)
	}
}

func TestAKubeconfigWithoutTheContextRegistersNothing(t *testing.T) {
	got := refuse(t, map[string]string{"eks-elk:cluster": existing(t, "kind-eks-elk", "")})
	if !strings.Contains(got, `eks-elk:cluster.context is "kind-eks-elk", which is not in the kubeconfig; allowed: kind`) {
		t.Error(got)
	}
	got = refuse(t, map[string]string{"eks-elk:cluster": `{"kubeconfig": "no/such/file"}`})
	if !strings.Contains(got, `eks-elk:cluster.kubeconfig is "no/such/file", which does not exist`) {
		t.Error(got)
	}
}
