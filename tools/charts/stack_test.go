package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stackOf reads a stack of some settings.
func stackOf(t *testing.T, config string) (*stack, error) {
	t.Helper()
	directory := t.TempDir()
	must(t, os.WriteFile(filepath.Join(directory, "Pulumi.some.yaml"), []byte("config:\n"+config), 0o600))
	return readStack(directory, "some")
}

func TestNoKubeconfigIsNeeded(t *testing.T) {
	for name, config := range map[string]string{
		"a path":    "  eks-elk:cluster: {kubeconfig: ~/.kube/config, context: kind}\n",
		"a secret":  "  eks-elk:cluster: {kubeconfig: {secure: AAABA}, context: kind}\n",
		"a default": "  eks-elk:cluster: {kubeconfig: ./kubeconfig}\n",
	} {
		s, err := stackOf(t, config)
		must(t, err)
		parsed, err := s.settings()
		if err != nil || !parsed.Cluster.Existing() || strings.Contains(parsed.Cluster.Kubeconfig, "AAABA") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnotherEncryptedSettingIsRefused(t *testing.T) {
	_, err := stackOf(t, "  eks-elk:elk: {elasticsearch: {storage: {secure: AAABA}}}\n")
	if err == nil || !strings.Contains(err.Error(), `stack "some": eks-elk:elk is encrypted`) {
		t.Errorf("%v", err)
	}
	if _, err := readStack(t.TempDir(), "none"); err == nil || !strings.Contains(err.Error(), `there is no stack "none"`) {
		t.Errorf("%v", err)
	}
}

func TestAWrongSettingIsRefusedAsTheProgramDoes(t *testing.T) {
	s, err := stackOf(t, "  eks-elk:cluster: {publicAccessCidrs: [203.0.113.0/24]}\n  eks-elk:charts: {kibana: {repository: kibana}}\n")
	must(t, err)
	if _, err := s.settings(); err == nil || !strings.Contains(err.Error(), "eks-elk:charts.kibana.repository is") {
		t.Errorf("%v", err)
	}
	must(t, s.set("https://charts.example.com", "kibana", "repository"))
	must(t, s.set("mirror.example.com", "imageRegistry"))
	parsed, err := s.settings()
	if err != nil || parsed.Charts.Kibana.Repository != "https://charts.example.com" || parsed.Charts.ImageRegistry != "mirror.example.com" {
		t.Errorf("%v", err)
	}
}
