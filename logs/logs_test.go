package logs

import (
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"gopkg.in/yaml.v3"

	"eks-elk/certs"
	"eks-elk/elk"
	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
	"eks-elk/kube"
	"eks-elk/settings"
)

// record runs the component and Logstash before it.
func record(t *testing.T, opts ...recorder.Option) *recorder.Recording {
	t.Helper()
	return pulumitest.Record(t, func(ctx *pulumi.Context, s *settings.Settings, on kube.Cluster) error {
		authority, err := certs.New(ctx, "certs", &certs.Args{Settings: s.Certs})
		if err != nil {
			return err
		}
		if _, err := elk.New(ctx, "elk", &elk.Args{Settings: s.ELK, Logs: s.Logs, Charts: s.Charts, Kubernetes: on, Authority: authority}); err != nil {
			return err
		}
		_, err = New(ctx, "logs", args(s, on, authority))
		return err
	}, opts...)
}

func args(s *settings.Settings, on kube.Cluster, authority *certs.Authority) *Args {
	return &Args{Settings: s.Logs, ImageTag: s.ELK.ImageTag, Charts: s.Charts, Kubernetes: on, Authority: authority}
}

// described returns the release by default settings, after some changes.
func described(t *testing.T, changes ...func(*Args)) kube.Release {
	t.Helper()
	in := args(pulumitest.Settings(t), kube.Cluster{}, nil)
	for _, change := range changes {
		change(in)
	}
	release, err := filebeat(in)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func TestTheReleaseIsOneThatTheChartKnows(t *testing.T) {
	releases := []kube.Release{described(t)}
	pulumitest.CheckValues(t, releases)
	pulumitest.CheckKeys(t, releases)
	secrets := pulumitest.Secrets(record(t))
	pulumitest.CheckSecrets(t, names.LogsNamespace, releases, secrets)
	pulumitest.CheckPaths(t, names.LogsNamespace, configured(t), tlsPath, releases[0].Values, secrets)
}

// configured is filebeat.yml among the values.
func configured(t *testing.T) string {
	t.Helper()
	return described(t).Values["daemonset"].(kube.Values)["filebeatConfig"].(kube.Values)["filebeat.yml"].(string)
}

// Where these two are empty, the chart's own name Secrets that are not there, and
// the pods never start. The provider drops empty lists on its way to Helm.
func TestTheChartsOwnSecretsAreNotAskedFor(t *testing.T) {
	for _, list := range []string{"secretMounts", "extraEnvs"} {
		if values, _ := described(t).Values[list].([]kube.Values); len(values) == 0 {
			t.Errorf("%s is empty", list)
		}
	}
}

func TestTheImageIsOfTheStacksVersionAndFromTheMirror(t *testing.T) {
	tag := pulumitest.Settings(t).ELK.ImageTag
	if values := described(t).Values; values["image"] != nil || values["imageTag"] != tag {
		t.Errorf("image %v:%v", values["image"], values["imageTag"])
	}
	values := described(t, func(in *Args) { in.Charts.ImageRegistry = "mirror.example.com/images" }).Values
	if values["image"] != "mirror.example.com/images/beats/filebeat" || values["imageTag"] != tag {
		t.Errorf("image %v:%v", values["image"], values["imageTag"])
	}
}

func TestFilebeatEntersLogstashAndNoStrangerDoes(t *testing.T) {
	contents := func() (logstash, filebeat map[string]string) {
		r := record(t, pulumitest.Sign(t)...)
		read := func(secret string) map[string]string {
			return pulumitest.Content(pulumitest.Find(t, r, pulumitest.SecretType, secret))
		}
		return read("logstash-tls"), read(names.FilebeatTLS)
	}
	logstash, own := contents()
	if err := pulumitest.Handshake(t, logstash, own, names.Beats.Host()); err != nil {
		t.Errorf("Filebeat is refused: %v", err)
	}
	_, other := contents()
	stranger := maps.Clone(other)
	stranger[certs.AuthorityKey] = own[certs.AuthorityKey]
	if pulumitest.Handshake(t, logstash, stranger, names.Beats.Host()) == nil {
		t.Error("another authority's certificate is taken")
	}
	if pulumitest.Handshake(t, own, logstash, names.FilebeatRelease) == nil {
		t.Error("Filebeat's certificate passes for a server's")
	}
}

// settingsOf reads what Filebeat is told.
func settingsOf(t *testing.T, text string) (read struct {
	Inputs []input `yaml:"filebeat.inputs"`
	Output struct {
		Hosts []string
	} `yaml:"output.logstash"`
	Queue string `yaml:"queue.disk.max_size"`
}) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), &read); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return read
}

type input struct {
	Type, ID string
	Paths    []string
	Units    []string
	Parsers  []struct {
		Container *struct{ Format string }
		Multiline *struct {
			Pattern, Match string
			Negate         bool
			MaxLines       int `yaml:"max_lines"`
		}
	}
	Scanner struct {
		Symlinks    bool
		Exclude     []string `yaml:"exclude_files"`
		Fingerprint struct {
			Enabled bool
			Length  int
		}
	} `yaml:"prospector.scanner"`
}

func TestTheConfigurationSendsEverythingToLogstash(t *testing.T) {
	read := settingsOf(t, configured(t))
	if len(read.Output.Hosts) != 1 || read.Output.Hosts[0] != "logstash.elk.svc:5044" || read.Queue != "1GiB" {
		t.Errorf("%+v", read)
	}
	seen := map[string]bool{}
	for _, in := range read.Inputs {
		if in.ID == "" || seen[in.ID] {
			t.Errorf("input %q is there twice, or has no name", in.ID)
		}
		seen[in.ID] = true
	}
	containers := read.Inputs[0]
	if containers.Type != "filestream" || containers.Paths[0] != "/var/log/containers/*.log" || !containers.Scanner.Symlinks {
		t.Errorf("%+v", containers)
	}
	if print := containers.Scanner.Fingerprint; !print.Enabled || print.Length != 64 {
		t.Errorf("%+v", print)
	}
}

func TestWithoutTheNodesOnlyPodsAreRead(t *testing.T) {
	for nodes, want := range map[bool]int{true: 3, false: 1} {
		text, err := filebeatYAML(nodes)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(settingsOf(t, text).Inputs); got != want || strings.Contains(text, "journald") != nodes {
			t.Errorf("nodes %v: %d inputs", nodes, got)
		}
	}
}

func TestFilebeatDoesNotReadItself(t *testing.T) {
	excluded := settingsOf(t, configured(t)).Inputs[0].Scanner.Exclude
	id := strings.Repeat("0a", 32)
	for file, want := range map[string]bool{
		"filebeat-x2x4z_logs_filebeat-" + id + ".log":    true,
		"filebeat-x2x4z_default_filebeat-" + id + ".log": false,
		"api-7d9c_logs_api-" + id + ".log":               false,
		"api-7d9c_logs_filebeat-proxy-" + id + ".log":    false,
		"my_logs_filebeat-5c_default_api-" + id + ".log": false,
		"logstash-0_elk_logstash-" + id + ".log":         false,
	} {
		if got := regexp.MustCompile(excluded[0]).MatchString(containersPath + file); got != want || len(excluded) != 1 {
			t.Errorf("%s is left out: %v", file, got)
		}
	}
}
