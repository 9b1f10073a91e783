package stack

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

func TestTheSettingsAreThoseThatTheEngineHandsOver(t *testing.T) {
	var s *settings.Settings
	r := recorder.Run(t, func(ctx *pulumi.Context) (err error) {
		s, err = load(ctx)
		return err
	}, recorder.WithStack("live"), recorder.WithConfig(map[string]string{"eks-elk:cluster": minimalCluster, "aws:region": "eu-west-1"}))
	if r.Err != nil || s.AWS.Region != "eu-west-1" || s.Cluster.Name != "eks-elk-live" {
		t.Errorf("%+v, %v", s, r.Err)
	}
	if len(r.Resources) != 0 {
		t.Errorf("the settings registered %v", r.Names())
	}
}

func TestABrokenEnvironmentIsASentence(t *testing.T) {
	r := recorder.Run(t, func(ctx *pulumi.Context) error {
		t.Setenv(pulumi.EnvConfig, "{")
		_, err := load(ctx)
		return err
	})
	if r.Err == nil || !strings.Contains(r.Err.Error(), pulumi.EnvConfig) {
		t.Errorf("%v", r.Err)
	}
}
