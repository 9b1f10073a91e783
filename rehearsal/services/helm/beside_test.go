package helm_test

import (
	"strings"
	"testing"

	"eks-elk/rehearsal/services/kubernetes/clustertest"
	"eks-elk/rehearsal/world"
)

const needsElasticsearch = "helm/client-needs-elasticsearch"

// edgeTo returns how a release needs Elasticsearch, once all is there.
func edgeTo(t *testing.T, s *stack, release string) world.Edge {
	t.Helper()
	s.World.Settle()
	for _, e := range s.World.Edges() {
		if e.Rule == needsElasticsearch && e.From.Key() == s.release(release).Key() {
			return e
		}
	}
	t.Fatalf("%s does not need Elasticsearch", release)
	return world.Edge{}
}

func TestKibanaAndLogstashComeUpBesideElasticsearchInAnyOrder(t *testing.T) {
	for _, order := range [][]string{{"kibana", "logstash", "elasticsearch"}, {"elasticsearch", "logstash", "kibana"}} {
		s := newStack(t, clustertest.Options{})
		for _, name := range order {
			s.install(name)
		}
		for _, name := range []string{"kibana", "logstash"} {
			if e := edgeTo(t, s, name); !e.Waits {
				t.Errorf("in the order %v, %s does not wait by itself", order, name)
			}
		}
		s.uninstall("elasticsearch")
		s.Violated()
	}
}

func TestWhatWaitsForAnElasticsearchThatNeverComesIsSeen(t *testing.T) {
	s := newStack(t, clustertest.Options{})
	s.install("kibana")
	s.World.Settle()
	s.Violated(needsElasticsearch)
}

func TestKibanaWaitsAsLongAsElasticsearchMayTake(t *testing.T) {
	for timeout, want := range map[float64]string{600: "it gives up after 10m0s", 960: "it gives up after 16m0s", 1500: ""} {
		s := newStack(t, clustertest.Options{})
		s.install("elasticsearch", input("timeout", 900.0))
		s.install("kibana", input("timeout", timeout))
		s.install("logstash", input("timeout", timeout))
		if e := edgeTo(t, s, "kibana"); want == "" && e.Short != "" || !strings.Contains(e.Short, want) {
			t.Errorf("with %v s: %q, want %q", timeout, e.Short, want)
		}
		if e := edgeTo(t, s, "logstash"); e.Short != "" {
			t.Errorf("Logstash is ready without Elasticsearch, but: %s", e.Short)
		}
	}
}

// Whether Kibana reaches Elasticsearch is judged when both have changed.
func TestAnUpgradeOfAllIsJudgedWhenAllIsDone(t *testing.T) {
	newer := value("8.19.99", "imageTag")
	for _, order := range [][]string{{"kibana", "elasticsearch"}, {"elasticsearch", "kibana"}, {"kibana"}} {
		s := newStack(t, clustertest.Options{})
		s.install("elasticsearch")
		s.install("kibana")
		for _, name := range order {
			if err := s.Update(s.release(name), s.inputs(name, newer)); err != nil {
				t.Fatal(err)
			}
		}
		s.World.Settle()
		if len(order) == 1 {
			s.Violated(needsElasticsearch)
		} else {
			s.Violated()
		}
	}
}
