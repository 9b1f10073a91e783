package settings

import (
	"iter"
	"regexp"
	"strings"
)

// Charts are where each Helm chart comes from.
type Charts struct {
	Elasticsearch          Chart
	Logstash               Chart
	Kibana                 Chart
	PrometheusOperatorCRDs Chart
	KubePrometheusStack    Chart
	ElasticsearchExporter  Chart
	BlackboxExporter       Chart
	JSONExporter           Chart
	Filebeat               Chart
	ImageRegistry          string // mirror that holds every image; empty: the charts' own registries
}

// Chart is one chart's source: a repository, an OCI reference or a directory.
type Chart struct {
	Name       string // the chart's name
	Repository string // https://… repository, oci://… reference, or a local directory's path
	Version    string // exact version; must match a local directory's Chart.yaml
}

// chartSource is what a stack gets that says nothing of a chart.
type chartSource struct {
	key   string // the setting's name
	chart Chart
	field func(*Charts) *Chart
}

// chartSources is the one table of charts. Every loop over charts, in the program,
// its tests and its tools, is over Charts.Each.
var chartSources = []chartSource{
	{"elasticsearch", Chart{"elasticsearch", elasticRepository, "8.5.1"}, func(c *Charts) *Chart { return &c.Elasticsearch }},
	{"logstash", Chart{"logstash", elasticRepository, "8.5.1"}, func(c *Charts) *Chart { return &c.Logstash }},
	{"kibana", Chart{"kibana", elasticRepository, "7.17.3"}, func(c *Charts) *Chart { return &c.Kibana }},
	{"prometheusOperatorCRDs", Chart{"prometheus-operator-crds", prometheusRepository, "31.0.1"}, func(c *Charts) *Chart { return &c.PrometheusOperatorCRDs }},
	{"kubePrometheusStack", Chart{"kube-prometheus-stack", prometheusRepository, "88.5.3"}, func(c *Charts) *Chart { return &c.KubePrometheusStack }},
	{"elasticsearchExporter", Chart{"prometheus-elasticsearch-exporter", prometheusRepository, "7.4.0"}, func(c *Charts) *Chart { return &c.ElasticsearchExporter }},
	{"blackboxExporter", Chart{"prometheus-blackbox-exporter", prometheusRepository, "11.17.2"}, func(c *Charts) *Chart { return &c.BlackboxExporter }},
	{"jsonExporter", Chart{"prometheus-json-exporter", prometheusRepository, "0.19.2"}, func(c *Charts) *Chart { return &c.JSONExporter }},
	{"filebeat", Chart{"filebeat", elasticRepository, "8.5.1"}, func(c *Charts) *Chart { return &c.Filebeat }},
}

// Each yields every chart with the name that settings have for it, as in
// eks-elk:charts.<name>.
func (c *Charts) Each() iter.Seq2[string, *Chart] {
	return func(yield func(string, *Chart) bool) {
		for _, source := range chartSources {
			if !yield(source.key, source.field(c)) {
				return
			}
		}
	}
}

// exactVersion is a semantic version, the only thing Helm resolves the same way
// tomorrow. https://semver.org
var exactVersion = regexp.MustCompile(`^v?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

const port = `(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?`

var portForm = regexp.MustCompile(`^` + port + `$`)

// The grammar of hosts and of a registry's paths.
// https://pkg.go.dev/github.com/distribution/reference
const (
	label = `[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?`
	path  = `((?:/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+)`
)

var (
	httpsForm = regexp.MustCompile(`^https://` + label + `(\.` + label + `)*` + port + `(/[^\s?#]*)?$`)
	ociForm   = regexp.MustCompile(`^oci://` + label + `(\.` + label + `)*` + port + path + `$`)
	// A host without a dot and a port is read as a path on Docker Hub
	// (github.com/distribution/reference, splitDockerDomain).
	registryForm = regexp.MustCompile(`^(localhost` + port + `|` + label + `(\.` + label + `)+` + port + `|` + label + strings.TrimSuffix(port, "?") + `)` + path + `?$`)
	// hooksForm is a version 8 of Elastic's Kibana chart; a fork's own has a suffix.
	hooksForm = regexp.MustCompile(`^v?8\.[0-9]+\.[0-9]+$`)
	// userForm is a user, or a user and a password, before a host.
	userForm = regexp.MustCompile(`://[^/\s]*@|://[^/\s:]+:[^/\s]*[^0-9/\s][^@\s]*@`)
	// fileForm is the end of an address that names a file.
	fileForm = regexp.MustCompile(`(?i)\.(ya?ml|tgz|tar\.gz|zip|git)$`)
	// sourceForm is the page of a Git repository, where no index.yaml is.
	sourceForm = regexp.MustCompile(`^https://(github|gitlab)\.com/[^/]+/[^/]+(/(-/)?(tree|blob)/.*)?$`)
)

func (l *loader) declareCharts(c *Charts) {
	g := l.group("eks-elk:charts.", anyCluster)
	versions := map[string]*setting{}
	for _, source := range chartSources {
		g, chart := g.below(source.key), source.field(c)
		chart.Name = source.chart.Name
		address := declare(g, "repository", &chart.Repository, chartAddress(chart.Name), source.chart.Repository,
			"Where chart "+chart.Name+" comes from", "https://charts.example.com")
		version := declare(g, "version", &chart.Version, matching(exactVersion, "one exact version such as "+source.chart.Version),
			source.chart.Version, "Version of chart "+chart.Name, source.chart.Version+"-1")
		address.check(func() { l.checkDirectory(*chart, address, version) }, version)
		versions[source.key] = version
	}
	declare(g, "imageRegistry", &c.ImageRegistry, matching(registryForm, "a registry's host with an optional port and path, such as mirror.example.com/images"),
		"", "Mirror that holds every image; empty: the images' own registries", "mirror.example.com/images")

	kibana := versions["kibana"]
	// Chart 8.5.1 runs Jobs in Helm hooks that fail on every upgrade
	// (elastic/helm-charts #1766), wherever it comes from.
	kibana.check(func() {
		if hooksForm.MatchString(c.Kibana.Version) {
			kibana.refuse("whose Jobs in Helm hooks fail on every upgrade (elastic/helm-charts #1766)")
		}
	})
	crds, stack := versions["prometheusOperatorCRDs"], versions["kubePrometheusStack"]
	// The stack's operator works with the definitions of its own version.
	for _, pair := range [][2]*setting{{crds, stack}, {stack, crds}} {
		pair[0].beside(pair[1].Path, pair[1].Default)
		pair[0].check(func() {
			switch changed, other := pair[0].text() != pair[0].Default, pair[1].text() != pair[1].Default; {
			case changed && pair[1].given && !other && major(pair[0].text()) != major(pair[0].Default):
				l.warn("%s is %s and %s is %s: see that the two charts carry the same version of prometheus-operator, the appVersion of each Chart.yaml",
					pair[0].Path, pair[0].shown(), pair[1].Path, pair[1].shown())
			case changed && !pair[1].given:
				pair[0].problem("is %s, but %s is not set; set both: the two charts must carry the same version of prometheus-operator", pair[0].shown(), pair[1].Path)
			}
		})
	}
}

// major is a version's first number.
func major(version string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	return first
}

// chartAddress is where a chart of that name comes from.
func chartAddress(name string) form[string] {
	return anyText("https://… of a chart repository, oci://…/" + name + ", or a directory that begins with /, ./ or ../").judged(func(address string) error {
		oci := ociForm.FindStringSubmatch(address)
		switch path := strings.TrimSuffix(address, "/"); {
		case userForm.MatchString(address):
			return because("which has credentials in it: log in with helm registry login, or use a mirror without a password")
		case IsDirectory(address):
			if strings.Trim(address, "/.") == "" {
				return because("which is no chart's directory")
			}
			return nil
		case httpsForm.MatchString(address):
			switch {
			case fileForm.MatchString(path):
				return because("which is a file: give the address of the repository that has index.yaml")
			case sourceForm.MatchString(path):
				return because("which is the page of a Git repository: give the address of the repository that has index.yaml")
			}
			return nil
		case oci != nil:
			if !strings.HasSuffix(address, "/"+name) {
				return because("which does not end in the chart's name")
			}
			return nil
		case strings.HasPrefix(address, "oci://") && strings.ContainsAny(address[len("oci://"):], ":@"):
			return because("which may hold a tag or a digest: leave it out and set the version")
		}
		return errNotAllowed
	})
}

// IsDirectory tells whether a chart's repository is a local directory.
func IsDirectory(repository string) bool {
	return strings.HasPrefix(repository, "/") || strings.HasPrefix(repository, "./") || strings.HasPrefix(repository, "../")
}
