package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/kubernetes/clustertest"
)

// logSource changes the data source of the logs.
func logSource(path []string, x any) change {
	return func(in map[string]any) {
		file := in["values"].(map[string]any)["grafana"].(map[string]any)["datasources"].(map[string]any)["datasources.yaml"].(map[string]any)
		sources := file["datasources"].([]any)
		m := sources[len(sources)-1].(map[string]any)
		for _, key := range path[:len(path)-1] {
			m = m[key].(map[string]any)
		}
		m[path[len(path)-1]] = x
	}
}

// withoutLogs leaves the data source of the logs out.
func withoutLogs(in map[string]any) {
	file := in["values"].(map[string]any)["grafana"].(map[string]any)["datasources"].(map[string]any)["datasources.yaml"].(map[string]any)
	sources := file["datasources"].([]any)
	file["datasources"] = sources[:len(sources)-1]
}

func TestADataSourceThatGrafanaCannotReadIsSeen(t *testing.T) {
	for name, c := range map[string]struct {
		change change
		spoil  func(*stack)
		rules  []string
	}{
		"none":             {withoutLogs, nil, nil},
		"sound":            {input("timeout", 900), nil, nil},
		"another address":  {logSource([]string{"url"}, "https://elasticsearch.elk.svc:9200"), nil, []string{"helm/grafana-source-answers"}},
		"no authority":     {logSource([]string{"jsonData", "tlsAuthWithCACert"}, false), nil, []string{"helm/grafana-source-answers"}},
		"no such variable": {logSource([]string{"secureJsonData", "basicAuthPassword"}, "$PASSWORD"), nil, []string{"helm/grafana-source-expands", "helm/grafana-source-answers"}},
		"another password": {nil, func(s *stack) { s.rewrite("monitoring", "grafana-elasticsearch", "password", "another") }, []string{"helm/grafana-source-answers"}},
		"another index":    {logSource([]string{"jsonData", "index"}, "metrics-*"), nil, []string{"helm/client-may-act"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, clustertest.Options{})
			if c.spoil != nil {
				c.spoil(s)
			}
			var changes []change
			if c.change != nil {
				changes = append(changes, c.change)
			}
			s.before("kube-prometheus-stack")
			s.install("kube-prometheus-stack", changes...)
			s.install("elasticsearch")
			s.World.Settle()
			s.Violated(c.rules...)
		})
	}
}

func TestADataSourceWithoutItsSecretKeepsGrafanaFromStarting(t *testing.T) {
	for want, spoil := range map[string]func(*stack){
		`secret "grafana-elasticsearch" not found`: func(s *stack) { s.mustDelete(kubernetes.Secret, "monitoring/grafana-elasticsearch") },
		"has no key ca.crt":                        func(s *stack) { s.rewrite("monitoring", "grafana-elasticsearch", "ca.crt", "") },
		"couldn't find key password":               func(s *stack) { s.rewrite("monitoring", "grafana-elasticsearch", "password", "") },
	} {
		s := newStack(t, clustertest.Options{})
		s.before("kube-prometheus-stack")
		spoil(s)
		if err := s.try("kube-prometheus-stack"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
