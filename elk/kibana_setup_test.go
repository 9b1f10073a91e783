package elk

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/elk/savedobjects"
	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

func describedSetup(t *testing.T, changes ...func(*Args)) job {
	t.Helper()
	s := pulumitest.Settings(t)
	args := &Args{Settings: s.ELK, Charts: s.Charts}
	for _, change := range changes {
		change(args)
	}
	made, err := inputs{Args: args}.kibanaSetup()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func theScript(t *testing.T) string {
	t.Helper()
	return describedSetup(t).files[setupScript]
}

func TestTheJobPutsTheObjectsIntoKibanaHoweverOften(t *testing.T) {
	kibana := &fakeKibana{starting: 2, unknown: 1}
	server := httptest.NewTLSServer(kibana)
	defer server.Close()
	for range 2 {
		said, arguments, err := setup{script: theScript(t), password: setupPassword}.run(t, server)
		if err != nil || !strings.Contains(said, `"success":true`) {
			t.Fatalf("%v: %s", err, said)
		}
		if strings.Contains(said+arguments, setupPassword) || !strings.Contains(arguments, "kbn-xsrf") {
			t.Errorf("arguments %s\noutput %s", arguments, said)
		}
	}
	if len(kibana.imported) != len(kibanaContent()) {
		t.Errorf("%d objects are there, not %d", len(kibana.imported), len(kibanaContent()))
	}
}

func TestTheJobFailsWithWhatKibanaSays(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*setup)
		kibana *fakeKibana
		want   string
	}{
		"another password":  {func(s *setup) { s.password = "another" }, &fakeKibana{}, `"statusCode":401`},
		"another authority": {func(s *setup) { s.authority = "none" }, &fakeKibana{}, "ca.crt"},
		"without kbn-xsrf": {func(s *setup) { s.script = strings.ReplaceAll(s.script, "kbn-xsrf", "x-csrf") },
			&fakeKibana{}, "Request must contain a kbn-xsrf header"},
		"not over old objects": {func(s *setup) { s.script = strings.ReplaceAll(s.script, "?overwrite=true", "") },
			&fakeKibana{imported: []string{"{}"}}, `"type":"conflict"`},
		"without the privilege":     {func(*setup) {}, &fakeKibana{unknown: 1 << 30}, "Unable to bulk_create"},
		"a Kibana that only begins": {func(*setup) {}, &fakeKibana{starting: 1 << 30}, "is not available"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewTLSServer(c.kibana)
			defer server.Close()
			s := setup{script: theScript(t), password: setupPassword}
			c.change(&s)
			said, _, err := s.run(t, server)
			if err == nil || !strings.Contains(said, c.want) || strings.Contains(said, s.password) {
				t.Errorf("%v: %s", err, said)
			}
		})
	}
}

func TestTheContentOfKibanaHoldsTogether(t *testing.T) {
	documented, err := os.ReadFile("../docs/logs.md")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, o := range kibanaContent() {
		if have[o.Type+":"+o.ID] {
			t.Errorf("%s %s is there twice", o.Type, o.ID)
		}
		have[o.Type+":"+o.ID] = true
		for _, r := range o.References {
			if !have[r.Type+":"+r.ID] {
				t.Errorf("%s %s refers to %s %s, which no line before it has", o.Type, o.ID, r.Type, r.ID)
			}
		}
	}
	text, err := savedobjects.Lines(kibanaContent())
	if err != nil {
		t.Fatal(err)
	}
	fields := regexp.MustCompile(`\b(kubernetes|systemd|app|host|log)\.[a-z_.]+[a-z]`)
	seen := 0
	for line := range strings.Lines(text) {
		if !json.Valid([]byte(line)) {
			t.Errorf("%s", line)
		}
		for _, field := range fields.FindAllString(line, -1) {
			seen++
			if !strings.Contains(string(documented), "`"+field+"`") {
				t.Errorf("docs/logs.md does not explain field %s", field)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d fields", seen)
	}
}

func setupJob(t *testing.T, r *recorder.Recording) (*recorder.Resource, resource.PropertyMap) {
	t.Helper()
	made := pulumitest.Find(t, r, "kubernetes:batch/v1:Job", names.KibanaSetup)
	return made, made.Inputs["spec"].ObjectValue()
}

// The rehearsal's tests read it, too.
func TestTheJobIsTheOneThatWasTried(t *testing.T) {
	r := record(t)
	made, _ := setupJob(t, r)
	files := pulumitest.Find(t, r, pulumitest.ConfigMapType, names.KibanaSetup)
	pulumitest.CheckGoldenYAML(t, "testdata/kibana-setup.golden.yaml", map[string]any{
		"job": made.Inputs.Mappable(), "files": files.Inputs["data"].ObjectValue().Mappable(),
	})
}

func TestTheJobRunsOnceForEachContent(t *testing.T) {
	one, other := describedSetup(t), describedSetup(t, func(args *Args) { args.Settings.ImageTag = "8.19.99" })
	if one.name() == other.name() || one.name() != describedSetup(t).name() || !strings.HasPrefix(one.name(), names.KibanaSetup+"-") {
		t.Errorf("%s and %s", one.name(), other.name())
	}
	r := record(t)
	made, spec := setupJob(t, r)
	metadata := made.Inputs["metadata"].ObjectValue()
	if metadata["name"].StringValue() != one.name() || metadata["annotations"].ObjectValue()["pulumi.com/replaceUnready"].StringValue() != "true" {
		t.Errorf("%v", metadata)
	}
	if _, ends := spec["ttlSecondsAfterFinished"]; ends {
		t.Error("Kubernetes deletes the Job, and the next refresh has it made again")
	}
	// The provider waits for ten minutes (pulumi-kubernetes v3.30.2 await/job.go).
	if seconds := spec["activeDeadlineSeconds"].NumberValue(); seconds >= 600 || seconds < float64(setupSeconds)*(1+spec["backoffLimit"].NumberValue()) {
		t.Errorf("the Job has %v seconds", seconds)
	}
	for _, before := range []string{names.KibanaRelease, names.ElasticsearchRelease, names.KibanaSetupLogin.Secret, names.KibanaSetup} {
		if !slices.ContainsFunc(made.Dependencies, func(urn string) bool { return strings.HasSuffix(urn, "::"+before) && urn != made.URN }) {
			t.Errorf("the Job does not wait for %s", before)
		}
	}
}

func TestTheJobsPodIsLetIntoARestrictedNamespace(t *testing.T) {
	_, spec := setupJob(t, record(t))
	pod := spec["template"].ObjectValue()["spec"].ObjectValue()
	container := pod["containers"].ArrayValue()[0].ObjectValue()
	own, common := container["securityContext"].ObjectValue(), pod["securityContext"].ObjectValue()
	if own["allowPrivilegeEscalation"].BoolValue() || !own["readOnlyRootFilesystem"].BoolValue() ||
		own["capabilities"].ObjectValue()["drop"].ArrayValue()[0].StringValue() != "ALL" ||
		!common["runAsNonRoot"].BoolValue() || common["seccompProfile"].ObjectValue()["type"].StringValue() != "RuntimeDefault" {
		t.Errorf("%v, %v", own, common)
	}
	if pod["automountServiceAccountToken"].BoolValue() {
		t.Error("the pod has a token of the Kubernetes API")
	}
	for _, volume := range pod["volumes"].ArrayValue() {
		secret := volume.ObjectValue()["secret"]
		if !secret.IsObject() {
			continue
		}
		items := secret.ObjectValue()["items"]
		if !items.IsArray() || len(items.ArrayValue()) != 1 || items.ArrayValue()[0].ObjectValue()["key"].StringValue() != "ca.crt" {
			t.Errorf("the pod sees more of %v than the authority", secret)
		}
	}
}

func TestWithoutContentThereIsNeitherJobNorUser(t *testing.T) {
	off := func(args *Args) { args.Settings.Kibana.Content = false }
	s := pulumitest.Settings(t)
	args := &Args{Settings: s.ELK}
	off(args)
	if users := (inputs{Args: args}).logins(); slices.Contains(users, names.KibanaSetupLogin) || !slices.Contains(users, names.ViewerLogin) {
		t.Errorf("%v", users)
	}
}
