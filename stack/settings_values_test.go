package stack

// another is a setting with a value that neither stack of TestEverySetting… has.
type another struct {
	value any
	// with are other settings that this one takes to say anything, before the
	// change and after it.
	with map[string]any
	// gone is a setting that may not stand beside the new value.
	gone string
}

const role = "arn:aws:iam::123456789012:role/"

// anotherNodeGroup are the values of a node group's settings.
func anotherNodeGroup(group string, with map[string]any) map[string]another {
	return map[string]another{
		"eks-elk:" + group + ".instanceType": {value: "m6i.2xlarge", with: with},
		"eks-elk:" + group + ".min":          {value: 1, with: with},
		"eks-elk:" + group + ".desired":      {value: 3, with: with},
		"eks-elk:" + group + ".max":          {value: 9, with: with},
		"eks-elk:" + group + ".zones":        {value: 3, with: with},
		"eks-elk:" + group + ".disk":         {value: "80Gi", with: with},
	}
}

// anotherWorkload are the values of what every workload has: above the defaults
// of each, and below its limits.
func anotherWorkload(path, memory string) map[string]another {
	return map[string]another{
		"eks-elk:" + path + ".storage":     {value: "63Gi"},
		"eks-elk:" + path + ".cpu":         {value: "333m"},
		"eks-elk:" + path + ".memory":      {value: memory},
		"eks-elk:" + path + ".cpuLimit":    {value: "3"},
		"eks-elk:" + path + ".memoryLimit": {value: "7Gi"},
	}
}

// others are all settings but those of charts, which are alike.
var others = []map[string]another{
	{
		"aws:region":                          {value: "us-east-1", with: map[string]any{"eks-elk:network.flowLogs": true}},
		"aws:profile":                         {value: "somebody"},
		"eks-elk:network.cidr":                {value: "10.2.0.0/16"},
		"eks-elk:network.zones":               {value: 4},
		"eks-elk:network.natGateways":         {value: "single"},
		"eks-elk:network.publicSubnetPrefix":  {value: 25},
		"eks-elk:network.privateSubnetPrefix": {value: 21},
		"eks-elk:network.flowLogs":            {value: true},

		"eks-elk:cluster.name":                  {value: "shop", with: map[string]any{"eks-elk:network.flowLogs": true}},
		"eks-elk:cluster.version":               {value: "1.34"},
		"eks-elk:cluster.serviceCidr":           {value: "10.100.0.0/16"},
		"eks-elk:cluster.endpointPublicAccess":  {value: false, gone: "eks-elk:cluster.publicAccessCidrs"},
		"eks-elk:cluster.endpointPrivateAccess": {value: false},
		"eks-elk:cluster.publicAccessCidrs":     {value: []string{"5.6.7.8/32", "9.8.7.0/24"}},
		"eks-elk:cluster.logs":                  {value: []string{"audit"}},
		"eks-elk:cluster.logRetentionDays":      {value: 7, with: map[string]any{"eks-elk:network.flowLogs": true}},
		"eks-elk:cluster.adminRoleArns":         {value: []string{role + "admin", role + "second"}},
		"eks-elk:cluster.previewRoleArns":       {value: []string{role + "preview", role + "second"}},
		"eks-elk:cluster.kubeconfig":            {value: "./testdata/kubeconfig.yaml"}, // and so do the commands
		"eks-elk:cluster.context":               {value: "another"},
		"eks-elk:cluster.storageClass":          {value: "fast"},

		"eks-elk:elk.imageTag":           {value: "8.19.11"},
		"eks-elk:elk.elasticsearch.heap": {value: "1500m"},
		"eks-elk:elk.logstash.heap":      {value: "700m"},
		"eks-elk:elk.kibana.heap":        {value: "1300Mi"},
		"eks-elk:elk.kibana.cpu":         {value: "333m"},
		"eks-elk:elk.kibana.memory":      {value: "1792Mi"},
		"eks-elk:elk.kibana.cpuLimit":    {value: "3"},
		"eks-elk:elk.kibana.memoryLimit": {value: "7Gi"},

		"eks-elk:monitoring.retention":     {value: "3d"},
		"eks-elk:monitoring.retentionSize": {value: "7GB"},

		"eks-elk:charts.imageRegistry": {value: "mirror.example.com/images"},
		"eks-elk:certs.caValidity":     {value: "1000d"},
		"eks-elk:certs.validity":       {value: "100d"},
		"eks-elk:certs.renewBefore":    {value: "10d"},
		"eks-elk:certs.organization":   {value: "Shop"},
	},
	anotherNodeGroup("nodes", nil),
	anotherNodeGroup("nodeGroups.big", map[string]any{
		"eks-elk:nodeGroups.big.max": 4, "eks-elk:nodeGroups.small.max": 4,
	}),
	anotherWorkload("elk.elasticsearch", "3Gi"),
	anotherWorkload("elk.logstash", "1280Mi"),
	anotherWorkload("monitoring.prometheus", "2Gi"),
	anotherWorkload("monitoring.alertmanager", "96Mi"),
	anotherWorkload("monitoring.grafana", "300Mi"),
}

// kubeconfig has two contexts, of clusters that are not the same.
const kubeconfig = `{"contexts": [{"name": "kind", "context": {"cluster": "kind"}}, {"name": "another", "context": {"cluster": "another"}}], ` +
	`"current-context": "kind", "clusters": [{"name": "kind", "cluster": {"server": "https://127.0.0.1:6443"}}, ` +
	`{"name": "another", "cluster": {"server": "https://127.0.0.1:7443"}}]}`
