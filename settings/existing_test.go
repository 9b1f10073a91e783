package settings

import (
	"reflect"
	"testing"
)

func TestAnExistingClusterNeedsItsKubeconfigOnly(t *testing.T) {
	s := mustParse(t, map[string]string{"eks-elk:cluster": `{"kubeconfig": "~/.kube/config", "context": "kind-kind", "storageClass": "standard"}`})
	want := Cluster{Kubeconfig: "~/.kube/config", Context: "kind-kind", StorageClass: "standard"}
	got := s.Cluster
	if got.Kubeconfig != want.Kubeconfig || got.Context != want.Context || got.StorageClass != want.StorageClass || !got.Existing() {
		t.Errorf("%+v", got)
	}
	if s.Nodes != nil || !reflect.DeepEqual(s.AWS, AWS{}) || s.Network.Zones != 0 || len(s.Warnings) != 0 {
		t.Errorf("%+v", s)
	}
	if s.ELK.ImageTag == "" || s.Charts.Kibana.Version == "" {
		t.Errorf("%+v", s)
	}
}
