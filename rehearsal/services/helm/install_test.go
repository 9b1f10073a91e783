package helm_test

import (
	"slices"
	"strings"
	"testing"

	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// all makes the whole stack.
func all(t *testing.T) *stack {
	t.Helper()
	s := newStack(t, clustertest.Options{})
	for _, name := range made {
		s.install(name)
	}
	s.Violated()
	return s
}

func TestTheReleasesRunAsTheirChartsSay(t *testing.T) {
	s := all(t)
	pods, cpu, memory := 0, 0, 0
	for _, p := range s.World.Objects(kubernetes.Pod) {
		pods++
		cpu += p.Int("cpuMilli")
		memory += p.Int("memoryMi")
	}
	// The charts as rendered: five of ELK, three with volumes or dashboards, operator,
	// kube-state-metrics, two node-exporters and two Filebeats.
	if pods != 14 || cpu != 970+390+100+200 || memory != 7240+2016+288+256 {
		t.Errorf("%d pods with %dm and %d MiB", pods, cpu, memory)
	}
	var claims, sizes []string
	for _, c := range s.World.Objects(kubernetes.PersistentVolumeClaim) {
		claims = append(claims, c.ID+" "+c.Str("spec.resources.requests.storage"))
	}
	slices.Sort(claims)
	want := []string{
		"elk/logstash-logstash-0 4Gi", "elk/security-master-security-master-0 30Gi",
		"monitoring/alertmanager-kube-prometheus-stack-db-alertmanager-kube-prometheus-stack-0 2Gi",
		"monitoring/kube-prometheus-stack-grafana 5Gi",
		"monitoring/prometheus-kube-prometheus-stack-db-prometheus-kube-prometheus-stack-0 20Gi",
	}
	if !slices.Equal(claims, want) {
		t.Errorf("claims\n%s\nwant\n%s", strings.Join(claims, "\n"), strings.Join(want, "\n"))
	}
	for _, v := range s.World.Objects(ec2.Volume) {
		sizes = append(sizes, v.Str("availabilityZone"))
	}
	if len(sizes) != 5 || slices.Contains(sizes, "") {
		t.Errorf("volumes in %v, want five with a zone each", sizes)
	}
	if n := len(s.World.Objects(kubernetes.CRD)); n != 10 {
		t.Errorf("%d definitions, want 10", n)
	}
	es := s.release("elasticsearch")
	if es.ID != "elk/elasticsearch" || es.Str("status.status") != "deployed" || es.Int("status.revision") != 1 ||
		es.Str("status.chart") != "elasticsearch" {
		t.Errorf("%s: %v", es.ID, es.Get("status"))
	}
}

func TestTheStackGoesWithoutATrace(t *testing.T) {
	s := all(t)
	for _, name := range slices.Backward(made) {
		s.uninstall(name)
	}
	if n := len(s.World.Objects(kubernetes.PersistentVolumeClaim)); n != 4 {
		t.Errorf("%d claims after the releases, want four: what StatefulSets made stays, Grafana's own goes", n)
	}
	s.forgetSecrets()
	s.withoutNamespaces()
	s.mustDelete(kubernetes.StorageClass, "gp3")
	s.mustDelete(eks.AddonType, "dev:aws-ebs-csi-driver")
	s.mustDelete(eks.NodeGroupType, "dev:default")
	s.mustDelete(eks.ClusterType, clustertest.Name)
	s.Violated()
	for _, o := range s.World.Objects() {
		if strings.HasPrefix(o.Type.Token, "kubernetes:") || o.Type.Token == kubernetes.Pod || o.Type.Token == ec2.Volume {
			t.Errorf("left: %s %s", o.Type.Token, o.ID)
		}
	}
}

// existing is a cluster that somebody else made, with everything that the releases need.
func existing(t *testing.T) *stack {
	t.Helper()
	s := &stack{clustertest.New(t, clustertest.Options{Empty: true, Types: helm.ResourceTypes()}), t}
	err := kubernetes.NewExistingCluster(s.World, clustertest.Server,
		[]kubernetes.Node{{Name: "kind", CPUMilli: 8000, MemoryMi: 16384, Pods: 110}}, "gp3")
	if err != nil {
		t.Fatal(err)
	}
	s.namespaces()
	s.secrets()
	return s
}

func TestOnAnExistingClusterTheKubeletServiceIsALeak(t *testing.T) {
	for off, want := range map[bool]int{false: 1, true: 0} {
		s := existing(t)
		s.install("prometheus-operator-crds")
		s.install("kube-prometheus-stack", value(map[string]any{"enabled": !off}, "prometheusOperator", "kubeletService"))
		s.uninstall("kube-prometheus-stack")
		s.uninstall("prometheus-operator-crds")
		s.forgetSecrets()
		s.withoutNamespaces()
		if leaks := s.World.Leaks(); len(leaks) != want {
			t.Errorf("kubelet Service off %t: leaks %v, want %d", off, leaks, want)
		}
	}
}

func TestOrderOfTheStackFollowsFromItsNeeds(t *testing.T) {
	s := all(t)
	group, csi, dns := s.Get(eks.NodeGroupType, "dev:default"), s.Get(eks.AddonType, "dev:aws-ebs-csi-driver"),
		s.Get(eks.AddonType, "dev:coredns")
	class, elk := s.Get(kubernetes.StorageClass, "gp3"), s.Get(kubernetes.Namespace, "elk")
	for _, c := range []struct {
		release string
		to      interface{ Key() string }
		rule    string
	}{
		{"elasticsearch", group, "helm/release-needs-ready-node"},
		{"elasticsearch", csi, "helm/release-needs-csi-driver"},
		{"elasticsearch", dns, "helm/release-needs-dns"},
		{"elasticsearch", class, "helm/release-needs-storage-class"},
		{"elasticsearch", elk, "helm/release-needs-namespace"},
		{"elasticsearch", s.Get(kubernetes.Secret, "elk/elasticsearch-tls"), "helm/release-needs-secret"},
		{"elasticsearch", s.Get(kubernetes.Secret, "elk/elasticsearch-file-realm"), "helm/release-needs-secret"},
		{"elasticsearch", s.Get(kubernetes.Secret, "elk/elastic-credentials"), "helm/release-needs-secret"},
		{"kibana", s.release("elasticsearch"), "helm/client-needs-elasticsearch"},
		{"logstash", s.release("elasticsearch"), "helm/client-needs-elasticsearch"},
		{"elasticsearch-exporter", s.release("elasticsearch"), "helm/client-needs-elasticsearch"},
		{"elasticsearch-exporter", s.release("prometheus-operator-crds"), "helm/custom-resources-need-crds"},
		{"kube-prometheus-stack", s.release("prometheus-operator-crds"), "helm/custom-resources-need-crds"},
		{"kube-prometheus-stack", s.Get(kubernetes.Secret, "monitoring/grafana-admin"), "helm/release-needs-secret"},
		{"prometheus-operator-crds", s.Get(kubernetes.Namespace, "monitoring"), "helm/release-needs-namespace"},
	} {
		found := false
		for _, e := range s.World.Edges() {
			found = found || e.From.Key() == s.release(c.release).Key() && e.To.Key() == c.to.Key() && e.Rule == c.rule
		}
		if !found {
			t.Errorf("%s does not need %s by %s", c.release, c.to.Key(), c.rule)
		}
	}
	for secret, want := range map[string]string{
		"elastic-credentials": "reads elastic-credentials key password for ELASTIC_PASSWORD",
		"elasticsearch-tls":   "mounts elasticsearch-tls at /usr/share/elasticsearch/config/certs",
		"elasticsearch-file-realm": "mounts elasticsearch-file-realm at /usr/share/elasticsearch/config/users, mounts " +
			"elasticsearch-file-realm at /usr/share/elasticsearch/config/users_roles, mounts elasticsearch-file-realm at " +
			"/usr/share/elasticsearch/config/roles.yml",
	} {
		for _, e := range s.World.Edges() {
			if e.From.Key() == s.release("elasticsearch").Key() && e.To.Key() == s.Get(kubernetes.Secret, "elk/"+secret).Key() && e.Why != want {
				t.Errorf("%s is needed because Elasticsearch %q, want %q", secret, e.Why, want)
			}
		}
	}
	// The two branches run side by side.
	for _, e := range s.World.Edges() {
		if e.From.Key() == s.release("elasticsearch").Key() && e.To.Key() == s.release("prometheus-operator-crds").Key() {
			t.Errorf("elasticsearch waits for the definitions by %s", e.Rule)
		}
	}
}

func TestDeletingInTheWrongOrderIsSeen(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(s *stack)
		rules []string
	}{
		"namespace before its releases": {func(s *stack) { s.mustDelete(kubernetes.Namespace, "elk") },
			[]string{"helm/release-needs-namespace", "kubernetes/namespace-exists"}},
		"nodes before the releases": {func(s *stack) { s.mustDelete(eks.NodeGroupType, "dev:default") },
			[]string{"helm/release-needs-ready-node", "kubernetes/volumes-need-nodes"}},
		"driver before the releases": {func(s *stack) {
			s.Change(eks.AddonType, "dev:aws-ebs-csi-driver", "preserve", false)
			s.mustDelete(eks.AddonType, "dev:aws-ebs-csi-driver")
		}, []string{"helm/release-needs-csi-driver", "kubernetes/volumes-need-csi-driver"}},
		"DNS before the releases":          {func(s *stack) { s.mustDelete(eks.AddonType, "dev:coredns") }, []string{"helm/release-needs-dns"}},
		"Elasticsearch before its clients": {func(s *stack) { s.uninstall("elasticsearch") }, []string{"helm/client-needs-elasticsearch"}},
		"definitions before their resources": {func(s *stack) { s.uninstall("prometheus-operator-crds") },
			[]string{"helm/custom-resources-need-crds"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := all(t)
			c.do(s)
			s.Violated(c.rules...)
		})
	}
}
