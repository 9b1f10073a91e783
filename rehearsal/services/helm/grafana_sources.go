package helm

import (
	"maps"
	"regexp"
	"slices"

	"eks-elk/rehearsal/world"
)

// Where a value of Grafana's provisioning comes from
// (grafana.com/docs/grafana/latest/administration/provisioning, Using environment variables).
var (
	fromFile        = regexp.MustCompile(`\$__file\{([^}]*)\}`)
	fromEnvironment = regexp.MustCompile(`\$(?:__env\{(\w+)\}|\{(\w+)\}|([A-Za-z_]\w*))`)
)

// grafanaSources reads the data sources that Grafana finds when it starts, and
// has it ask those that are Elasticsearch.
func grafanaSources(p *plan, one *pod, g values) {
	env := g.sub("envValueFrom")
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if ref := env.sub(name, "secretKeyRef"); ref != nil {
			one.env = append(one.env, secretKey{name, ref.str("name"), ref.str("key"), ref.is("optional")})
		}
	}
	variable := func(text string) secretKey {
		for _, name := range append(fromEnvironment.FindStringSubmatch(text), "", "", "", "")[1:4] {
			if e := find(one.env, name); name != "" && e != nil {
				return *e
			}
		}
		return secretKey{variable: text}
	}
	for _, source := range g.items("datasources", "datasources.yaml", "datasources") {
		texts := source.texts()
		for _, at := range slices.Sorted(maps.Keys(texts)) {
			text := texts[at]
			if file := fromFile.FindStringSubmatch(text); file != nil {
				one.reads = append(one.reads, file[1])
				continue
			}
			if fromEnvironment.MatchString(text) && variable(text).secret == "" {
				p.warns("helm/grafana-source-expands", "data source %s: %s is %s, a variable that Grafana's container does not have: it expands to nothing",
					source.str("name"), at, text)
			}
		}
		if source.str("type") != "elasticsearch" {
			continue
		}
		c := client{
			what: "Grafana", hosts: []string{source.str("url")},
			username: variable(source.str("basicAuthUser")), password: variable(source.str("secureJsonData", "basicAuthPassword")),
			anyone: source.is("jsonData", "tlsSkipVerify"),
			requests: []request{
				monitorRequest("cluster:monitor/main", false),
				indexRequest("indices:data/read/search", source.str("jsonData", "index"), "read"),
				indexRequest("indices:admin/mappings/get", source.str("jsonData", "index"), "view_index_metadata", "manage"),
			},
		}
		if file := fromFile.FindStringSubmatch(source.str("secureJsonData", "tlsCACert")); file != nil && source.is("jsonData", "tlsAuthWithCACert") {
			c.trusts = trusted(one.mounts, file[1])
		}
		p.sources = append(p.sources, c)
	}
}

// sourcesAnswer: Grafana starts whatever its data sources say; who looks at logs sees
// an error.
func sourcesAnswer(op *world.Op) {
	for _, c := range planOf(op.Object).sources {
		if _, err := c.reach(op); err != nil {
			op.Violate("helm/grafana-source-answers", "release %s: %s", op.Str("name"), err)
			continue
		}
		for _, text := range c.refused(op) {
			op.Violate("helm/client-may-act", "release %s: %s: security_exception: %s", op.Str("name"), c.what, text)
		}
	}
}
