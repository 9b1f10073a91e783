package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// watermarks puts others in place of the program's.
func watermarks(lines ...string) change {
	const prefix = "cluster.routing.allocation.disk.watermark."
	return func(in map[string]any) {
		files := in["values"].(map[string]any)["esConfig"].(map[string]any)
		var out []string
		for _, line := range strings.Split(files["elasticsearch.yml"].(string), "\n") {
			if !strings.HasPrefix(line, prefix) {
				out = append(out, line)
			}
		}
		for _, line := range lines {
			out = append(out, prefix+line)
		}
		files["elasticsearch.yml"] = strings.Join(out, "\n")
	}
}

func TestWatermarksThatElasticsearchDoesNotStartWith(t *testing.T) {
	for wants, lines := range map[string][]string{
		"unable to consistently parse [cluster.routing.allocation.disk.watermark.low=85%], ":   {"low: 85%", "high: 5gb", "flood_stage: 95%"},
		"low disk watermark [95%] more than high disk watermark [90%]":                         {"low: 95%", "high: 90%", "flood_stage: 97%"},
		"high disk watermark [0.99] more than flood stage disk watermark [95%]":                {"low: 0.8", "high: 0.99"},
		"low disk watermark [3gb] less than high disk watermark [5gb]":                         {"low: 3gb", "high: 5gb", "flood_stage: 1gb"},
		"is set [low=9gb, high=-1, flood=-1], while the disk watermark values are set to":      {"low: 5gb", "high: 3gb", "flood_stage: 1gb", "low.max_headroom: 9gb"},
		"high disk max headroom [-1] is not set, while the low disk max headroom is set [9gb]": {"low: 85%", "low.max_headroom: 9gb"},
		"flood disk max headroom [100gb] more than high disk max headroom [50gb]":              {"high.max_headroom: 50gb"},
		"unit is missing or unrecognized":                                                      {"low: 5 gigs"},
	} {
		s := newStack(t, clustertest.Options{})
		clustertest.Refused(t, s.try("elasticsearch", watermarks(lines...)), "helm/elasticsearch-watermarks", wants)
	}
	for _, lines := range [][]string{nil, {"low: 3gb", "high: 2gb", "flood_stage: 1024mb"}, {"low: 70%"}} {
		s := newStack(t, clustertest.Options{})
		s.install("elasticsearch", watermarks(lines...))
		s.Violated()
	}
}

// On a laptop, the volumes are a part of its disk, and percentages are of that.
func TestOnAnExistingClusterTheDiskIsShared(t *testing.T) {
	for rule, change := range map[string]change{"": watermarks("low.max_headroom: 5gb", "high.max_headroom: 3gb", "flood_stage.max_headroom: 2gb"),
		"helm/elasticsearch-shares-a-disk": watermarks()} {
		s := existing(t)
		s.install("elasticsearch", change)
		if rule == "" {
			s.Violated()
		} else {
			s.Violated(rule)
		}
	}
}

func TestTheVolumeHoldsWhatIsKept(t *testing.T) {
	retention := func(days string) change { return holding(t, `"min_age":"7d"`, `"min_age":"`+days+`"`) }
	for name, c := range map[string]struct {
		es, ls []change
		holds  bool
	}{
		"as it is":               {nil, nil, true},
		"a fortnight":            {[]change{retention("14d")}, nil, true},
		"three months":           {[]change{retention("90d")}, nil, true},
		"a year":                 {[]change{retention("365d")}, nil, false},
		"three months on 20 GiB": {[]change{value("20Gi", "volumeClaimTemplate", "resources", "requests", "storage"), retention("90d")}, nil, false},
		"uptime every second":    {nil, []change{text(t, "interval => 30", "interval => 1", "logstashPipeline", "logstash.conf")}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.install("elasticsearch", c.es...)
			s.install("logstash", c.ls...)
			s.World.Settle()
			if c.holds {
				s.Violated()
			} else {
				s.Violated("helm/elasticsearch-volume-holds")
			}
		})
	}
}

func TestAnAlertFiresBeforeTheFloodStage(t *testing.T) {
	free := func(expr string) change {
		return value([]any{map[string]any{"alert": "X", "expr": expr, "labels": map[string]any{"namespace": "elk"}}}, "prometheusRule", "rules")
	}
	const available, size = "elasticsearch_filesystem_data_available_bytes", "elasticsearch_filesystem_data_size_bytes"
	for expr, fires := range map[string]bool{
		available + " / " + size + " < 0.15": true, available + " / " + size + " <= 0.04": false, available + " < 2 * 1024": false,
		available + " < 3e9": true, available + " < 1e9": false, available + " / " + size + " > 0.15": false, "up == 0": false,
		size + " / " + available + " < 0.15": false,
	} {
		t.Run(expr, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			s.before("elasticsearch-exporter")
			s.install("elasticsearch-exporter", free(expr))
			s.World.Settle()
			if fires {
				s.Violated()
			} else {
				s.Violated("helm/elasticsearch-volume-watched")
			}
		})
	}
}

const esClaim = "elk/security-master-security-master-0"

func TestClientsPrepareALostVolumeAgainWhenTheyStart(t *testing.T) {
	for client, c := range map[string]struct {
		change change
		how    string
	}{
		"logstash": {putsTemplate(t, "mine"), "kubectl -n elk scale statefulset logstash --replicas=1"},
		"kibana":   {func(map[string]any) {}, "kubectl -n elk rollout restart deployment kibana"},
	} {
		t.Run(client, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			role(t, "cluster: [ monitor ]", "cluster: [ monitor, manage_index_templates ]")(s)
			es := s.install("elasticsearch")
			s.install(client, c.change)
			s.World.Settle()
			s.World.Settle()
			s.Violated()
			helm.LoseVolume(s.World, esClaim)
			s.World.Settle()
			s.Violated("helm/client-prepares-once")
			s.World.ClearViolations()
			byHand(t, s, c.how)
			s.World.Settle()
			s.Violated()
			// Any older image is taken on the new volume.
			if err := s.Update(es, s.inputs("elasticsearch", value("8.19.9", "imageTag"))); err != nil {
				t.Error(err)
			}
		})
	}
}

// Elasticsearch holds its templates by its file, on every volume.
func TestLogstashHasNothingToPrepare(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("elasticsearch")
	s.install("logstash")
	s.World.Settle()
	helm.LoseVolume(s.World, esClaim)
	s.World.Settle()
	s.Violated()
}

func TestDocumentsWithManyFieldsAreRefused(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("elasticsearch", holding(t, `"index.mapping.total_fields.ignore_dynamic_beyond_limit":true`,
		`"index.mapping.total_fields.ignore_dynamic_beyond_limit":false`))
	s.install("logstash")
	s.Violated("helm/documents-with-many-fields")
}

func TestKibanaDoesNotStartWhileTheVolumeIsFull(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	_, kibana := s.install("elasticsearch"), s.install("kibana")
	helm.FillVolume(s.World, esClaim)
	s.World.Settle()
	s.Violated("helm/elasticsearch-flood-stage")
	clustertest.Refused(t, s.Update(kibana, s.inputs("kibana", value("2", "resources", "limits", "cpu"))), "helm/kibana-writes-at-start",
		"index [.kibana] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block]")
	byHand(t, s, "kubectl -n elk patch pvc security-master-security-master-0")
	if err := s.Update(kibana, s.inputs("kibana", value("2", "resources", "limits", "cpu"))); err != nil {
		t.Error(err)
	}
}

func TestGrafanaKeepsItsPassword(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.before("kube-prometheus-stack")
	o := s.install("kube-prometheus-stack", withoutLogs)
	s.World.Settle()
	s.Violated()
	const claim, other = "monitoring/kube-prometheus-stack-grafana", "another-password-of-32-characters"
	s.rewrite("monitoring", "grafana-admin", "admin-password", other)
	if err := s.Update(o, s.inputs("kube-prometheus-stack", withoutLogs, value("200m", "grafana", "resources", "requests", "cpu"))); err != nil {
		t.Fatal(err)
	}
	s.World.Settle()
	s.Violated("helm/grafana-keeps-password")
	s.World.ClearViolations()
	byHand(t, s, "grafana cli admin reset-admin-password")
	s.World.Settle()
	s.Violated()
	helm.SetLogin(s.World, claim, "changed in Grafana")
	s.World.Settle()
	s.Violated("helm/grafana-keeps-password")
	s.World.ClearViolations()
	helm.LoseVolume(s.World, claim)
	s.World.Settle()
	s.Violated()
}

// byHand types a command of docs/troubleshooting.md.
func byHand(t *testing.T, s *stack, line string) {
	t.Helper()
	if !helm.ByHand(s.World, line) {
		t.Fatalf("unknown: %s", line)
	}
}

// The documented way to a larger volume: the claim, then the StatefulSet without its pod.
func TestAVolumeGrowsAroundItsStatefulSet(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	o := s.install("elasticsearch")
	larger := s.inputs("elasticsearch", value("60Gi", "volumeClaimTemplate", "resources", "requests", "storage"))
	byHand(t, s, "kubectl -n elk delete statefulset security-master --cascade=orphan")
	if err := s.Update(o, larger); err != nil {
		t.Fatal(err)
	}
	clustertest.Refused(t, s.Update(o, s.inputs("elasticsearch")), "helm/volume-claim-templates-kept", "Forbidden")
}

func TestARefusedDocumentIsKeptWhereThereIsAQueueForIt(t *testing.T) {
	for _, kept := range []bool{true, false} {
		s := newStack(t, clustertest.Options{})
		s.install("elasticsearch")
		o := s.install("logstash", func(in map[string]any) {
			if !kept {
				text(t, "dead_letter_queue.enable: true", "", "logstashConfig", "logstash.yml")(in)
			}
		})
		if err := helm.RefuseDocument(s.World, o); err != nil || len(helm.Refused(s.World)) != map[bool]int{true: 1}[kept] {
			t.Errorf("kept %t: %v (%v)", kept, helm.Refused(s.World), err)
		}
	}
}

func TestARollbackIntoAStricterNamespaceFails(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("elasticsearch")
	o := s.install("kibana", remove("securityContext", "seccompProfile"))
	if err := s.Update(s.Get(kubernetes.Namespace, "elk"), held("elk", "restricted")); err != nil {
		t.Fatal(err)
	}
	clustertest.Refused(t, s.Update(o, s.inputs("kibana", input("timeout", 1.0))), "helm/timeout-long-enough",
		"an error occurred while rolling back the release")
}
