package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"eks-elk/settings"
)

const project = "../.."

var day = time.Date(2026, time.November, 26, 0, 0, 0, 0, time.UTC)

// configuration is the project's renovate.json.
func configuration(t *testing.T) *config {
	t.Helper()
	c, err := readConfig(project)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wanted are the charts and the image of a stack that says nothing.
func wanted(t *testing.T) (out []string) {
	t.Helper()
	s, err := settings.Parse(settings.Source{Stack: "dev", Now: day, Config: map[string]string{
		"aws:region": "eu-central-1", "eks-elk:cluster": `{"publicAccessCidrs": ["198.51.100.0/24"]}`,
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, chart := range s.Charts.Each() {
		out = append(out, fmt.Sprint("helm ", chart.Name, " ", chart.Version, " ", chart.Repository))
	}
	return append(out, fmt.Sprint("github-releases elastic/elasticsearch ", s.ELK.ImageTag, " "))
}

// inSettings are the pins that the managers find below settings/.
func inSettings(pins []pin) (out []string) {
	for _, p := range pins {
		if strings.HasPrefix(p.Files[0], "settings/") {
			out = append(out, fmt.Sprint(p.Source, " ", p.Name, " ", p.Version, " ", p.registry))
		}
	}
	return out
}

// Renovate and make pins see each chart and the image, each once, where the program
// gets it from.
func TestEveryChartAndImageIsFoundOnce(t *testing.T) {
	pins, err := configuration(t).managed(project)
	if err != nil {
		t.Fatal(err)
	}
	want, got := wanted(t), inSettings(pins)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("renovate.json finds\n  %s\nand the settings have\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// A chart of another repository, and a version written in another way, are not found:
// the test above is then red.
func TestAPinOfAnotherFormIsNotFound(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(project, "settings/charts.go"))
	if err != nil {
		t.Fatal(err)
	}
	count := func(text string) (n int) {
		for _, m := range configuration(t).Managers {
			found, err := m.find("settings/charts.go", text)
			if err != nil {
				t.Fatal(err)
			}
			n += len(found)
		}
		return n
	}
	all := count(string(text))
	for _, change := range [][2]string{{`"kibana", elasticRepository`, `"kibana", otherRepository`}, {`"7.17.3"}`, `kibanaVersion}`}} {
		if changed := strings.Replace(string(text), change[0], change[1], 1); changed == string(text) || count(changed) != all-1 {
			t.Errorf("with %s, %d pins are found of %d", change[1], count(changed), all)
		}
	}
}

// everything are the project's pins of all kinds.
func everything(t *testing.T) []pin {
	t.Helper()
	managed, err := configuration(t).managed(project)
	if err != nil {
		t.Fatal(err)
	}
	actions, err := actionPins(project)
	if err != nil {
		t.Fatal(err)
	}
	modules, err := modulePins(project)
	if err != nil {
		t.Fatal(err)
	}
	if len(actions) == 0 || len(modules) == 0 {
		t.Fatalf("%d actions, %d modules", len(actions), len(modules))
	}
	return slices.Concat(managed, actions, modules)
}

// A rule whose packages are gone, or that does not allow what is pinned, is out of
// date: when the default Kubernetes version moves, its modules move with it.
func TestEveryRuleIsOfAPinAndAllowsIt(t *testing.T) {
	all, c := everything(t), configuration(t)
	for _, r := range c.Rules {
		h, _ := r.hold()
		for _, name := range r.Packages {
			if strings.HasPrefix(name, "@") {
				continue // an npm package, in tools/eks
			}
			one := rule{Packages: []string{name}}
			if !slices.ContainsFunc(all, one.matches) {
				t.Errorf("renovate.json: %q names %s, which is no pin", r.Description, name)
			}
		}
		for _, file := range r.Files {
			one := rule{Files: []string{file}}
			if !slices.ContainsFunc(all, one.matches) {
				t.Errorf("renovate.json: %q names %s, which has no pin", r.Description, file)
			}
		}
		for _, p := range all {
			if h.allowed != nil && r.matches(p) && !h.allows(p.Version) {
				t.Errorf("renovate.json: %q does not allow %s %s, which is pinned", r.Description, p.Name, p.Version)
			}
		}
	}
	for name, allowed := range map[string]string{
		"github.com/pulumi/pulumi-aws/sdk/v5": "v6.0.0", "github.com/pulumi/pulumi-eks/sdk": "v1.1.0", "github.com/pulumi/pulumi-kubernetes/sdk/v3": "v4.0.0",
		"github.com/pulumi/pulumi-tls/sdk/v4": "v5.0.0", "elastic/elasticsearch": "v9.0.0", "kibana": "8.5.1", "k8s.io/api": "v0.36.0", "helm.sh/helm/v3": "v3.12.0",
	} {
		if c.hold(pin{Name: name}).allows(allowed) {
			t.Errorf("renovate.json allows %s %s", name, allowed)
		}
	}
}

func TestJudge(t *testing.T) {
	was := func(days int) time.Time { return day.AddDate(0, 0, -days) }
	major := hold{why: "data", allowed: configuration(t).hold(pin{Name: "elastic/elasticsearch"}).allowed}
	for name, c := range map[string]struct {
		version  string
		hold     hold
		releases []release
		old      bool
		newest   string
		err      string
	}{
		"newest":                    {"1.0.0", hold{}, []release{{"1.0.0", was(400)}, {"0.9.0", was(500)}}, false, "", ""},
		"old, a newer one":          {"1.0.0", hold{}, []release{{"v1.1.0", was(1)}, {"v1.0.0", was(31)}}, true, "v1.1.0", ""},
		"young, a newer one":        {"1.0.0", hold{}, []release{{"1.1.0", was(1)}, {"1.0.0", was(30)}}, false, "1.1.0", ""},
		"a newer one to test":       {"1.0.0", hold{}, []release{{"1.1.0-rc1", was(1)}, {"1.0.0", was(90)}}, false, "", ""},
		"the newest of several":     {"8.19.9", major, []release{{"9.0.0", was(1)}, {"8.19.20", was(2)}, {"8.19.10", was(3)}, {"8.19.9", was(90)}}, true, "8.19.20", ""},
		"held":                      {"8.19.9", major, []release{{"9.0.0", was(1)}, {"8.19.9", was(90)}}, false, "", ""},
		"a tag that is no version":  {"1.0.0", hold{}, []release{{"nightly", was(1)}, {"1.0.0", was(90)}}, false, "", ""},
		"no date":                   {"1.0.0", hold{}, []release{{"1.1.0", was(1)}}, false, "1.1.0", "1.1.0 is newer, and of 1.0.0 there is no date"},
		"a module between versions": {"v0.0.0-20250403032234-65de8f5d025b", hold{}, []release{{"v0.0.0-20250403032234-65de8f5d025b", was(90)}, {version: "v0.159.3"}}, true, "v0.159.3", ""},
		"the go command's list":     {"v1.0.0", hold{}, []release{{"v1.0.0", was(90)}, {version: "v1.0.0"}, {version: "v1.2.0"}}, true, "v1.2.0", ""},
	} {
		s, err := judge(pin{Version: c.version}, c.hold, day, c.releases)
		if s.Old != c.old || s.Newest != c.newest || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%s: old %v, newest %q, %v", name, s.Old, s.Newest, err)
		}
	}
}

// world is what serves a chart's repository and GitHub's API; it counts requests.
func world(t *testing.T, asked *[]string) sources {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.RequestURI())
		switch r.URL.RequestURI() {
		case "/charts/index.yaml":
			fmt.Fprint(w, "apiVersion: v1\nentries:\n  some:\n  - {version: 1.2.0, created: '2026-11-20T10:00:00.123456789+02:00'}\n  - {version: 1.0.0, created: '2026-08-22T10:00:00Z'}\n")
		case "/repos/o/r/releases?per_page=100":
			if r.Header.Get("Authorization") != "Bearer t" {
				http.Error(w, "rate limit", http.StatusForbidden)
				return
			}
			w.Header().Set("Link", fmt.Sprintf(`<http://%s/more>; rel="next", <http://%[1]s/last>; rel="last"`, r.Host))
			fmt.Fprint(w, `[{"tag_name": "v2.0.0-rc1", "prerelease": true, "published_at": "2026-11-20T00:00:00Z"}, {"tag_name": "v1.1.0", "published_at": "2026-11-01T00:00:00Z"}]`)
		case "/more":
			fmt.Fprint(w, `[{"tag_name": "v1.0.0", "published_at": "2026-08-01T00:00:00Z"}]`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return sources{client: server.Client(), github: server.URL, token: "t", charts: map[string]map[string][]release{"": nil}}
}

func TestWhatTheSourcesSay(t *testing.T) {
	var asked []string
	from, r := world(t, &asked), &report{}
	charts := from.github + "/charts"
	for _, p := range []pin{
		{Source: "helm", Name: "some", Version: "1.0.0", registry: charts, Files: []string{"a.go"}},
		{Source: "helm", Name: "none", Version: "1.0.0", registry: charts, Files: []string{"a.go"}},
		{Source: "helm", Name: "some", Version: "1.0.0", registry: from.github + "/gone", Files: []string{"a.go"}},
		{Source: "github-releases", Name: "o/r", Version: "1.0.0", Files: []string{"b.go"}},
		{Source: "docker", Name: "image", Version: "1.0.0", Files: []string{"b.go"}},
	} {
		r.ask(p, hold{}, day, func() ([]release, error) { return from.releases(context.Background(), p) })
	}
	var out bytes.Buffer
	r.table(&out)
	want := `pin   version  of          newest  in
some  1.0.0    2026-08-22  1.2.0   a.go
o/r   1.0.0    2026-08-01  v1.1.0  b.go
not asked: none 1.0.0: ` + charts + ` has no chart none
not asked: some 1.0.0: ` + from.github + `/gone/index.yaml: 404 Not Found
not asked: image 1.0.0: pins cannot ask "docker"
5 pins: 2 older than 30 days with a newer release, 3 not asked; Kubernetes: 0 ending
`
	if out.String() != want || r.found() != 2 {
		t.Errorf("%d found, and the table is\n%s\nwant\n%s", r.found(), out.String(), want)
	}
	if len(asked) != 4 {
		t.Errorf("asked %d times, want the index once: %v", len(asked), asked)
	}
	if err := r.json(&out); err != nil || !strings.Contains(out.String(), `"old": true`) {
		t.Errorf("JSON: %v", err)
	}
}

// What is held altogether is asked of nobody.
func TestNobodyIsAskedForWhatIsHeld(t *testing.T) {
	r := &report{}
	r.ask(pin{Name: "held", Version: "1.0.0"}, hold{why: "it is embedded"}, day, func() ([]release, error) {
		t.Error("asked")
		return nil, nil
	})
	if len(r.Pins) != 1 || r.Pins[0].Held != "it is embedded" || r.found() != 0 {
		t.Errorf("%+v", r)
	}
}

func TestModulesOfAFile(t *testing.T) {
	got, err := required([]byte(`{"Require": [{"Path": "a", "Version": "v1.0.0"}, {"Path": "b", "Version": "v1.0.0", "Indirect": true},
		{"Path": "c/v2", "Version": "v2.0.0", "Indirect": true}, {"Path": "own", "Version": "v0.0.0"}],
		"Tool": [{"Path": "c/v2/cmd/c"}], "Replace": [{"Old": {"Path": "own"}, "New": {"Path": "../own"}}]}`))
	if err != nil || len(got) != 2 || got[0].Name != "a" || got[1].Name != "c/v2" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestStacksWhoseKubernetesEndsAreNamed(t *testing.T) {
	directory := t.TempDir()
	for name, text := range map[string]string{
		"Pulumi.flat.yaml": "config:\n  eks-elk:cluster.version: \"1.33\"\n", "Pulumi.grouped.yaml": "config:\n  eks-elk:cluster: {version: \"1.34\"}\n",
		"Pulumi.new.yaml": "config:\n  eks-elk:cluster: {version: \"1.36\"}\n", "Pulumi.none.yaml": "config: {}\n",
	} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found, err := ending(directory, day)
	var names []string
	for _, s := range found {
		names = append(names, s.Stack+" "+s.Version)
	}
	if got := strings.Join(names, ", "); err != nil || got != "flat 1.33, grouped 1.34" {
		t.Errorf("%s, %v", got, err)
	}
	if found, _ = ending(directory, day.AddDate(1, 0, 0)); len(found) == 0 || found[0].Stack != "(default)" {
		t.Errorf("a year later: %v", found)
	}
}
