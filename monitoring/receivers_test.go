package monitoring

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/alerts"
	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/kube"
	"eks-elk/settings"
)

const hook = "https://hooks.slack.com/services/T0/B0/x"

// told records a stack of whose alerts somebody hears, by Slack and perhaps a topic.
func told(t *testing.T, topic bool) *recorder.Recording {
	t.Helper()
	return pulumitest.Record(t, func(ctx *pulumi.Context, s *settings.Settings, on kube.Cluster) error {
		s.Monitoring.Alerts.Slack.URL = hook
		args := &Args{Settings: s.Monitoring, Charts: s.Charts, Kubernetes: on}
		if topic {
			args.Settings.Alerts.SNS = alerts.SNS{TopicARN: "arn:aws:sns:eu-central-1:123456789012:alerts", Severities: []alerts.Severity{alerts.Critical}}
			args.Role = &kube.Role{ARN: pulumi.String("arn:aws:iam::123456789012:role/a").ToStringOutput()}
		}
		_, err := New(ctx, "monitoring", args)
		return err
	})
}

func TestACredentialIsInTheSecretAloneAndAlertmanagerReadsIt(t *testing.T) {
	r := told(t, false)
	made := pulumitest.Find(t, r, pulumitest.SecretType, alertmanagerSecret)
	if !made.Inputs["stringData"].ContainsSecrets() || pulumitest.Content(made)["slack-url"] != hook {
		t.Error("the credential is shown, or not there")
	}
	config := pulumitest.Content(made)["alertmanager.yaml"]
	if !strings.Contains(config, "/etc/alertmanager/secrets/alertmanager-config/slack-url") || strings.Contains(config, hook) {
		t.Errorf("%s", config)
	}
	release := pulumitest.Find(t, r, pulumitest.ReleaseType, names.StackRelease)
	values := release.Inputs["values"].ObjectValue().Mappable()["alertmanager"].(map[string]any)["alertmanagerSpec"].(map[string]any)
	secrets, _ := values["secrets"].([]any)
	if values["configSecret"] != alertmanagerSecret || values["useExistingSecret"] != true || !slices.Equal(secrets, []any{alertmanagerSecret}) {
		t.Errorf("%v", values)
	}
	if strategy, _ := values["alertmanagerConfigMatcherStrategy"].(map[string]any); strategy["type"] != "None" {
		t.Error("routes of an AlertmanagerConfig see one namespace")
	}
	if !slices.Contains(release.Dependencies, made.URN) {
		t.Error("the operator may look for the Secret before it is there")
	}
	if release.Inputs["values"].ContainsSecrets() {
		t.Error("a value is secret")
	}
}

func TestWithATopicAlertmanagerHasARole(t *testing.T) {
	release := pulumitest.Find(t, told(t, true), pulumitest.ReleaseType, names.StackRelease)
	values := release.Inputs["values"].ObjectValue().Mappable()["alertmanager"].(map[string]any)
	account, _ := values["serviceAccount"].(map[string]any)
	annotations, _ := account["annotations"].(map[string]any)
	if annotations["eks.amazonaws.com/role-arn"] != "arn:aws:iam::123456789012:role/a" {
		t.Errorf("%v", account)
	}
	if values["alertmanagerSpec"].(map[string]any)["podMetadata"] == nil {
		t.Error("a pod that runs stays without the role")
	}
}

func TestEveryValueOfAReceiverIsOneTheChartKnows(t *testing.T) {
	s := pulumitest.Settings(t)
	s.Monitoring.Alerts.Slack.URL = hook
	args := &Args{Settings: s.Monitoring, Charts: s.Charts, Role: &kube.Role{ARN: pulumi.String("a").ToStringOutput()}}
	pulumitest.CheckKeys(t, releases(args))
}

func TestWhoNamesNoReceiverKeepsTheChartsRoutes(t *testing.T) {
	r := record(t)
	if r.Find(pulumitest.SecretType, alertmanagerSecret) != nil {
		t.Error("a Secret is made")
	}
	spec := values(t, "gp3", "")["alertmanager"].(kube.Values)["alertmanagerSpec"].(kube.Values)
	for _, key := range []string{"configSecret", "useExistingSecret", "secrets", "alertmanagerConfigMatcherStrategy"} {
		if spec[key] != nil {
			t.Errorf("%s is %v", key, spec[key])
		}
	}
}
