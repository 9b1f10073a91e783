package lifecycle

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// staged sets the stage for a stack file.
func workspace(t *testing.T, stackFile string) *Workspace {
	t.Helper()
	project := t.TempDir()
	for name, text := range map[string]string{
		"Pulumi.yaml":      "name: eks-elk\nruntime: go\ndescription: a project\n",
		"Pulumi.some.yaml": stackFile,
		"main.go":          "package main\n",
	} {
		if err := os.WriteFile(filepath.Join(project, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := newWorkspace(Options{
		Project: project, Stack: "some",
		Tools: Tools{Pulumi: "/built/pulumi", LanguageHost: "/built/host", EKSPlugin: "/built/eks", Program: "/built/program"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func read(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func aWorld(t *testing.T) *world.World {
	t.Helper()
	w := world.New()
	if err := services.Fill(w, account.Old()); err != nil {
		t.Fatal(err)
	}
	w.APIServer, w.APIServerCA = "127.0.0.1:4711", "PEM"
	return w
}

// The local backend refuses a stack with an environment.
func TestAnEnvironmentIsLeftOutAndToldOf(t *testing.T) {
	var content map[string]any
	s := workspace(t, "environment: [aws-login]\nconfig: {aws:region: eu-west-1}\n")
	read(t, s.stackFile(), &content)
	if _, has := content["environment"]; has || content["config"] == nil || len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "Pulumi.some.yaml names an environment") {
		t.Errorf("%v, %q", content, s.Notes)
	}
	if s := workspace(t, "config: {}\n"); len(s.Notes) != 0 {
		t.Errorf("%q", s.Notes)
	}
}

func TestTheStagedProjectNamesTheBuiltProgram(t *testing.T) {
	s := workspace(t, "config: {}\n")
	var project struct {
		Name, Description string
		Runtime           struct {
			Name    string
			Options struct{ Binary string }
		}
	}
	read(t, filepath.Join(s.Project, "Pulumi.yaml"), &project)
	if project.Name != "eks-elk" || project.Description != "a project" || project.Runtime.Name != "go" ||
		project.Runtime.Options.Binary != s.program() {
		t.Errorf("%+v", project)
	}
	if link, err := os.Readlink(filepath.Join(s.Project, "main.go")); err != nil || !strings.HasSuffix(link, "main.go") {
		t.Errorf("the rest of the project is not as it is: %q, %v", link, err)
	}
}

func TestTheStageLeavesConfigMapsToTheProgram(t *testing.T) {
	for name := range workspace(t, "config: {}\n").Environment("") {
		if strings.HasPrefix(name, "PULUMI_K8S_") {
			t.Errorf("%s is set: a person's own pulumi has no such thing", name)
		}
	}
}

func TestAPersonsClusterIsReplacedByTheSimulatedOne(t *testing.T) {
	for _, c := range []struct {
		cluster        string
		context, class string
	}{
		{`{kubeconfig: ~/.kube/config, context: kind-eks-elk}`, "kind-eks-elk", "standard"},
		{`{kubeconfig: ~/.kube/config}`, "rehearsal", "standard"},
		{`{kubeconfig: "apiVersion: v1\ncurrent-context: x\n", storageClass: fast}`, "rehearsal", "fast"},
		{`{kubeconfig: {secure: v1:abc}, context: work}`, "work", "standard"},
	} {
		s, w := workspace(t, "config:\n  eks-elk:cluster: "+c.cluster+"\n  eks-elk:elk: {imageTag: 8.19.10}\n"), aWorld(t)
		if given, err := s.giveCluster(w); !given || err != nil {
			t.Fatalf("%s: %v, %v", c.cluster, given, err)
		}
		var file struct {
			Config struct {
				Cluster struct {
					Kubeconfig, Context, StorageClass string
				} `yaml:"eks-elk:cluster"`
				ELK struct {
					ImageTag string `yaml:"imageTag"`
				} `yaml:"eks-elk:elk"`
			}
		}
		read(t, filepath.Join(s.Project, "Pulumi.some.yaml"), &file)
		var kubeconfig struct {
			Current  string `yaml:"current-context"`
			Contexts []struct{ Name string }
			Clusters []struct{ Cluster struct{ Server string } }
		}
		if path := strings.Contains(c.cluster, "~/"); path != (file.Config.Cluster.Kubeconfig == s.Kubeconfig()) {
			t.Errorf("%s became %q", c.cluster, file.Config.Cluster.Kubeconfig)
		} else if path {
			read(t, s.Kubeconfig(), &kubeconfig)
		} else if err := yaml.Unmarshal([]byte(file.Config.Cluster.Kubeconfig), &kubeconfig); err != nil {
			t.Fatalf("%s: %v", c.cluster, err)
		}
		if kubeconfig.Current != c.context || len(kubeconfig.Contexts) != 1 || kubeconfig.Contexts[0].Name != c.context {
			t.Errorf("%s: %+v", c.cluster, kubeconfig)
		}
		if asked := file.Config.Cluster.Context; asked != "" && asked != c.context {
			t.Errorf("%s asks for the context %s", c.cluster, asked)
		}
		if file.Config.ELK.ImageTag != "8.19.10" {
			t.Errorf("%s: the rest of the file is %+v", c.cluster, file.Config)
		}
		given := w.Objects(kubernetes.ExistingCluster)
		if len(given) != 1 || kubeconfig.Clusters[0].Cluster.Server != given[0].Str("endpoint") || given[0].Str("storageClass") != c.class ||
			given[0].Int("nodes[0].cpuMilli") != 4000 {
			t.Errorf("%s: %v", c.cluster, given)
		}
		if leaks := w.Leaks(); len(leaks) != 0 {
			t.Errorf("%s: what was there before is called a leak: %v", c.cluster, leaks)
		}
	}
}

func TestAStackWithAClusterOfItsOwnIsStagedAsItIs(t *testing.T) {
	for _, text := range []string{
		"config: {}\n",
		"config:\n  eks-elk:cluster: {publicAccessCidrs: [203.0.113.0/24]}\n",
		"config:\n  eks-elk:cluster: {kubeconfig: \"\"}\n",
		"config:\n  eks-elk:cluster: nonsense\n",
		"{}\n",
	} {
		s, w := workspace(t, text), aWorld(t)
		file := filepath.Join(s.Project, "Pulumi.some.yaml")
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if given, err := s.giveCluster(w); given || err != nil || len(w.Objects()) != 0 {
			t.Errorf("%q: %v, %v", text, given, err)
		}
		if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
			t.Errorf("%q became %q", before, after)
		}
	}
}
