package names_test

import (
	"testing"

	"eks-elk/internal/names"
)

func TestAServiceSaysHowToReachIt(t *testing.T) {
	for got, want := range map[string]string{
		names.Grafana.PortForward(): "kubectl --namespace monitoring port-forward " +
			"service/kube-prometheus-stack-grafana 3000:80",
		names.Kibana.PortForward("--context", "kind"): "kubectl --context kind --namespace elk port-forward service/kibana 5601:5601",
		names.Grafana.LocalURL():                      "http://localhost:3000",
		names.Elasticsearch.LocalURL():                "https://localhost:9200",
		names.Elasticsearch.URL():                     "https://security-master.elk.svc:9200",
		names.Beats.URL():                             "tls://logstash.elk.svc:5044",
		// templates/{prometheus,alertmanager}/service.yaml of the chart and its
		// grafana subchart: the release's name and the component's.
		names.Grafana.URL():      "http://kube-prometheus-stack-grafana.monitoring.svc:80",
		names.Prometheus.URL():   "http://kube-prometheus-stack-prometheus.monitoring.svc:9090",
		names.Alertmanager.URL(): "http://kube-prometheus-stack-alertmanager.monitoring.svc:9093",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestNoTwoServicesShareAPortOfTheLaptop(t *testing.T) {
	services := map[int]string{}
	for _, s := range []names.Service{names.Elasticsearch, names.Kibana, names.Beats, names.Grafana, names.Prometheus, names.Alertmanager} {
		if other := services[s.LocalPort]; other != "" {
			t.Errorf("%s and %s share port %d", s.Name, other, s.LocalPort)
		}
		services[s.LocalPort] = s.Name
	}
}
