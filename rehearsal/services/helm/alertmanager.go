package helm

import (
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services/alertmanager"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// alertmanagerRules are about who hears of alerts. Whatever is wrong with that, the
// release comes up: the operator and Alertmanager go on with what they had.
var alertmanagerRules = []world.Rule{
	{ID: "helm/alertmanager-configured", Source: "prometheus-operator v0.93.0 pkg/alertmanager/operator.go loadConfigurationFromSecret: a configuration of " +
		"its own in place of a Secret or a key that is not there"},
	{ID: "helm/alertmanager-config-loads", Source: "prometheus/alertmanager v0.34.0 config/config.go Load; cmd/alertmanager/main.go: a configuration that " +
		"does not load leaves the one before"},
	{ID: "helm/alertmanager-reads-credentials", Source: "prometheus-operator.dev/docs/api-reference/api AlertmanagerSpec.secrets: mounted into " +
		"/etc/alertmanager/secrets/<secret-name>"},
	{ID: "helm/alertmanager-hides-credentials", Source: "helm.sh/docs: values are kept in clear text in the release's record; " +
		"prometheus-community/helm-charts #3516"},
	{ID: "helm/alertmanager-routes-see-all", Source: "prometheus-operator v0.93.1 alertmanager_types.go: alertmanagerConfigMatcherStrategy is OnNamespace"},
}

// alertmanagerFiles is where the operator mounts a Secret of spec.secrets.
const alertmanagerFiles = "/etc/alertmanager/secrets/"

// alertmanagerHears looks at a stack that is up: at the values, and at the Secret as
// it is then.
func alertmanagerHears(op *world.Op) {
	v := given(op.Object).sub("alertmanager")
	if chartOf(op.Object).name != kubePrometheusStack.name || v.at("enabled") == false {
		return
	}
	fault := func(rule, format string, args ...any) {
		op.Violate(rule, "release %s: "+format, append([]any{op.Str("name")}, args...)...)
	}
	if text, err := yaml.Marshal(v.at("config")); err == nil && v.at("config") != nil {
		if c, _ := alertmanager.Load(string(text)); c != nil {
			for _, d := range c.Destinations() {
				if d.Inline {
					fault("helm/alertmanager-hides-credentials", "alertmanager.config holds the credential of %s (%s): put it into a Secret that "+
						"alertmanagerSpec.configSecret names", d.Way, d.Receiver)
				}
			}
		}
	}
	spec := v.sub("alertmanagerSpec")
	if spec.str("configSecret") == "" && !spec.is("useExistingSecret") {
		return
	}
	c, why := configurationOf(op, spec)
	if why != nil {
		fault(why.rule, "%s", why.text)
		return
	}
	if spec.str("alertmanagerConfigMatcherStrategy", "type") != "None" {
		fault("helm/alertmanager-routes-see-all", "alertmanagerConfigMatcherStrategy is not None: an AlertmanagerConfig sees no alert of another namespace")
	}
	for _, d := range c.Destinations() {
		if d.Inline {
			fault("helm/alertmanager-hides-credentials", "alertmanager.yaml holds the credential of %s (%s) itself: name a file", d.Way, d.Receiver)
		}
		if d.File != "" {
			if problem := unread(op, spec, d.File); problem != "" {
				fault("helm/alertmanager-reads-credentials", "%s (%s) sends nothing: open %s: no such file or directory: %s", d.Way, d.Receiver, d.File, problem)
			}
		}
	}
}

// configurationOf returns the configuration that the operator gives to Alertmanager,
// or why it is another one.
func configurationOf(op *world.Op, spec values) (*alertmanager.Configuration, *finding) {
	namespace := op.Str("namespace")
	name := spec.str("configSecret")
	if name == "" {
		name = "alertmanager-" + crName(op.Str("name"), "alertmanager", given(op.Object))
	}
	const instead = "using default Alertmanager configuration: nobody hears of any alert"
	secret := kubernetes.Get(op, kubernetes.Secret, namespace, name)
	if secret == nil {
		return nil, &finding{"helm/alertmanager-configured", "config secret not found, " + instead + " (" + namespace + "/" + name + ")"}
	}
	text, found := kubernetes.Data(secret)["alertmanager.yaml"]
	if !found || text == "" {
		return nil, &finding{"helm/alertmanager-configured", "key not found in the config secret, " + instead + " (" + namespace + "/" + name + ", alertmanager.yaml)"}
	}
	c, err := alertmanager.Load(text)
	if err != nil {
		return nil, &finding{"helm/alertmanager-config-loads", "Loading configuration file failed: " + err.Error() + ": the configuration before stays, without a word to pulumi"}
	}
	return c, nil
}

// unread says why there is no such file in Alertmanager's container, or "".
func unread(op *world.Op, spec values, file string) string {
	rest, mounted := strings.CutPrefix(file, alertmanagerFiles)
	name, key := path.Split(rest)
	name = strings.TrimSuffix(name, "/")
	if !mounted || !slices.Contains(texts(spec.at("secrets")), name) {
		return "alertmanagerSpec.secrets mounts no such Secret"
	}
	secret := kubernetes.Get(op, kubernetes.Secret, op.Str("namespace"), name)
	if secret == nil {
		return "Secret " + name + " is not there"
	}
	if _, found := kubernetes.Data(secret)[key]; !found {
		return "Secret " + name + " has no key " + key
	}
	return ""
}

// needsPublisher: Alertmanager publishes with the role of its service account, which
// a pod gets when it is made.
var needsPublisher = world.Need{
	ID:     "helm/alertmanager-publishes",
	Source: "EKS user guide, IAM roles for service accounts; SNS developer guide, sns:Publish",
	Find: func(op *world.Op) ([]*world.Object, error) {
		v := given(op.Object).sub("alertmanager")
		if chartOf(op.Object).name != kubePrometheusStack.name {
			return nil, nil
		}
		c, _ := configurationOf(op, v.sub("alertmanagerSpec"))
		var work iam.Work
		if c != nil {
			for _, d := range c.Destinations() {
				if d.TopicARN != "" {
					work.Does = append(work.Does, policy.Request{Action: "sns:Publish", Resource: d.TopicARN})
				}
			}
		}
		if work.Does == nil {
			return nil, nil
		}
		refused := func(format string, args ...any) ([]*world.Object, error) {
			op.Violate("helm/alertmanager-publishes", "release "+op.Str("name")+": Alertmanager publishes nothing: "+format, args...)
			return nil, nil
		}
		account := v.sub("serviceAccount")
		role := op.Find("arn", account.str("annotations", "eks.amazonaws.com/role-arn"), iam.Role)
		cluster := kubernetes.ClusterOf(op)
		if role == nil || cluster == nil {
			return refused("NoCredentialProviders: its service account has no role")
		}
		name := account.str("name")
		if name == "" {
			name = op.Str("name") + "-alertmanager"
		}
		provider, problem := iam.TrustsServiceAccount(op, role, cluster.Str("identities[0].oidcs[0].issuer"), op.Str("namespace"), name)
		if problem != "" {
			return refused("%s", problem)
		}
		grants, problem := iam.Serves(op, role, work)
		if problem != "" {
			return refused("AuthorizationError: %s", problem)
		}
		return append(grants, provider, role), nil
	},
}
