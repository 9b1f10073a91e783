package settings

import (
	"slices"
	"strings"
	"testing"
)

func TestRefusesWorkloads(t *testing.T) {
	var cases []refused
	for path, workload := range map[string]string{
		"eks-elk:elk.elasticsearch": "elasticsearch", "eks-elk:elk.logstash": "logstash", "eks-elk:elk.kibana": "kibana",
		"eks-elk:monitoring.prometheus": "prometheus", "eks-elk:monitoring.alertmanager": "alertmanager", "eks-elk:monitoring.grafana": "grafana",
	} {
		group, _ := split(path)
		for value, want := range map[string]string{
			`"memory": "1.5e9"`:  `.memory is "1.5e9", which is to be written without an exponent; it may be a Kubernetes quantity of bytes`,
			`"memory": 1e9`:      `.memory is 1e9, which is to be written without an exponent; it may be`,
			`"cpu": "1E3"`:       `.cpu is "1E3", which is to be written without an exponent; it may be`,
			`"cpu": "half"`:      `.cpu is "half"; it may be a Kubernetes quantity of cores`,
			`"cpu": "0"`:         `.cpu is "0"; it may be`,
			`"cpu": "-1"`:        `.cpu is "-1"; it may be`,
			`"cpuLimit": "1m"`:   `.cpuLimit is "1m", while cpu is `,
			`"memory": "1 Gi"`:   `.memory is "1 Gi"; it may be`,
			`"memory": "100Gi"`:  `.memory is "100Gi", while memoryLimit is `,
			`"memoryLimit": "x"`: `.memoryLimit is "x"; it may be`,
		} {
			cases = append(cases, refused{group, `{"` + workload + `": {` + value + "}}", path + want})
		}
		if workload == "kibana" {
			continue
		}
		cases = append(cases, refused{group, `{"` + workload + `": {"storage": "3e10"}}`, path + `.storage is "3e10", which is to be written without an exponent; it may be`})
		for _, storage := range []string{"0", "500Mi", "17Ti", "lots", "30gi"} {
			cases = append(cases, refused{group, `{"` + workload + `": {"storage": "` + storage + `"}}`, path + `.storage is "` + storage + `"; it may be`})
		}
	}
	// A volume that is too small for the retention is a second problem.
	for _, c := range cases {
		got := lines(t, with(c.key, c.value))
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, c.want) }) || len(got) > 2 {
			t.Errorf("%s: %s\n got %s\nwant %s", c.key, c.value, strings.Join(got, "\n     "), c.want)
		}
	}
}

func TestRefusesHeapsThatDoNotFit(t *testing.T) {
	refuses(t, []refused{
		{"eks-elk:elk", `{"elasticsearch": {"heap": "2049m"}}`, `eks-elk:elk.elasticsearch.heap is "2049m", with memory 4Gi; it may be a JVM size such as 2g, at most half the memory`},
		{"eks-elk:elk", `{"elasticsearch": {"memory": "2Gi", "memoryLimit": "3Gi"}}`, `eks-elk:elk.elasticsearch.heap is 2g, with memory 3Gi; it may be`},
		{"eks-elk:elk", `{"elasticsearch": {"heap": "2Gi"}}`, `eks-elk:elk.elasticsearch.heap is "2Gi"; it may be`},
		{"eks-elk:elk", `{"elasticsearch": {"heap": 2}}`, `eks-elk:elk.elasticsearch.heap is 2, too small to start with: it takes 128m; it may be`},
		{"eks-elk:elk", `{"elasticsearch": {"heap": "127m"}}`, `eks-elk:elk.elasticsearch.heap is "127m", too small to start with: it takes 128m; it may be`},
		{"eks-elk:elk", `{"logstash": {"heap": "64m"}}`, `eks-elk:elk.logstash.heap is "64m", too small to start with: it takes 128m; it may be`},
		{"eks-elk:elk", `{"logstash": {"heap": "128m", "memory": "200Mi", "memoryLimit": "200Mi"}}`, `eks-elk:elk.logstash.memoryLimit is "200Mi", too small to start with: it takes 512Mi; it may be`},
		{"eks-elk:elk", `{"kibana": {"heap": "400Mi", "memory": "500Mi", "memoryLimit": ""}}`, `eks-elk:elk.kibana.memory is "500Mi", too small to start with: it takes 512Mi; it may be`},
		{"eks-elk:elk", `{"elasticsearch": {"heap": "0g"}}`, `eks-elk:elk.elasticsearch.heap is "0g"; it may be`},
		{"eks-elk:elk", `{"logstash": {"heap": "1500m"}}`, `eks-elk:elk.logstash.heap is "1500m", with memory 1536Mi; it may be a JVM size such as 768m, at most nine tenths of the memory`},
		{"eks-elk:elk", `{"logstash": {"heap": "901m", "memory": "1000Mi", "memoryLimit": "1000Mi"}}`, `eks-elk:elk.logstash.heap is "901m", with memory 1000Mi; it may be`},
		{"eks-elk:elk", `{"kibana": {"heap": "901Mi", "memory": "1000Mi", "memoryLimit": "1000Mi"}}`, `eks-elk:elk.kibana.heap is "901Mi", with memory 1000Mi; it may be`},
		{"eks-elk:elk", `{"logstash": {"storage": "1Gi"}}`, `eks-elk:elk.logstash.storage is "1Gi"; it may be a Kubernetes quantity of bytes from 2Gi`},
		{"eks-elk:elk", `{"kibana": {"heap": "2Gi"}}`, `eks-elk:elk.kibana.heap is "2Gi", with memory 2Gi; it may be whole Mi such as 1400Mi, at most nine tenths of the memory`},
		{"eks-elk:elk", `{"kibana": {"heap": "1400"}}`, `eks-elk:elk.kibana.heap is "1400"; it may be whole Mi`},
	})
	for _, least := range []string{
		`{"elasticsearch": {"heap": "2048m"}}`, `{"elasticsearch": {"heap": "128m"}}`,
		`{"logstash": {"heap": "128m", "memory": "512Mi", "memoryLimit": "512Mi"}}`,
		`{"logstash": {"heap": "900m", "memory": "1000Mi", "memoryLimit": "1000Mi"}}`,
		`{"kibana": {"heap": "900Mi", "memory": "1000Mi", "memoryLimit": "1000Mi"}}`,
		`{"kibana": {"heap": "400Mi", "memory": "512Mi", "memoryLimit": "512Mi"}}`,
	} {
		if got := lines(t, with("eks-elk:elk", least)); got != nil {
			t.Errorf("%s: %v", least, got)
		}
	}
}

func TestRefusesImagesRetentionsAndCharts(t *testing.T) {
	var cases []refused
	for _, tag := range []string{"8.18.0", "9.0.0", "7.17.3", "8.19", "latest", "v8.19.10"} {
		cases = append(cases, refused{"eks-elk:elk", `{"imageTag": "` + tag + `"}`, `eks-elk:elk.imageTag is "` + tag + `"; it may be a version of the 8 series`})
	}
	for _, retention := range []string{"10", "0d", "1h1d", "ten days", "", "1.5d"} {
		cases = append(cases, refused{"eks-elk:monitoring", `{"retention": "` + retention + `"}`, `eks-elk:monitoring.retention is "` + retention + `"; it may be a Prometheus duration`})
	}
	for _, size := range []string{"16", "16Gi", "lots", "0GB"} {
		cases = append(cases, refused{"eks-elk:monitoring", `{"retentionSize": "` + size + `"}`, `eks-elk:monitoring.retentionSize is "` + size + `"; it may be a Prometheus size`})
	}
	cases = append(cases,
		refused{"eks-elk:monitoring", `{"retentionSize": "20GB"}`, `eks-elk:monitoring.retentionSize is "20GB", with a volume of 20Gi; it may be`},
		refused{"eks-elk:monitoring", `{"prometheus": {"storage": "10Gi"}}`, `eks-elk:monitoring.retentionSize is 16GB, with a volume of 10Gi; it may be`})
	for _, version := range []string{"8", "8.5", "^8.5.1", "8.x", "latest", "08.5.1"} {
		cases = append(cases, refused{"eks-elk:charts", `{"kibana": {"version": "` + version + `"}}`, `eks-elk:charts.kibana.version is "` + version + `"; it may be one exact version`})
	}
	for _, repository := range []string{"helm.elastic.co", "http://helm.elastic.co", "https://", "charts/kibana", "ftp://x"} {
		cases = append(cases, refused{"eks-elk:charts", `{"kibana": {"repository": "` + repository + `"}}`, `eks-elk:charts.kibana.repository is "` + repository + `"; it may be https://`})
	}
	cases = append(cases,
		refused{"eks-elk:charts", `{"kibana": {"repository": "./nowhere"}}`, `eks-elk:charts.kibana.repository is "./nowhere", where nothing is; it may be`},
		refused{"eks-elk:charts", `{"imageRegistry": "https://mirror.example.com"}`, `eks-elk:charts.imageRegistry is "https://mirror.example.com"; it may be a registry's host`})
	refuses(t, cases)
}

func TestRefusesCertificatesThatOutliveTheirAuthority(t *testing.T) {
	refuses(t, []refused{
		{"eks-elk:certs", `{"validity": "3651d"}`, `eks-elk:certs.validity is "3651d", with a caValidity of 3650d; it may be`},
		{"eks-elk:certs", `{"caValidity": "365d"}`, `eks-elk:certs.validity is 365d, with a caValidity of 365d; it may be`},
		{"eks-elk:certs", `{"renewBefore": "365d"}`, `eks-elk:certs.renewBefore is "365d", with a validity of 365d; it may be`},
		{"eks-elk:certs", `{"validity": "1y"}`, `eks-elk:certs.validity is "1y"; it may be whole hours or days`},
		{"eks-elk:certs", `{"validity": "90m"}`, `eks-elk:certs.validity is "90m"; it may be`},
		{"eks-elk:certs", `{"validity": "0h"}`, `eks-elk:certs.validity is "0h"; it may be`},
		{"eks-elk:certs", `{"caValidity": "9999999d"}`, `eks-elk:certs.caValidity is "9999999d"; it may be`},
		{"eks-elk:certs", `{"organization": ""}`, `eks-elk:certs.organization is ""; it may be up to 64 characters`},
		{"eks-elk:certs", `{"organization": "` + strings.Repeat("x", 65) + `"}`, `eks-elk:certs.organization is "xxx`},
		{"eks-elk:certs", `{"organization": "a\nb"}`, `eks-elk:certs.organization is "a\nb"; it may be`},
	})
}
