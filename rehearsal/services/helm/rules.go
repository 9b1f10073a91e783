package helm

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/random"
	"eks-elk/rehearsal/world"
)

var (
	onCreate = slices.Concat([]world.Rule{nameForm, nameFree, chartKnown, chartHasSource, namespaceNotMade, definitionsFree, objectsFree}, always)
	onUpdate = slices.Concat([]world.Rule{
		notInProgress, keepsName, chartKnown, chartHasSource, templatesKept, claimsKept, fileSettingsKept,
	}, always)

	// always are the rules of every revision.
	always = []world.Rule{
		chartModelled, keysKnown, noSecretInValues, nothingDropped, noLoadBalancer, podsAdmitted, imageNotLowered, kibanaWrites, podsStart, probeMayEnter,
		timeoutLongEnough, alertsParse, alertsKnowIndices, clientsMayAct, certificatesNameServices, endsWell,
	}
)

// modelRules are what the models of more than one chart find.
var modelRules = []world.Rule{
	{ID: "helm/chart-version-pinned", Source: "helm.sh/docs/helm/helm_install: without a version the latest is installed"},
	{ID: "helm/resources-valid", Source: "kubernetes pkg/apis/core/validation ValidateResourceRequirements"},
	{ID: "helm/storage-valid", Source: "kubernetes pkg/apis/core/validation ValidatePersistentVolumeClaimSpec"},
	{ID: "helm/volume-follows-pod", Source: "kubernetes.io/docs/concepts/storage/storage-classes: volumeBindingMode"},
	{ID: "helm/custom-resources-valid",
		Source: "prometheus-operator v0.93.1 example/prometheus-operator-crd: patterns of durations and sizes"},
	{ID: "helm/probe-scheme", Source: "elastic/helm-charts values.yaml: protocol is what the probes speak"},
	{ID: "helm/heap-fits", Source: "docs.oracle.com java -Xms and -Xmx; nodejs.org --max-old-space-size; a container over its limit is " +
		"OOMKilled"},
	{ID: "helm/password-new-with-every-upgrade",
		Source: "elastic/helm-charts elasticsearch/templates/secret.yaml and grafana/helm-charts templates/secret.yaml"},
}

// found returns the rules of all charts' models.
func found() []world.Rule {
	out := slices.Concat(modelRules, dayRules, fileSettingsRules, snapshotRules, peerRules, alertFindings, alertmanagerRules)
	for _, c := range charts {
		out = append(out, c.rules...)
	}
	return out
}

var releaseName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)

var nameForm = world.Rule{
	ID: "helm/release-name-form", Source: "helm v3.11.3 pkg/chartutil/validate_name.go",
	Test: func(op *world.Op) error {
		if name := op.Str("name"); len(name) > 53 || !releaseName.MatchString(name) {
			return refuse("invalid release name, must match regex %s and the length must not be longer than 53", releaseName)
		}
		return nil
	},
}

var nameFree = world.Rule{
	ID: "helm/release-name-free", Source: "helm v3.11.3 pkg/action/install.go availableName",
	Test: func(op *world.Op) error {
		if op.Existing() != nil {
			return refuse("cannot re-use a name that is still in use")
		}
		return nil
	},
}

var chartKnown = world.Rule{
	ID: "helm/chart-version-known", Source: "helm v3.11.3 pkg/repo/chartrepo.go FindChartInRepoURL",
	Test: func(op *world.Op) error {
		name, version := chartName(op.Str("chart")), op.Str("version")
		known := modelled(name)
		if version == "" {
			op.Violate("helm/chart-version-pinned", "release %s says no version of chart %s: every up may bring another one", op.Str("name"), name)
			return nil
		}
		if len(known) > 0 && !slices.Contains(known[0].releases, version) {
			return refuse("chart %q version %q not found in %s repository (the rehearsal knows %s)", name, version, op.Str("repositoryOpts.repo"),
				strings.Join(known[0].releases, ", "))
		}
		return nil
	},
}

var chartHasSource = world.Rule{
	ID: "helm/chart-has-source", Source: "pulumi-kubernetes v3.30.2 helm_release.go getChart: without a repository the chart is a path",
	Test: func(op *world.Op) error {
		chart, repo := op.Str("chart"), op.Str("repositoryOpts.repo")
		switch {
		case strings.HasPrefix(chart, "oci://") && repo != "":
			return refuse("invalid chart reference: %s: an OCI chart has no repository beside it", chart)
		case repo == "" && !strings.Contains(chart, "/"):
			return refuse("path %q not found", chart)
		}
		return nil
	},
}

var namespaceNotMade = world.Rule{
	ID:     "helm/namespace-not-made-by-release",
	Source: "helm v3.11.3 pkg/action/install.go: a namespace made by createNamespace is not deleted with the release",
	Test: func(op *world.Op) error {
		if op.Object.Bool("createNamespace") {
			return refuse("createNamespace leaves namespace %s behind, with every volume in it", op.Str("namespace"))
		}
		return nil
	},
}

var definitionsFree = world.Rule{
	ID: "helm/definitions-free", Source: "helm v3.11.3 pkg/action/validate.go existingResourceConflict",
	Test: func(op *world.Op) error {
		for _, object := range planOf(op.Object).defines {
			// What carries this release's own annotations is taken over.
			if d := kubernetes.Defined(op, object); d != nil && !slices.Contains(d.Parents, op.Object.Key()) {
				return refuse("rendered manifests contain a resource that already exists. Unable to continue with install: "+
					"CustomResourceDefinition %q in namespace \"\" exists and cannot be imported into the current release: invalid ownership metadata",
					d.ID)
			}
		}
		return nil
	},
}

// objectsFree: what runs under a name of this release's pods is another's, or of a
// record that is gone and had another name.
var objectsFree = world.Rule{
	ID: "helm/objects-free", Source: "helm v3.11.3 pkg/action/validate.go existingResourceConflict, checkOwnership",
	Test: func(op *world.Op) error {
		for _, running := range kubernetes.On(op, kubernetes.Pod) {
			named := slices.ContainsFunc(planOf(op.Object).pods, func(p pod) bool { return p.Name == running.Str("name") })
			if named && running.Str("namespace") == op.Str("namespace") && running.Str("of") != op.Object.Key() {
				return refuse("rendered manifests contain a resource that already exists. Unable to continue with install: the controller of "+
					"pod %q in namespace %q exists and cannot be imported into the current release: invalid ownership metadata; annotation "+
					"validation error: key \"meta.helm.sh/release-name\" must equal %q", running.Str("name"), op.Str("namespace"), op.Str("name"))
			}
		}
		return nil
	},
}

var keepsName = world.Rule{
	ID: "helm/release-keeps-name", Source: "pulumi-kubernetes v3.30.2 helm_release.go: another name or namespace is an update there, and " +
		"finds no release",
	Test: func(op *world.Op) error {
		for _, property := range []string{"name", "namespace"} {
			if op.Old.Str(property) != op.Str(property) {
				return refuse("%q has no deployed releases", op.Str("name"))
			}
		}
		return nil
	},
}

var secretKeyName = regexp.MustCompile(`(?i)pass|key|token|secret|users$|-url$`)

const shortest = 8 // shorter ones are found anywhere by chance

// noSecretInValues looks for what the world knows to be secret: what Secrets
// hold under telling keys, random passwords, private keys.
var noSecretInValues = world.Rule{
	ID: "helm/no-secret-in-values", Source: "helm.sh/docs: values are kept in the release's own Secret, and pulumi-kubernetes #1353: in clear text",
	Test: func(op *world.Op) error {
		secrets := map[string]string{}
		for _, s := range kubernetes.On(op, kubernetes.Secret) {
			for key, text := range kubernetes.Data(s) {
				if secretKeyName.MatchString(key) && len(text) >= shortest {
					secrets[text] = fmt.Sprintf("key %s of %s", key, s.ID)
				}
			}
		}
		for _, o := range op.List(random.Password) {
			secrets[o.Str("result")] = "the random password " + o.Name
		}
		texts := given(op.Object).texts()
		for _, path := range slices.Sorted(maps.Keys(texts)) {
			if strings.Contains(texts[path], "PRIVATE KEY-----") {
				op.Violate("helm/no-secret-in-values", "value %s holds a private key", path)
			}
			for text, what := range secrets {
				if len(text) >= shortest && strings.Contains(texts[path], text) {
					op.Violate("helm/no-secret-in-values", "value %s holds %s", path, what)
				}
			}
		}
		return nil
	},
}

var nothingDropped = world.Rule{
	ID: "helm/empty-list-dropped", Source: "pulumi-kubernetes #2654 (fixed in 4.14.0): v3.30.2 drops empty lists from values",
	Test: func(op *world.Op) error {
		for _, path := range emptyLists(op.Object.Get("values"), "values") {
			op.Violate("helm/empty-list-dropped", "%s is an empty list, which the provider drops: the chart's default stays", path)
		}
		return nil
	},
}

var noLoadBalancer = world.Rule{
	ID: "helm/no-load-balancer", Source: "kubernetes.io/docs/concepts/services-networking/service: type LoadBalancer makes one outside " +
		"the stack, open to all",
	Test: func(op *world.Op) error {
		for path, text := range given(op.Object).texts() {
			if text == "LoadBalancer" && strings.HasSuffix(path, "type") {
				op.Violate("helm/no-load-balancer",
					"value %s makes a load balancer and security groups that are not in the stack and outlive the cluster", path)
			}
		}
		return nil
	},
}

// podsStart refuses with the first thing that keeps the release's pods from
// being ready, whatever else is on the cluster.
var podsStart = world.Rule{
	ID: "helm/pods-start", Source: "each chart's templates and its image's own checks",
	Test: func(op *world.Op) error {
		p := planOf(op.Object)
		for _, k := range p.keys {
			if text := content(op, op.Str("namespace"), k); len(text) < 32 {
				p.breaks("helm/kibana-key-length", "[config validation of [%s]]: value has length [%d] but it must have a minimum length of [32]",
					k.variable, len(text))
			}
		}
		for _, k := range p.pkcs8 {
			if !strings.Contains(content(op, op.Str("namespace"), k), "-----BEGIN PRIVATE KEY-----") {
				p.breaks("helm/logstash-key-is-pkcs8", "File does not contain valid private key: key %s of Secret %s is not PKCS#8", k.key, k.secret)
			}
		}
		if len(p.invalid) > 0 {
			err := refuse("%s", failed(op, p.invalid[0].text, false))
			err.Rule = p.invalid[0].rule
			return err
		}
		if len(p.broken) == 0 {
			return nil
		}
		err := neverReady(op, "%s", p.broken[0].text).(*world.Error)
		err.Rule = p.broken[0].rule
		return err
	},
}

var timeoutLongEnough = world.Rule{
	ID: "helm/timeout-long-enough", Source: "helm v3.11.3 pkg/kube/wait.go; pulumi-kubernetes v3.30.2: timeout, 300 s unless said, 0 with skipAwait",
	Test: func(op *world.Op) error {
		takes := takes(op, "create").Median()
		if limit := time.Duration(op.Object.Int("timeout")) * time.Second; limit < takes && !op.Object.Bool("skipAwait") {
			return neverReady(op, "the chart takes %s to be ready, the release allows %s", takes, limit)
		}
		return nil
	},
}

// endsWell records what the chart takes although it ends badly.
var endsWell = world.Rule{
	ID: "helm/ends-well", Source: "each chart's templates",
	Test: func(op *world.Op) error {
		p := planOf(op.Object)
		if c := kubernetes.ClusterOf(op); c != nil {
			p.wrong = append(p.wrong, p.warnsOn[c.Type.Token]...)
		}
		for _, f := range p.wrong {
			op.Violate(f.rule, "release %s: %s", op.Str("name"), f.text)
		}
		return nil
	},
}
