package helm

import (
	"fmt"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// kubePrometheusStack is prometheus-community's kube-prometheus-stack at 88.5.3.
var kubePrometheusStack = chart{
	name: "kube-prometheus-stack", version: "88.5.3", appVersion: "v0.93.1", model: kubePrometheusStackModel,
	releases: strings.Fields("88.1.0 88.1.1 88.1.2 88.1.3 88.1.4 88.1.5 88.1.6 88.2.0 88.3.0 88.4.0 88.5.0 88.5.1 88.5.2 88.5.3"),
	defaults: values{
		"crds": on, "grafana": on.over(values{
			"deploymentStrategy": values{"type": "RollingUpdate"}, "persistence": values{"enabled": false, "size": "10Gi"},
			"rbac":    values{"create": true, "namespaced": false},
			"sidecar": values{"dashboards": on.over(values{"searchNamespace": "ALL"}), "datasources": on},
			"admin":   values{"existingSecret": "", "userKey": "admin-user", "passwordKey": "admin-password"},
		}),
		"prometheus": on, "alertmanager": on, "kubeStateMetrics": on, "nodeExporter": on,
		"kubeControllerManager": on, "kubeScheduler": on, "kubeEtcd": on, "kubeProxy": on,
		"prometheusOperator": on.over(values{"kubeletService": on, "admissionWebhooks": values{"enabled": true, "patch": on}}),
	},
	rules: []world.Rule{
		{ID: "helm/crds-left-behind", Source: "helm.sh/docs/chart_best_practices/custom_resource_definitions: what is in crds/ is installed " +
			"once"},
		{ID: "helm/managed-control-plane-unscraped", Source: "EKS user guide, Fetch control plane raw metrics in Prometheus format"},
		{ID: "helm/selectors-see-every-release",
			Source: "prometheus-community/helm-charts kube-prometheus-stack 88.5.3 values.yaml: …SelectorNilUsesHelmValues"},
		{ID: "helm/prometheus-retention-fits", Source: "prometheus.io/docs/prometheus/latest/storage: storage.tsdb.retention.size"},
		{ID: "helm/prometheus-scrapes", Source: "prometheus.io/docs/prometheus/latest/configuration/configuration: scrape_config"},
		{ID: "helm/metrics-kept", Source: "prometheus-operator Documentation/platform/storage.md: without storage an emptyDir"},
		{ID: "helm/webhook-does-not-block", Source: "kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers: " +
			"failurePolicy Fail refuses the request while nothing answers"},
		{ID: "helm/grafana-reads-own-namespace",
			Source: "grafana-community/helm-charts grafana 12.11.1 templates/clusterrole.yaml and role.yaml: get, watch and list of configmaps and secrets"},
		{ID: "helm/grafana-logins-counted", Source: "grafana.com/docs/grafana/latest/setup-grafana/configure-grafana: " +
			"brute_force_login_protection_max_attempts is 5; k8s-sidecar logs in by REQ_USERNAME and REQ_PASSWORD for every reload"},
		{ID: "helm/grafana-has-data-source", Source: "grafana-community/helm-charts grafana 12.11.1 templates/_pod.tpl; grafana/helm-charts #4023; " +
			"grafana.com/docs/grafana/latest/administration/provisioning: files are read when Grafana starts"},
		{ID: "helm/grafana-source-answers", Source: "grafana.com/docs/grafana/latest/datasources/elasticsearch: each panel and each search asks it anew"},
		{ID: "helm/grafana-source-expands", Source: "grafana.com/docs/grafana/latest/administration/provisioning: a variable that is not set is the empty text"},
		{ID: "helm/grafana-recreated", Source: "grafana/helm-charts values.yaml: deploymentStrategy; a ReadWriteOnce volume is on one node " +
			"at a time"},
	},
	// Public logs: 2m17 to ready.
}

var on = values{"enabled": true}

func kubePrometheusStackModel(p *plan, r rel, v values) {
	const chartName = "kube-prometheus-stack"
	name := fullname(r, chartName, v)
	name = strings.TrimSuffix(name[:min(26, len(name))], "-")
	p.custom = []string{"PrometheusRule", "ServiceMonitor"}
	if v.is("crds", "enabled") {
		p.bundled = true
		p.warns("helm/crds-left-behind",
			"crds.enabled installs the definitions once: they are never upgraded, and left behind when the release goes")
	}
	operatorPods(p, name, v)
	prometheusPods(p, name, v)
	alertmanagerPods(p, name, v)
	grafanaPod(p, r, v)
	if v.is("kubeStateMetrics", "enabled") {
		ksm := pod{Demand: kubernetes.Demand{Name: r.name + "-kube-state-metrics"}, surge: true}
		p.resources(&ksm, v.sub("kube-state-metrics", "resources"))
		p.pods = append(p.pods, ksm)
		budgeted(p.pods[len(p.pods)-1:], ksm.Name, v.sub("kube-state-metrics", "podDisruptionBudget"))
	}
	if v.is("nodeExporter", "enabled") {
		node := pod{Demand: kubernetes.Demand{Name: r.name + "-prometheus-node-exporter", EachNode: true}}
		node.shape = nodeExporterShape()
		p.resources(&node, v.sub("prometheus-node-exporter", "resources"))
		p.pods = append(p.pods, node)
	}
	for _, part := range []string{"kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"} {
		if v.is(part, "enabled") {
			p.warnsOn[kubernetes.EKSCluster] = append(p.warnsOn[kubernetes.EKSCluster], finding{"helm/managed-control-plane-unscraped", part +
				".enabled: EKS does not let it be scraped, so its targets are down and its alerts fire for ever"})
		}
	}
}

// nodeExporterShape is of the subchart's own values: it reads the node's file
// systems and network. The stack's other pods keep the restricted level.
func nodeExporterShape() shape {
	return shape{
		host: []string{"hostNetwork", "hostPID"}, hostPaths: []string{"proc", "sys", "root"},
		hostPorts:  map[string]int{"node-exporter": 9100},
		context:    values{"runAsNonRoot": true, "runAsUser": 65534},
		containers: []container{{"node-exporter", nil}},
	}
}

func operatorPods(p *plan, name string, v values) {
	o := v.sub("prometheusOperator")
	if !o.is("enabled") {
		return
	}
	operator := pod{Demand: kubernetes.Demand{Name: name + "-operator"}, surge: true}
	p.resources(&operator, o.sub("resources"))
	p.pods = append(p.pods, operator)
	budgeted(p.pods[len(p.pods)-1:], name+"-operator", o.sub("podDisruptionBudget"))
	p.services = append(p.services, name+"-operator")
	p.kubeletService = o.is("kubeletService", "enabled")
	if o.is("admissionWebhooks", "enabled") && o.str("admissionWebhooks", "failurePolicy") == "Fail" {
		p.warns("helm/webhook-does-not-block",
			"prometheusOperator.admissionWebhooks.failurePolicy is Fail: a release with a PrometheusRule beside this one fails "+
				"(failed calling webhook) until the operator answers")
	}
	if o.is("admissionWebhooks", "enabled") && o.is("admissionWebhooks", "patch", "enabled") {
		p.hookSecrets = append(p.hookSecrets, name+"-admission")
	}
}

// crName is a custom resource's name; without cleanPrometheusOperatorObjectNames
// it carries what it is.
func crName(name, part string, v values) string {
	if v.is("cleanPrometheusOperatorObjectNames") {
		return name
	}
	return name + "-" + part
}

func prometheusPods(p *plan, name string, v values) {
	spec := v.sub("prometheus", "prometheusSpec")
	if !v.is("prometheus", "enabled") {
		return
	}
	p.custom = append(p.custom, "Prometheus")
	p.operated(spec, "prometheus", crName(name, "prometheus", v), v, spec.sub("storageSpec", "volumeClaimTemplate", "spec"),
		v.sub("prometheus", "podDisruptionBudget"))
	p.services = append(p.services, name+"-prometheus", "prometheus-operated")
	for _, kind := range []string{"serviceMonitor", "podMonitor", "rule"} {
		if key := kind + "SelectorNilUsesHelmValues"; spec.at(key) != false {
			p.warns("helm/selectors-see-every-release", "prometheus.prometheusSpec.%s is not false: Prometheus sees only its own release's", key)
		}
	}
	prometheusSpec(p, crName(name, "prometheus", v), spec)
	// Prometheus counts in powers of two: 16GB is what Kubernetes calls 16Gi.
	most, _ := kubernetes.Bytes(strings.Replace(spec.str("retentionSize"), "B", "i", 1))
	asked := spec.str("storageSpec", "volumeClaimTemplate", "spec", "resources", "requests", "storage")
	size, _ := kubernetes.GiB(asked) // EBS makes whole GiB
	if size > 0 && most >= int64(size)<<30 {
		p.warns("helm/prometheus-retention-fits", "retentionSize %s fills the volume of %d GiB before anything is dropped",
			spec.str("retentionSize"), size)
	}
}

func alertmanagerPods(p *plan, name string, v values) {
	spec := v.sub("alertmanager", "alertmanagerSpec")
	if !v.is("alertmanager", "enabled") {
		return
	}
	p.custom = append(p.custom, "Alertmanager")
	before := len(p.pods)
	p.operated(spec, "alertmanager", crName(name, "alertmanager", v), v, spec.sub("storage", "volumeClaimTemplate", "spec"),
		v.sub("alertmanager", "podDisruptionBudget"))
	for i := range p.pods[before:] {
		for _, secret := range texts(spec.at("secrets")) {
			one := &p.pods[before+i]
			one.mounts = append(one.mounts, mount{"secret-" + secret, secret, alertmanagerFiles + secret, ""})
		}
	}
	p.customField("Alertmanager", crName(name, "alertmanager", v), "spec.retention", spec.str("retention"), hoursForm)
	p.keeps("Alertmanager", "alertmanager.alertmanagerSpec.storage", spec.sub("storage"))
	p.services = append(p.services, name+"-alertmanager", "alertmanager-operated")
}

// operated plans the StatefulSet that the operator makes of a custom resource:
// the program itself and its config reloader.
func (p *plan) operated(spec values, what, name string, v, template, budget values) {
	set := what + "-" + name
	replicas := max(1, spec.number("replicas"))
	var pods []pod
	for i := range replicas {
		each := pod{Demand: kubernetes.Demand{Name: fmt.Sprintf("%s-%d", set, i)}}
		p.resources(&each, spec.sub("resources"), v.sub("prometheusOperator", "prometheusConfigReloader", "resources"))
		pods = append(pods, each)
	}
	if template != nil {
		before := len(p.claims)
		p.templated(pods, set+"-db", set, template)
		for i := range p.claims[before:] {
			p.claims[before+i].operator = true
		}
	}
	if budget.is("enabled") {
		budgeted(pods, what+"-"+name, budget.over(values{"minAvailable": 1}))
	}
	p.pods = append(p.pods, pods...)
}
