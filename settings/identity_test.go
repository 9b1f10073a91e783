package settings

import (
	"testing"
)

func TestAnotherClusterIsToldFromAChangeOfTheSameOne(t *testing.T) {
	was := Identity{Server: "https://a", Authority: "01", Context: "kind-a"}
	for what, c := range map[string]struct {
		is    Identity
		moved bool
	}{
		"nothing":                           {was, false},
		"another kind cluster":              {Identity{"https://b", "02", "kind-b"}, true},
		"made again under its name":         {Identity{"https://b", "02", "kind-a"}, true},
		"another minikube profile":          {Identity{"https://b", "01", "kind-b"}, true},
		"minikube after a restart":          {Identity{"https://b", "01", "kind-a"}, false},
		"a rotated authority":               {Identity{"https://a", "02", "kind-a"}, false},
		"a colleague's name for it":         {Identity{"https://a", "01", "mine"}, false},
		"both of the last, on another file": {Identity{"https://a", "02", "mine"}, false},
	} {
		if got := c.is.Moved(was); got != c.moved {
			t.Errorf("%s: moved is %v", what, got)
		}
	}
}

func TestTheIdentityIsThatOfTheContextThatIsUsed(t *testing.T) {
	for given, want := range map[string]Identity{
		`{"kubeconfig": "x"}`:                    {Server: "https://127.0.0.1:6443", Context: "kind-kind"},
		`{"kubeconfig": "x", "context": "work"}`: {Server: "https://work.example.com", Context: "work"},
	} {
		s, err := Parse(Source{Stack: "local", Config: map[string]string{"eks-elk:cluster": given}, ReadFile: kubeconfigs})
		if err != nil {
			t.Fatal(err)
		}
		if s.Cluster.Identity != want || s.Cluster.Context != want.Context {
			t.Errorf("%s: %+v, context %q", given, s.Cluster.Identity, s.Cluster.Context)
		}
	}
}
