package helm_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

// The wordings of a release whose pods are not ready in time.
const (
	uninstalled = "has been uninstalled due to atomic being set: timed out waiting for the condition"
	created     = `was created, but failed to initialize completely. Use Helm CLI to investigate.: failed to become available within allocated timeout. Error: Helm Release elk/elasticsearch: timed out waiting for the condition`
	rolledBack  = `Helm release "elk/elasticsearch" failed to initialize completely. Use Helm CLI to investigate.: failed to become available within allocated timeout. Error: Helm Release elk/elasticsearch: release elasticsearch failed, and has been rolled back due to atomic being set: timed out waiting for the condition`
)

func TestReleasesThatTheirSurroundingsRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		release       string
		options       clustertest.Options
		spoil         func(s *stack)
		rule, wording string
	}{
		"no namespace": {"elasticsearch", clustertest.Options{}, func(s *stack) { s.mustDelete(kubernetes.Namespace, "elk") },
			"helm/release-needs-namespace", `create: failed to create: namespaces "elk" not found`},
		"no cluster": {"elasticsearch", clustertest.Options{},
			func(s *stack) { s.Change(eks.ClusterType, "dev", "endpoint", "https://gone") }, "kubernetes/cluster-reachable",
			"unable to load schema information"},
		"no Secret mounted": {"elasticsearch", clustertest.Options{},
			func(s *stack) { s.mustDelete(kubernetes.Secret, "elk/elasticsearch-tls") }, "helm/release-needs-secret",
			`MountVolume.SetUp failed for volume "elasticsearch-tls" : secret "elasticsearch-tls" not found`},
		"no key mounted": {"elasticsearch", clustertest.Options{},
			func(s *stack) { s.rewrite("elk", "elasticsearch-file-realm", "users_roles", "") }, "helm/release-needs-secret",
			"has no key users_roles"},
		"no file": {"elasticsearch", clustertest.Options{}, func(s *stack) { s.rewrite("elk", "elasticsearch-tls", "ca.crt", "") },
			"helm/release-needs-secret", "/usr/share/elasticsearch/config/certs/ca.crt: no such file: Secret elk/elasticsearch-tls has no key " +
				"ca.crt"},
		"no Secret for env": {"kibana", clustertest.Options{}, func(s *stack) { s.mustDelete(kubernetes.Secret, "elk/kibana-credentials") },
			"helm/release-needs-secret", `CreateContainerConfigError: secret "kibana-credentials" not found in namespace elk (for KBN_ES_USERNAME)`},
		"no key for env": {"kube-prometheus-stack", clustertest.Options{},
			func(s *stack) { s.rewrite("monitoring", "grafana-admin", "admin-password", "") }, "helm/release-needs-secret",
			"couldn't find key admin-password in Secret monitoring/grafana-admin"},
		"no class": {"elasticsearch", clustertest.Options{}, func(s *stack) { s.mustDelete(kubernetes.StorageClass, "gp3") },
			"helm/release-needs-storage-class", `storageclass.storage.k8s.io "gp3" not found`},
		"no driver": {"elasticsearch", clustertest.Options{Without: []string{"dev:aws-ebs-csi-driver"}}, nil,
			"helm/release-needs-csi-driver", "waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com'"},
		"driver may not": {"elasticsearch", clustertest.Options{},
			func(s *stack) { s.mustDelete(iam.RolePolicyAttachment, "ebs-csi-policy") }, "helm/release-needs-csi-driver", "UnauthorizedOperation"},
		"no nodes": {"elasticsearch", clustertest.Options{Without: []string{"nodes", "dev:aws-ebs-csi-driver"}}, nil,
			"helm/release-needs-csi-driver", "ebs.csi.aws.com"},
		"no room": {"elasticsearch", clustertest.Options{InstanceType: "t3.medium"}, nil, "helm/release-needs-ready-node",
			"pod security-master-0: FailedScheduling: 0/2 nodes are available: 2 Insufficient memory"},
		"no DNS": {"elasticsearch", clustertest.Options{Without: []string{"dev:coredns"}}, nil, "helm/release-needs-dns", "coredns"},
		"no definitions": {"elasticsearch-exporter", clustertest.Options{}, func(s *stack) { s.uninstall("prometheus-operator-crds") },
			"helm/custom-resources-need-crds",
			"no matches for kind \"ServiceMonitor\" in version \"monitoring.coreos.com/v1\"\nensure CRDs are installed first"},
		"no Elasticsearch": {"elasticsearch-exporter", clustertest.Options{}, func(s *stack) { s.uninstall("elasticsearch") },
			"helm/client-needs-elasticsearch", "getaddrinfo ENOTFOUND security-master"},
		"another password": {"kibana", clustertest.Options{},
			func(s *stack) { s.rewrite("elk", "kibana-credentials", "password", strings.Repeat("x", 40)) }, "helm/client-needs-elasticsearch",
			"unable to authenticate user [kibana_server] for REST request"},
		"an unknown user": {"logstash", clustertest.Options{},
			func(s *stack) { s.rewrite("elk", "logstash-credentials", "username", "logstash") }, "helm/client-needs-elasticsearch",
			"unable to authenticate user [logstash]"},
		"a user without role": {"elasticsearch-exporter", clustertest.Options{}, func(s *stack) {
			s.rewrite("elk", "elasticsearch-file-realm", "users_roles", "kibana_system:kibana_server\n")
		}, "helm/client-needs-elasticsearch", "action is unauthorized for user [es_exporter]"},
		"the superuser": {"kibana", clustertest.Options{}, func(s *stack) { s.rewrite("elk", "kibana-credentials", "username", "elastic") },
			"helm/client-needs-elasticsearch", `value of "elastic" is forbidden`},
		"another authority": {"kibana", clustertest.Options{}, func(s *stack) {
			other, _ := certificate(s.t, nil, nil, "other")
			s.rewrite("elk", "kibana-tls", "ca.crt", asPEM(other))
		}, "helm/client-needs-elasticsearch", "unable to verify the certificate of security-master"},
		"a short key": {"kibana", clustertest.Options{}, func(s *stack) { s.rewrite("elk", "kibana-credentials", "reportingKey", "short") },
			"helm/kibana-key-length", "[config validation of [xpack.reporting.encryptionKey]]: value has length [5]"},
		"PKCS#1": {"logstash", clustertest.Options{}, func(s *stack) {
			s.rewrite("elk", "logstash-tls", "tls.key", "-----BEGIN RSA PRIVATE KEY-----\n")
		}, "helm/logstash-key-is-pkcs8", "does not contain valid private key"},
		"the name is in use": {"elasticsearch", clustertest.Options{}, func(s *stack) { s.install("elasticsearch") }, "helm/release-name-free",
			"cannot re-use a name that is still in use"},
		"definitions of others": {"prometheus-operator-crds", clustertest.Options{}, func(s *stack) {
			s.Must(kubernetes.CRD, "crd", map[string]any{"metadata": map[string]any{"name": "probes.monitoring.coreos.com"}})
		}, "helm/definitions-free", "invalid ownership metadata"},
		"pods of a release that had another name": {"elasticsearch", clustertest.Options{}, func(s *stack) {
			s.install("elasticsearch")
			for _, pod := range s.World.Objects(kubernetes.Pod) {
				s.World.Patch(pod, func(pod *world.Object) { pod.Outputs["of"] = resource.NewProperty("another") })
			}
			helm.DeleteRecords(s.World, s.release("elasticsearch"), "")
		}, "helm/objects-free", `key "meta.helm.sh/release-name" must equal "elasticsearch"`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, c.options)
			if c.options.Without == nil && c.options.InstanceType == "" {
				s.before(c.release)
			}
			if c.spoil != nil {
				c.spoil(s)
			}
			clustertest.Refused(t, s.try(c.release), c.rule, c.wording)
		})
	}
}

func TestInputsThatHelmOrTheChartRefuses(t *testing.T) {
	es := func(old, new string) change { return text(t, old, new, "esConfig", "elasticsearch.yml") }
	kb := func(old, new string) change { return text(t, old, new, "kibanaConfig", "kibana.yml") }
	ls := func(old, new string) change { return text(t, old, new, "logstashPipeline", "logstash.conf") }
	refusals{
		"release name": {"elasticsearch", input("name", "Elastic"), "helm/release-name-form", "invalid release name"},
		"chart version": {"elasticsearch", input("version", "8.5.2"), "helm/chart-version-known",
			`chart "elasticsearch" version "8.5.2" not found in https://charts.example.com repository`},
		"no repository": {"elasticsearch", input("repositoryOpts", map[string]any{}), "helm/chart-has-source",
			`path "elasticsearch" not found`},
		"two sources": {"elasticsearch", input("chart", "oci://example.com/elasticsearch"), "helm/chart-has-source",
			"an OCI chart has no repository beside it"},
		"namespace by release": {"elasticsearch", input("createNamespace", true), "helm/namespace-not-made-by-release", "createNamespace"},
		"short timeout": {"kube-prometheus-stack", input("timeout", 60), "helm/timeout-long-enough",
			"takes 2m17s to be ready, the release allows 1m0s"},
		"request over limit": {"elasticsearch", value("8Gi", "resources", "requests", "memory"), "helm/resources-valid",
			"must be less than or equal to memory limit of 4Gi"},
		"no quantity":    {"elasticsearch", value("much", "resources", "requests", "cpu"), "helm/resources-valid", "quantities must match"},
		"no volume size": {"elasticsearch", remove("volumeClaimTemplate", "resources", "requests", "storage"), "", ""},
		"bad volume size": {"elasticsearch", value("30Gb", "volumeClaimTemplate", "resources", "requests", "storage"),
			"helm/storage-valid", `Invalid value: "30Gb"`},
		"larger than EBS": {"elasticsearch", value("100Ti", "volumeClaimTemplate", "resources", "requests", "storage"),
			"helm/release-needs-csi-driver", "Volume of 102400GiB is too large for volume type gp3; maximum is 65536GiB"},
		"largest of EBS":  {"elasticsearch", value("64Ti", "volumeClaimTemplate", "resources", "requests", "storage"), "", ""},
		"too few masters": {"elasticsearch", value(2.0, "minimumMasterNodes"), "helm/elasticsearch-forms", "no master is ever elected"},
		"single-node": {"elasticsearch", es("xpack.ml.enabled: false", "discovery.type: single-node"), "helm/elasticsearch-forms",
			"not allowed when [discovery.type]"},
		"no probe password": {"elasticsearch", remove("extraEnvs"), "helm/elasticsearch-probe-has-password",
			"ELASTIC_PASSWORD variable is missing"},
		"a watermark misspelt": {"elasticsearch", es("watermark.low.max_headroom", "watermark.lower.max_headroom"), "helm/elasticsearch-settings",
			"unknown setting [cluster.routing.allocation.disk.watermark.lower.max_headroom]"},
		"watermarks": {"elasticsearch", es("high.max_headroom: 3gb", "high.max_headroom: 6gb"), "helm/elasticsearch-watermarks",
			"high disk max headroom [6gb] more than low disk max headroom [5gb]"},
		"a data source that Grafana waits for": {"kube-prometheus-stack", value(map[string]any{"enabled": true, "initDatasources": true}, "grafana", "sidecar",
			"datasources"), "helm/grafana-has-data-source", "watches for ever"},
		"heap too large":  {"elasticsearch", value("-Xms4g -Xmx4g", "esJavaOpts"), "helm/heap-fits", "OOMKilled"},
		"probe over http": {"elasticsearch", value("http", "protocol"), "helm/probe-scheme", "the probe speaks http, Elasticsearch https"},
		"path of another dir": {"elasticsearch", es("config/certs/tls.key", "config/cert/tls.key"), "helm/release-needs-secret",
			"/usr/share/elasticsearch/config/cert/tls.key: no such file: nothing is mounted there"},
		"Kibana's probe": {"kibana", value("http", "protocol"), "helm/probe-scheme", "the probe speaks http, Kibana https"},
		"Kibana's page": {"kibana", value("/api/spaces/space", "healthCheckPath"), "helm/kibana-probe-may-enter",
			"/api/spaces/space asks for a login"},
		"Kibana's heap": {"kibana", value("1Gi", "resources", "limits", "memory"), "helm/resources-valid", "memory limit"},
		"Kibana's old space": {"kibana",
			value(map[string]any{"requests": map[string]any{"memory": "1Gi"}, "limits": map[string]any{"memory": "1Gi"}}, "resources"),
			"helm/heap-fits", "--max-old-space-size=1400 in a container of 1024 MiB"},
		"Kibana with hooks": {"kibana", input("version", "8.5.1"), "helm/kibana-without-hooks",
			"failed pre-install: job failed: BackoffLimitExceeded"},
		"another host": {"kibana", value("https://elasticsearch-master:9200", "elasticsearchHosts"), "helm/client-needs-elasticsearch",
			"ENOTFOUND elasticsearch-master"},
		"another port": {"kibana", value("https://security-master:9201", "elasticsearchHosts"), "helm/client-needs-elasticsearch",
			"ECONNREFUSED security-master:9201"},
		"another scheme": {"kibana", value("http://security-master:9200", "elasticsearchHosts"), "helm/client-needs-elasticsearch",
			"Elasticsearch speaks https"},
		"another name": {"kibana", value("https://security-master.elk:9200", "elasticsearchHosts"), "helm/client-needs-elasticsearch",
			"certificate is valid for security-master, security-master.elk.svc, not security-master.elk"},
		"another version": {"kibana", value("8.19.9", "imageTag"), "helm/client-needs-elasticsearch",
			"this version (v8.19.9) is incompatible with Elasticsearch v8.19.20"},
		"no user": {"kibana", kb(`elasticsearch.username: "${KBN_ES_USERNAME}"`, ""), "helm/client-needs-elasticsearch",
			"missing authentication credentials"},
		"Logstash's host": {"logstash", ls("https://security-master:9200", "https://es:9200"), "helm/client-needs-elasticsearch",
			"ENOTFOUND es"},
		"Logstash's CA": {"logstash", ls("certs/ca.crt", "certs/authority.crt"), "helm/release-needs-secret", "has no key authority.crt"},
		"Logstash's API": {"logstash", text(t, "api.http.host: 0.0.0.0", "", "logstashConfig", "logstash.yml"),
			"helm/logstash-api-answers", "Readiness probe failed"},
		"Logstash's heap": {"logstash", value("-Xmx2g", "logstashJavaOpts"), "helm/heap-fits",
			"a heap of 2048 MiB in a container of 1536 MiB"},
		"Logstash's queue": {"logstash", text(t, "queue.max_bytes: 1024mb", "queue.max_bytes: 4gb", "logstashConfig", "logstash.yml"),
			"helm/logstash-queue-fits", "won't fit in file system"},
		"exporter's client": {"elasticsearch-exporter", remove("es", "ssl", "client"), "helm/release-needs-secret",
			"/ssl/client.pem: no such file"},
		"exporter's Secret": {"elasticsearch-exporter", remove("es", "ssl", "useExistingSecrets"), "helm/exporter-uses-secrets",
			"useExistingSecrets"},
		"exporter without TLS": {"elasticsearch-exporter", value(false, "es", "ssl", "enabled"), "helm/client-needs-elasticsearch",
			"unable to verify the certificate"},
	}.test(t)
}

func TestAReleaseThatIsNotReadyIsWordedAsTheProviderDoes(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	much := value(map[string]any{"requests": map[string]any{"memory": "64Gi"}, "limits": map[string]any{"memory": "64Gi"}}, "resources")
	clustertest.Refused(t, s.try("elasticsearch", much), "helm/release-needs-ready-node", "release elasticsearch failed, and "+uninstalled)
	clustertest.Refused(t, s.try("elasticsearch", much, input("atomic", false)), "helm/release-needs-ready-node",
		`Helm release "elk/elasticsearch" `+created)
	o := s.install("elasticsearch")
	clustertest.Refused(t, s.Update(o, s.inputs("elasticsearch", much)), "helm/release-needs-ready-node", rolledBack)
	clustertest.Refused(t, s.Update(o, s.inputs("elasticsearch", much, input("atomic", false))), "helm/release-needs-ready-node",
		"Error: Helm Release elk/elasticsearch: timed out waiting")
}
