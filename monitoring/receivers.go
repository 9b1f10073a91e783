package monitoring

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/kube"
	"eks-elk/settings"
)

// The Secret with Alertmanager's configuration, and with the credentials that it
// reads as files.
const (
	alertmanagerSecret = "alertmanager-config"
	alertmanagerKey    = "alertmanager.yaml" // the operator takes no other
	// Where the operator mounts what spec.secrets names.
	alertmanagerFiles = "/etc/alertmanager/secrets/" + alertmanagerSecret
)

// newReceivers registers the Secret, if anybody hears of alerts.
func (m *Monitoring) newReceivers(ctx *pulumi.Context, a settings.Alerts) error {
	if a.None() {
		return nil
	}
	text, files, err := a.Configuration(alertmanagerFiles)
	if err != nil {
		return fmt.Errorf("write Alertmanager's configuration: %w", err)
	}
	content := pulumi.StringMap{alertmanagerKey: pulumi.String(text)}
	for key, credential := range files {
		content[key] = pulumi.ToSecret(pulumi.String(credential)).(pulumi.StringOutput)
	}
	return m.tenant.Secret(ctx, alertmanagerSecret, kube.Opaque, content)
}

// alertmanagerValues keep the chart's routes, which end in a receiver that tells
// nobody, until settings name one that does.
func alertmanagerValues(args *Args) kube.Values {
	s := args.Settings
	spec := kube.Values{
		"resources": kube.Resources(s.Alertmanager.Resources),
		"storage":   claimTemplate(args.Kubernetes.StorageClass, s.Alertmanager.Storage),
	}
	values := kube.Values{"alertmanagerSpec": spec}
	if s.Alerts.None() {
		return values
	}
	spec["useExistingSecret"], spec["configSecret"], spec["secrets"] = true, alertmanagerSecret, []string{alertmanagerSecret}
	// By default the routes of an AlertmanagerConfig see the alerts of its own
	// namespace alone.
	spec["alertmanagerConfigMatcherStrategy"] = kube.Values{"type": "None"}
	if args.Role != nil {
		values["serviceAccount"] = kube.Values{"annotations": kube.Values{"eks.amazonaws.com/role-arn": args.Role.ARN}}
		// EKS gives a pod its role when the pod is made.
		spec["podMetadata"] = kube.Values{"annotations": kube.Values{"role": args.Role.ARN}}
	}
	return values
}
