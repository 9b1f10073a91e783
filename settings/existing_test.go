package settings

import (
	"strings"
	"testing"
)

func TestAnExistingClusterNeedsItsKubeconfigOnly(t *testing.T) {
	s := mustParse(t, map[string]string{"eks-elk:cluster": `{"kubeconfig": "~/.kube/config", "context": "kind-kind", "storageClass": "standard"}`})
	want := Cluster{Kubeconfig: "~/.kube/config", Context: "kind-kind", StorageClass: "standard"}
	got := s.Cluster
	if got.Kubeconfig != want.Kubeconfig || got.Context != want.Context || got.StorageClass != want.StorageClass || !got.Existing() {
		t.Errorf("%+v", got)
	}
	if s.Nodes != nil || s.AWS != (AWS{}) || s.Network.Zones != 0 || len(s.Warnings) != 0 {
		t.Errorf("%+v", s)
	}
	if s.ELK.ImageTag == "" || s.Charts.Kibana.Version == "" {
		t.Errorf("%+v", s)
	}
}

func TestAnExistingClusterRefusesWhatIsOfNewOnesByName(t *testing.T) {
	got := lines(t, map[string]string{
		"aws:region":         "eu-central-1",
		"eks-elk:network":    `{"zones": 3, "cidr": "10.1.0.0/16"}`,
		"eks-elk:nodes":      `{"desired": 2}`,
		"eks-elk:nodeGroups": `{"big": {"max": 3}}`,
		"eks-elk:cluster":    `{"kubeconfig": "~/.kube/config", "version": "1.35", "publicAccessCidrs": ["1.2.3.4/32"], "name": "x"}`,
	})
	want := []string{
		`aws:region is "eu-central-1", but`, `eks-elk:cluster.name is "x", but`, `eks-elk:cluster.publicAccessCidrs is the list ["1.2.3.4/32"], but`,
		`eks-elk:cluster.version is "1.35", but`, `eks-elk:network.cidr is "10.1.0.0/16", but`, `eks-elk:network.zones is 3, but`,
		`eks-elk:nodeGroups.big.max is 3, but`, `eks-elk:nodes.desired is 2, but`,
	}
	if len(got) != len(want) {
		t.Fatalf("%s", strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]+" eks-elk:cluster.kubeconfig names an existing cluster; it may be set only where the stack makes one") {
			t.Errorf("\n got %s\nwant %s", got[i], want[i])
		}
	}
}
