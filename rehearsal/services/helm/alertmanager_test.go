package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// toSlack is a configuration that is sound.
const toSlack = `
route: {receiver: chat, routes: [{receiver: chat, matchers: ['severity="critical"']}]}
receivers:
  - {name: chat, slack_configs: [{api_url_file: /etc/alertmanager/secrets/alertmanager-config/slack-url}]}
`

const slackURL = "https://hooks.slack.com/services/T0/B0/x"

// heard are the values with which Alertmanager takes its configuration from a Secret.
func heard(changes ...change) change {
	return func(in map[string]any) {
		for _, c := range append([]change{
			value(true, "alertmanager", "alertmanagerSpec", "useExistingSecret"),
			value("alertmanager-config", "alertmanager", "alertmanagerSpec", "configSecret"),
			value([]any{"alertmanager-config"}, "alertmanager", "alertmanagerSpec", "secrets"),
			value("None", "alertmanager", "alertmanagerSpec", "alertmanagerConfigMatcherStrategy", "type"),
		}, changes...) {
			c(in)
		}
	}
}

// noGrafana: Elasticsearch, which Grafana reads, is none of these stacks'.
var noGrafana = value(false, "grafana", "enabled")

func TestWhoHearsOfAlertsIsJudgedWhenTheStackIsUp(t *testing.T) {
	config := func(text string) map[string]any {
		return map[string]any{"alertmanager.yaml": text, "slack-url": slackURL}
	}
	of := func(old, new string) map[string]any {
		if !strings.Contains(toSlack, old) {
			t.Fatalf("the configuration does not hold %q", old)
		}
		return config(strings.Replace(toSlack, old, new, 1))
	}
	spec := func(x any, path ...string) change {
		return heard(value(x, append([]string{"alertmanager", "alertmanagerSpec"}, path...)...))
	}
	for name, c := range map[string]struct {
		secret map[string]any
		values change
		rules  []string
	}{
		"sound":             {config(toSlack), heard(), nil},
		"nobody is to hear": {nil, func(map[string]any) {}, nil},
		"no such Secret":    {config(toSlack), spec("alertmanager", "configSecret"), []string{"helm/alertmanager-configured"}},
		"another key":       {map[string]any{"alertmanager.yml": toSlack, "slack-url": slackURL}, heard(), []string{"helm/alertmanager-configured"}},
		"an empty one":      {config(""), heard(), []string{"helm/alertmanager-configured"}},
		"not YAML":          {config("route: ["), heard(), []string{"helm/alertmanager-config-loads"}},
		"an undefined receiver": {of("receiver: chat, routes", "receiver: page, routes"), heard(),
			[]string{"helm/alertmanager-config-loads"}},
		"a matcher that is none": {of(`severity="critical"`, `severity is critical`), heard(), []string{"helm/alertmanager-config-loads"}},
		"a setting misspelt":     {of("api_url_file", "url_file"), heard(), []string{"helm/alertmanager-config-loads"}},
		"a file that is not mounted": {of("secrets/alertmanager-config/", "config/"), heard(),
			[]string{"helm/alertmanager-reads-credentials"}},
		"a key that is not there": {map[string]any{"alertmanager.yaml": toSlack, "slack": slackURL}, heard(),
			[]string{"helm/alertmanager-reads-credentials"}},
		"a Secret that is not mounted": {config(toSlack), spec(nil, "secrets"), []string{"helm/alertmanager-reads-credentials"}},
		"a credential in the configuration": {of("api_url_file: /etc/alertmanager/secrets/alertmanager-config/slack-url", "api_url: "+slackURL), heard(),
			[]string{"helm/alertmanager-hides-credentials"}},
		"a credential in the values": {config(toSlack), heard(value(map[string]any{
			"route":     map[string]any{"receiver": "chat"},
			"receivers": []any{map[string]any{"name": "chat", "slack_configs": []any{map[string]any{"api_url": "https://hooks.slack.com/another"}}}},
		}, "alertmanager", "config")), []string{"helm/alertmanager-hides-credentials"}},
		"the Secret's credential in the values": {config(toSlack), heard(value(slackURL, "alertmanager", "annotations", "to")),
			[]string{"helm/no-secret-in-values"}},
		"routes of one namespace": {config(toSlack), spec("OnNamespace", "alertmanagerConfigMatcherStrategy", "type"),
			[]string{"helm/alertmanager-routes-see-all"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			if c.secret != nil {
				s.Secret("monitoring", "alertmanager-config", c.secret)
			}
			s.before("kube-prometheus-stack")
			s.install("kube-prometheus-stack", c.values, noGrafana)
			s.World.Settle()
			s.Violated(c.rules...)
		})
	}
}

func TestAlertmanagerDoesNotStartWithoutASecretThatItMounts(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.before("kube-prometheus-stack")
	err := s.try("kube-prometheus-stack", heard())
	clustertest.Refused(t, err, "helm/release-needs-secret", `secret "alertmanager-config" not found`)
}

const topic = "arn:aws:sns:eu-central-1:123456789012:alerts"

func TestAlertmanagerPublishesWithARoleOfItsOwn(t *testing.T) {
	const account = "system:serviceaccount:monitoring:kube-prometheus-stack-alertmanager"
	for name, c := range map[string]struct {
		subject, action, resource string
		annotated                 bool
		rules                     []string
	}{
		"sound":           {account, "sns:Publish", topic, true, nil},
		"no role":         {account, "sns:Publish", topic, false, []string{"helm/alertmanager-publishes"}},
		"another account": {"system:serviceaccount:monitoring:another", "sns:Publish", topic, true, []string{"helm/alertmanager-publishes"}},
		"another action":  {account, "sns:Subscribe", topic, true, []string{"helm/alertmanager-publishes"}},
		"another topic":   {account, "sns:Publish", topic + "-of-others", true, []string{"helm/alertmanager-publishes"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.Secret("monitoring", "alertmanager-config", map[string]any{"alertmanager.yaml": "route: {receiver: a}\n" +
				"receivers: [{name: a, sns_configs: [{topic_arn: '" + topic + "', sigv4: {region: eu-central-1}}]}]\n"})
			role := s.Role("alertmanager", c.subject)
			s.Must(iam.RolePolicy, "alertmanager", map[string]any{"role": "alertmanager", "name": "alertmanager",
				"policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["` + c.action + `"],"Resource":["` + c.resource + `"]}]}`})
			s.before("kube-prometheus-stack")
			values := heard()
			if c.annotated {
				values = heard(value(role.Str("arn"), "alertmanager", "serviceAccount", "annotations", "eks.amazonaws.com/role-arn"))
			}
			s.install("kube-prometheus-stack", values, noGrafana)
			s.World.Settle()
			s.Violated(c.rules...)
		})
	}
}
