package promql

import (
	"strings"
	"testing"
	"time"
)

func TestWhatPrometheusRefusesIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		`up{job="kubelet"} == 1`: "",
		`sum(rate(a[5m])) by (`:  "unclosed left parenthesis",
		`rate(up)`:               "expected type range vector",
		`up{job=kubelet}`:        "unexpected identifier",
	} {
		if got := Expression(text); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if Duration("10m") != "" || Duration("10 minutes") == "" {
		t.Errorf("durations: %q, %q", Duration("10m"), Duration("10 minutes"))
	}
}

func TestADashboardIsJSONWhosePanelsParse(t *testing.T) {
	for text, want := range map[string]string{
		`{"panels":[{"title":"a","targets":[{"expr":"up"}]}]}`:  "",
		`{"panels":[{"title":"a","targets":[{"expr":"up("}]}]}`: `panel "a"`,
		`{"panels":`: "unexpected end",
		`{"panels":[{"title":"a","targets":[{"expr":"rate(logstash_events_in_total[$__rate_interval])"}]}]}`:              "",
		`{"panels":[{"title":"a","targets":[{"expr":"logstash_events"}]}]}`:                                               "nothing exports logstash_events",
		`{"panels":[{"type":"row","panels":[{"title":"b","targets":[{"expr":"up{"}]}]}]}`:                                 `panel "b"`,
		`{"panels":[{"title":"a","datasource":{"uid":"${x}"}}]}`:                                                          "Datasource ${x} was not found",
		`{"panels":[{"title":"a","datasource":{"uid":"${x}"}}],"templating":{"list":[{"name":"x","type":"datasource"}]}}`: "",
		`{"panels":[{"title":"a","datasource":{"uid":"loki"},"targets":[{"expr":"up"}]}]}`:                                "Datasource loki was not found",
		`{"panels":[{"title":"a","type":"stat","targets":[{"expr":"up == 1"}]}]}`:                                         "shows the same value",
		`{"panels":[{"title":"a","type":"stat","options":{"textMode":"name"},"targets":[{"expr":"up == 1"}]}]}`:           "",
		`{"panels":[{"title":"a","type":"stat","targets":[{"expr":"sum(up) + 1"}]}]}`:                                     "",
	} {
		if got := Dashboard(text); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestScrapeConfigurationsThatPrometheusRefuses(t *testing.T) {
	step := func(key string, x any) map[string]any {
		s := map[string]any{"source_labels": []any{"id"}, "regex": ".+;", "action": "drop"}
		s[key] = x
		return map[string]any{"job_name": "a", "metric_relabel_configs": []any{s}}
	}
	for want, configs := range map[string][]map[string]any{
		"": {step("regex", "(a|b);"), {"job_name": "b", "scrape_interval": "30s",
			"kubernetes_sd_configs": []any{map[string]any{"role": "node"}}}},
		"error parsing regexp: missing closing )": {step("regex", "(.+;")},
		`unknown relabel action "delete"`:         {step("action", "delete")},
		`multiple scrape configs with job name`:   {step("action", "keep"), {"job_name": "a"}},
		"job_name is empty":                       {{"scheme": "http"}},
		"unknown unit":                            {{"job_name": "a", "scrape_interval": "10 minutes"}},
		`unknown Kubernetes SD role "nodes"`:      {{"job_name": "a", "kubernetes_sd_configs": []any{map[string]any{"role": "nodes"}}}},
		`unsupported scheme "tls"`:                {{"job_name": "a", "scheme": "tls"}},
	} {
		if got := ScrapeConfigs(configs); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%v: %q, want %q", configs, got, want)
		}
	}
	if !Longer("60s", "30s") || Longer("30s", "1m") || Longer("", "30s") {
		t.Error("60s is longer than 30s, and neither is longer than what is none")
	}
}

func TestWhatNothingExportsIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		`elasticsearch_cluster_health_status{color="red", namespace="elk"} == 1`:                              "",
		`elasticsearch_cluster_health_status{colour="red"} == 1`:                                              `has no label "colour"`,
		`elasticsearch_cluster_health_number_of_nodes{color="red"}`:                                           `has no label "color"`,
		`sum(increase(elasticsearch_index_stats_indexing_index_total{index="a"}[15m])) == 0`:                  "",
		`elasticsearch_jvm_memory_used_bytes{area="heap"} / elasticsearch_jvm_memory_max_bytes{name="a"} > 1`: "",
		`something_else{any="label"}`: "nothing exports something_else",
		// In the exporter's own document, and not in its code.
		`elasticsearch_os_load`:                                              "nothing exports elasticsearch_os_load",
		`sum by (index) (elasticsearch_indices_docs_primary)`:                "",
		`sum by (indices) (elasticsearch_indices_docs_primary)`:              `no series below has a label "indices"`,
		`sum by (a) (label_replace(up, "a", "$1", "job", "(.*)"))`:           "",
		`sum by (any) (a:recorded:sum)`:                                      "",
		`prometheus_config_last_reload_successful == 0`:                      "",
		`probe_success{target="kibana"} == 0`:                                "",
		`node_filesystem_avail_bytes{mountpoint="/"}`:                        "",
		`container_cpu_usage_seconds_total{pod="a", container!=""}`:          "",
		`apiserver_request_duration_seconds_bucket{verb="GET", le="1"}`:      "",
		`kube_node_labels{label_node_kubernetes_io_instance_type="t3.nano"}`: "",
		`logstash_queue_events{target="logstash"}`:                           "",
		`scheduler_pending_pods`:                                             "nothing exports scheduler_pending_pods",
		`up{`:                                                                "",
	} {
		if got := Selects(text); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestASumOverNoSeriesIsNotZero(t *testing.T) {
	for text, silent := range map[string]bool{
		`sum(increase(a[15m])) == 0`:                       true,
		`(sum(a)) < 1`:                                     true,
		`(sum(increase(a[15m])) or vector(0)) == 0`:        false,
		`(sum(a) or vector(0)) == 0 unless on() absent(b)`: false,
		`sum(a) > 0`:            false,
		`sum by (pod) (a) == 0`: false,
		`up == 0`:               false,
		`absent(up)`:            false,
		`up{`:                   false,
	} {
		if got := Silent(text); (got != "") != silent {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestWhichExpressionsKeepTheNamespace(t *testing.T) {
	for text, keeps := range map[string]bool{
		`up == 0`:                                  true,
		`a / b > 0.9`:                              true,
		`rate(a[5m])`:                              true,
		`sum by (namespace) (a)`:                   true,
		`sum without (pod) (a)`:                    true,
		`absent(up{namespace="elk"})`:              true,
		`absent(up)`:                               false,
		`absent(up{namespace=~"elk"})`:             false,
		`sum(a)`:                                   false,
		`sum without (namespace) (a)`:              false,
		`vector(5) - time() < 3`:                   false,
		`(sum(a) or vector(0)) == 0`:               false,
		`(sum(a) or vector(0)) == 0 unless on() b`: false,
	} {
		if HasNamespace(text) != keeps {
			t.Errorf("%s: %v", text, !keeps)
		}
	}
}

func TestTheIndicesOfAnExpression(t *testing.T) {
	if got := Indices(`sum(a{index="logstash"}) / sum(b{index=~"x.*"})`); len(got) != 1 || got[0] != "logstash" {
		t.Errorf("%v", got)
	}
	if Window(`increase(a[15m]) > rate(b[5m])`) != 5*time.Minute || Window(`up == 0`) != 0 || Window(`up[`) != 0 {
		t.Error("the shortest range is another")
	}
}

func TestTheMetricsOfAnExpression(t *testing.T) {
	got := Selected(`probe_success == 0 and on () elasticsearch_cluster_health_status > 0 unless up == 0`)
	if strings.Join(got, " ") != "probe_success elasticsearch_cluster_health_status up" || Selected(`up{`) != nil {
		t.Errorf("%v", got)
	}
}
