package dashboards

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

var (
	rates  = regexp.MustCompile(`\b(i?rate|irate|delta|idelta)\([^\[]*\[([^\]]*)\]`)
	window = regexp.MustCompile(`\[[^\]]*\]`)
)

// A range that is shorter than two scrapes has nothing in it, one that is fixed
// skips samples on a page that shows a month.
func TestRatesLookAtTheIntervalOfThePanel(t *testing.T) {
	n := 0
	each(func(d Dashboard, p Panel) {
		for _, q := range p.Queries {
			for _, found := range rates.FindAllStringSubmatch(q.Expr, -1) {
				n++
				if found[2] != "$__rate_interval" {
					t.Errorf("%s: %s: %s looks at %s", d.Name, p.Title, found[1], found[2])
				}
			}
			if strings.Count(q.Expr, "(") != strings.Count(q.Expr, ")") || strings.Count(q.Expr, "{") != strings.Count(q.Expr, "}") {
				t.Errorf("%s: %s: %s", d.Name, p.Title, q.Expr)
			}
		}
	})
	if n < 40 {
		t.Errorf("only %d rates", n)
	}
}

// notMetrics are the words of PromQL that stand where a metric could.
var notMetrics = strings.Fields(`and or unless on ignoring group_left group_right bool by without offset inf nan`)

var (
	selectors = regexp.MustCompile(`\{[^}]*\}`)
	groupings = regexp.MustCompile(`\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)`)
	words     = regexp.MustCompile(`[a-zA-Z_:][a-zA-Z0-9_:]*\s*\(?`)
)

// asked returns the metrics in an expression.
func asked(expr string) []string {
	for _, rest := range []*regexp.Regexp{selectors, groupings, window} {
		expr = rest.ReplaceAllString(expr, " ")
	}
	var out []string
	for _, word := range words.FindAllString(expr, -1) {
		if name := strings.TrimSpace(word); !strings.HasSuffix(name, "(") && !slices.Contains(notMetrics, name) {
			out = append(out, name)
		}
	}
	return out
}

// exported are the metrics of the exporters of the stack, as they answered when
// tools/metrics ran them. The rehearsal also compares their labels.
func exported(t *testing.T) map[string]bool {
	t.Helper()
	lists, err := filepath.Glob("../rehearsal/services/promql/exported/*.metrics")
	if err != nil || len(lists) < 8 {
		t.Fatalf("%d lists of metrics (%v)", len(lists), err)
	}
	out := map[string]bool{"up": true, "ALERTS": true} // Prometheus makes them itself
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			out[strings.Fields(line)[0]] = true
		}
	}
	return out
}

func TestEveryMetricIsOneThatAnExporterHas(t *testing.T) {
	if got := asked(`sum by (a) (rate(b{c="d"}[$__rate_interval])) / on (e) group_left () count(f) > bool 1 or vector(0)`); !slices.Equal(got, []string{"b", "f"}) {
		t.Fatalf("%v", got)
	}
	have, n := exported(t), 0
	each(func(d Dashboard, p Panel) {
		for _, q := range p.Queries {
			for _, metric := range asked(q.Expr) {
				n++
				if !have[metric] {
					t.Errorf("%s: %s asks for %s, which nothing exports", d.Name, p.Title, metric)
				}
			}
		}
	})
	if n < 80 {
		t.Errorf("only %d metrics", n)
	}
}

// What Prometheus drops of a scrape is not there, whatever an exporter has.
func TestNoMetricIsAskedForThatPrometheusDrops(t *testing.T) {
	var values struct {
		Prometheus struct {
			PrometheusSpec struct {
				AdditionalScrapeConfigs []struct {
					Relabel []struct {
						Source []string `yaml:"source_labels"`
						Regex  string
						Action string
					} `yaml:"metric_relabel_configs"`
				} `yaml:"additionalScrapeConfigs"`
			} `yaml:"prometheusSpec"`
		}
	}
	text, err := os.ReadFile("../monitoring/testdata/kube-prometheus-stack.golden.yaml")
	if err == nil {
		err = yaml.Unmarshal(text, &values)
	}
	if err != nil {
		t.Fatal(err)
	}
	var dropped []*regexp.Regexp
	for _, config := range values.Prometheus.PrometheusSpec.AdditionalScrapeConfigs {
		for _, step := range config.Relabel {
			if step.Action == "drop" && slices.Equal(step.Source, []string{"__name__"}) {
				dropped = append(dropped, regexp.MustCompile("^(?:"+step.Regex+")$"))
			}
		}
	}
	if len(dropped) == 0 {
		t.Fatal("nothing is dropped: this test is of no use")
	}
	each(func(d Dashboard, p Panel) {
		for _, q := range p.Queries {
			for _, metric := range asked(q.Expr) {
				if slices.ContainsFunc(dropped, func(r *regexp.Regexp) bool { return r.MatchString(metric) }) {
					t.Errorf("%s: %s asks for %s, which Prometheus drops", d.Name, p.Title, metric)
				}
			}
		}
	})
}
