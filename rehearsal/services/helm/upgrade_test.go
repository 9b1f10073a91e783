package helm_test

import (
	"slices"
	"testing"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/services/random"
)

func TestAnUpgradeIsTheNextRevisionWithOtherPods(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	o := s.install("elasticsearch")
	if err := s.Update(o, s.inputs("elasticsearch", value("1", "resources", "requests", "cpu"))); err != nil {
		t.Fatal(err)
	}
	pods := s.World.Objects(kubernetes.Pod)
	if len(pods) != 1 || pods[0].Int("cpuMilli") != 1000 || s.release("elasticsearch").Int("status.revision") != 2 {
		t.Errorf("%d pods, the first with %dm, revision %d", len(pods), pods[0].Int("cpuMilli"),
			s.release("elasticsearch").Int("status.revision"))
	}
	if len(s.World.Objects(ec2.Volume)) != 1 {
		t.Error("the new pod did not take the old one's volume")
	}
	s.Violated()
}

func TestUpgradesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		release       string
		change        change
		rule, wording string
	}{
		"volume size": {"elasticsearch", value("60Gi", "volumeClaimTemplate", "resources", "requests", "storage"),
			"helm/volume-claim-templates-kept",
			`release elasticsearch failed, and has been rolled back due to atomic being set: cannot patch "security-master" with kind StatefulSet: StatefulSet.apps "security-master" is invalid: spec: Forbidden: updates to statefulset spec for fields other than`},
		"volume class": {"logstash", value("gp2", "volumeClaimTemplate", "storageClassName"), "helm/release-needs-storage-class",
			`"gp2" not found`},
		"another name":    {"elasticsearch", input("name", "es"), "helm/release-keeps-name", `"es" has no deployed releases`},
		"another version": {"elasticsearch", input("version", "9.0.0"), "helm/chart-version-known", "not found in"},
		"Grafana's volume": {"kube-prometheus-stack", value("4Gi", "grafana", "persistence", "size"), "helm/claim-changes",
			"field can not be less than status.capacity"},
		"an older Elasticsearch": {"elasticsearch", value("8.19.9", "imageTag"), "helm/elastic-image-not-lowered",
			"rolled back due to atomic being set: timed out waiting for the condition (cannot downgrade a node from version ["},
		"no room for a second": {"elasticsearch-exporter", value("9Gi", "resources", "requests", "memory"), "helm/resources-valid",
			"memory limit"},
		"another service": {"elasticsearch", func(in map[string]any) {
			value("logs", "clusterName")(in)
			value(60.0, "replicas")(in)
			value(31.0, "minimumMasterNodes")(in)
		}, "helm/release-needs-ready-node", "Insufficient memory"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before(c.release)
			o := s.install(c.release)
			clustertest.Refused(t, s.Update(o, s.inputs(c.release, c.change)), c.rule, c.wording)
			if got := s.release(c.release).Int("status.revision"); got != 1 {
				t.Errorf("revision %d after a refused upgrade", got)
			}
		})
	}
}

func TestARollingDeploymentNeedsRoomForTwo(t *testing.T) {
	s := newStack(t, clustertest.Options{Nodes: 1})
	s.before("elasticsearch-exporter")
	big := value(map[string]any{"requests": map[string]any{"memory": "6Gi"}}, "resources")
	o := s.install("elasticsearch-exporter", big)
	clustertest.Refused(t, s.Update(o, s.inputs("elasticsearch-exporter", big, value("x", "commonLabels", "a"))),
		"helm/release-needs-ready-node", "1 Insufficient memory")
}

func TestGrafanasVolumeGrowsWhereItsClassLetsIt(t *testing.T) {
	for grows, rule := range map[bool]string{true: "", false: "helm/claim-changes"} {
		s := &stack{clustertest.New(t, clustertest.Options{Types: helm.ResourceTypes()}), t}
		s.StorageClass(map[string]any{"allowVolumeExpansion": grows})
		s.namespaces()
		s.secrets()
		s.before("kube-prometheus-stack")
		o := s.install("kube-prometheus-stack")
		err := s.Update(o, s.inputs("kube-prometheus-stack", value("8Gi", "grafana", "persistence", "size")))
		if rule != "" {
			clustertest.Refused(t, err, rule, "the storageclass that provisions the pvc must support resize")
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		sizes := []int{}
		for _, v := range s.World.Objects(ec2.Volume) {
			sizes = append(sizes, v.Int("size"))
		}
		if slices.Sort(sizes); !slices.Equal(sizes, []int{2, 8, 20}) {
			t.Errorf("volumes of %v GiB, want 2, 8 and 20", sizes)
		}
	}
}

func TestWhatAChartTakesAlthoughItEndsBadly(t *testing.T) {
	violations{
		"chart's password":             {"elasticsearch", value(true, "secret", "enabled"), "helm/password-new-with-every-upgrade"},
		"unknown value":                {"kibana", value(true, "elasticsearchHost"), "helm/value-keys-known"},
		"unknown value below":          {"kube-prometheus-stack", value("30d", "prometheus", "prometheusSpec", "retain"), "helm/value-keys-known"},
		"chart not modelled":           {"kibana", input("chart", "fluent-bit"), "helm/chart-modelled"},
		"test pod":                     {"elasticsearch", remove("tests"), "helm/random-names"},
		"green":                        {"elasticsearch", remove("clusterHealthCheckParams"), "helm/elasticsearch-ready-again"},
		"yellow":                       {"elasticsearch", value("wait_for_status=yellow&timeout=1s", "clusterHealthCheckParams"), "helm/elasticsearch-ready-again"},
		"a volume below its watermark": {"elasticsearch", watermarks("low: 50gb", "high: 40gb", "flood_stage: 30gb"), "helm/elasticsearch-watermarks"},
		"heap over half":               {"elasticsearch", value("-Xmx3g", "esJavaOpts"), "helm/elasticsearch-heap-half"},
		"chart's certificate":          {"elasticsearch", value(true, "createCert"), "helm/certificate-from-chart"},
		"no version":                   {"elasticsearch", func(in map[string]any) { delete(in, "version") }, "helm/chart-version-pinned"},
		"empty list":                   {"elasticsearch", value([]any{}, "tolerations"), "helm/empty-list-dropped"},
		"load balancer":                {"kibana", value("LoadBalancer", "service", "type"), "helm/no-load-balancer"},
		"queue in memory": {"logstash", text(t, "queue.type: persisted", "queue.type: memory", "logstashConfig", "logstash.yml"),
			"helm/logstash-queue-kept"},
		"data stream": {"logstash", text(t, `action => "create"`, `action => "index"`, "logstashPipeline", "logstash.conf"),
			"helm/logstash-creates-in-data-stream"},
		"index of no event": {"logstash", text(t, "%{[@metadata][index]}", "%{[metadata][index]}", "logstashPipeline", "logstash.conf"),
			"helm/logstash-index-known"},
		"webhook": {"kube-prometheus-stack", value("Fail", "prometheusOperator", "admissionWebhooks", "failurePolicy"),
			"helm/webhook-does-not-block"},
		"queue not kept": {"logstash", value(false, "persistence", "enabled"), "helm/logstash-queue-kept"},
		"image's pipeline": {"logstash", func(in map[string]any) {
			pipelines := in["values"].(map[string]any)["logstashPipeline"].(map[string]any)
			pipelines["uptime.conf"] = pipelines["logstash.conf"]
			delete(pipelines, "logstash.conf")
		}, "helm/logstash-replaces-image-pipeline"},
		"bundled definitions": {"kube-prometheus-stack", func(in map[string]any) { value(true, "crds", "enabled")(in) },
			"helm/crds-left-behind"},
		"control plane": {"kube-prometheus-stack", value(true, "kubeEtcd", "enabled"), "helm/managed-control-plane-unscraped"},
		"own release only": {"kube-prometheus-stack", remove("prometheus", "prometheusSpec", "ruleSelectorNilUsesHelmValues"),
			"helm/selectors-see-every-release"},
		"retention": {"kube-prometheus-stack", value("20GB", "prometheus", "prometheusSpec", "retentionSize"),
			"helm/prometheus-retention-fits"},
		"Grafana's password": {"kube-prometheus-stack", remove("grafana", "admin"), "helm/password-new-with-every-upgrade"},
		"Grafana's volume":   {"kube-prometheus-stack", remove("grafana", "deploymentStrategy"), "helm/grafana-recreated"},
		"Grafana's rights":   {"kube-prometheus-stack", remove("grafana", "rbac"), "helm/grafana-reads-own-namespace"},
		"Grafana's search": {"kube-prometheus-stack", value("ALL", "grafana", "sidecar", "dashboards", "searchNamespace"),
			"helm/grafana-reads-own-namespace"},
		"Grafana's sidecar":      {"kube-prometheus-stack", remove("grafana", "sidecar", "dashboards", "skipReload"), "helm/grafana-logins-counted"},
		"Grafana's data sources": {"kube-prometheus-stack", remove("grafana", "datasources"), "helm/grafana-has-data-source"},
		"Grafana's late data sources": {"kube-prometheus-stack", value(map[string]any{"enabled": true, "skipReload": true}, "grafana", "sidecar", "datasources"),
			"helm/grafana-has-data-source"},
		"Grafana's other sidecar": {"kube-prometheus-stack", value(true, "grafana", "sidecar", "datasources", "enabled"),
			"helm/grafana-logins-counted"},
		"documents that disagree": {"logstash", func(in map[string]any) {
			text(t, `"logs-kubernetes-default"`, `"logstash"`, "logstashPipeline", "logstash.conf")(in)
			text(t, "ecs_compatibility: v8", "ecs_compatibility: disabled", "logstashConfig", "logstash.yml")(in)
		}, "helm/documents-agree"},
		"two queues": {"logstash", text(t, "dead_letter_queue.max_bytes: 512mb", "dead_letter_queue.max_bytes: 3gb", "logstashConfig", "logstash.yml"),
			"helm/logstash-queues-fit"},
		"Logstash's buffers": {"logstash", text(t, "pipeline.buffer.type: heap", "", "logstashConfig", "logstash.yml"),
			"helm/logstash-buffers-fit"},
		"the reserved realm": {"elasticsearch", text(t, "reserved_realm.enabled: false", "reserved_realm.enabled: true",
			"esConfig", "elasticsearch.yml"), "helm/elasticsearch-probe-keeps-password"},
		"dead letters": {"logstash", text(t, "dead_letter_queue.enable: true", "", "logstashConfig", "logstash.yml"),
			"helm/logstash-refused-documents-kept"},
		"password in values": {"kibana", value("curl -u kibana_server:"+password("kibana_server"), "podAnnotations", "note"),
			"helm/no-secret-in-values"},
		"private key in values": {"kibana", value("-----BEGIN PRIVATE KEY-----\n", "podAnnotations", "key"), "helm/no-secret-in-values"},
	}.test(t)
}

func TestARandomPasswordInValuesIsSeen(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	p := s.Must(random.Password, "p", map[string]any{"length": 20})
	s.install("elasticsearch", value(p.Str("result"), "podAnnotations", "note"))
	s.Violated("helm/no-secret-in-values")
}

func TestAtOnceBoundVolumesAreSeen(t *testing.T) {
	s := &stack{clustertest.New(t, clustertest.Options{Types: helm.ResourceTypes()}), t}
	s.StorageClass(map[string]any{"volumeBindingMode": "Immediate"})
	s.namespaces()
	s.secrets()
	s.install("elasticsearch")
	s.Violated("helm/volume-follows-pod")
}

func TestPrometheusVolumeStaysAsItWasMade(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.before("kube-prometheus-stack")
	o := s.install("kube-prometheus-stack")
	spec := []string{"prometheus", "prometheusSpec", "storageSpec", "volumeClaimTemplate", "spec", "resources", "requests", "storage"}
	if err := s.Update(o, s.inputs("kube-prometheus-stack", value("40Gi", spec...))); err != nil {
		t.Fatal(err)
	}
	s.Violated("helm/volume-claim-templates-kept")
}

// An upgrade to a newer image that fails leaves data that the older one refuses,
// also when Helm itself goes back to it: the only way is forward.
func TestAfterAFailedUpgradeToANewerImageTheOnlyWayIsForward(t *testing.T) {
	const stuck = "an error occurred while rolling back the release. original upgrade error: timed out waiting for the condition"
	newer, early := value("8.20.1", "imageTag"), input("timeout", 1.0)
	s := newStack(t, clustertest.Options{})
	o := s.install("elasticsearch")
	kibana := s.install("kibana")
	clustertest.Refused(t, s.Update(o, s.inputs("elasticsearch", newer, early)), "helm/timeout-long-enough", stuck)
	clustertest.Refused(t, s.Update(o, s.inputs("elasticsearch")), "helm/elastic-image-not-lowered",
		"cannot downgrade a node from version [8.20.1] to version [")
	if err := s.Update(o, s.inputs("elasticsearch", newer)); err != nil {
		t.Fatal(err)
	}
	clustertest.Refused(t, s.Update(kibana, s.inputs("kibana", newer, early)), "helm/timeout-long-enough", stuck)
	if err := s.Update(kibana, s.inputs("kibana", newer)); err != nil {
		t.Error(err)
	}
}

// What Helm goes back to starts as long as the image is the same.
func TestARollbackOfAnythingButTheImageEndsWell(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	o := s.install("elasticsearch")
	clustertest.Refused(t, s.Update(o, s.inputs("elasticsearch", input("timeout", 1.0))), "helm/timeout-long-enough",
		"release elasticsearch failed, and has been rolled back due to atomic being set")
	if err := s.Update(o, s.inputs("elasticsearch")); err != nil {
		t.Error(err)
	}
}

// The data outlives the records of its release.
func TestAnOlderImageIsRefusedOnAVolumeThatWasTakenOver(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	helm.DeleteRecords(s.World, s.install("elasticsearch"), "")
	clustertest.Refused(t, s.try("elasticsearch", value("8.19.9", "imageTag")), "helm/elastic-image-not-lowered", "cannot downgrade a node")
}
