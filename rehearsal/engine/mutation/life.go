package mutation

import "slices"

// Faults of what the engine is told of a thing's life: that what changed does
// not count, that the old one goes before the new one stands, that a service
// has no time.
var life = []Mutation{
	{Name: "release overlooks its values", Type: "Release", On: "kibana", Do: ignoring("values"), Then: []string{"elk.kibana.heap=1200Mi"},
		Wants: "changing elk.kibana.heap=1200Mi alters nothing"},
	{Name: "nodes go before their successors", Type: "NodeGroup", On: "default", Child: deletedFirst,
		Then: []string{"nodes.instanceType=m5.2xlarge"}, Wants: "node group default is deleted while release"},
	wrong("add-on has ten seconds", "Addon", "vpc-cni",
		within("10s"), "timeout while waiting for state to become 'ACTIVE' (last state: 'CREATING', timeout: 10s)"),
	wrong("NAT gateway has half a minute", "NatGateway", "nat-eu-central-1a",
		within("30s"), "timeout while waiting for state to become 'available' (last state: 'pending', timeout: 30s)"),
	wrong("network stays", "Vpc", "vpc", retained, ", because the program sets retainOnDelete"),
	wrong("flow logs' role trusts another service", "Role", "flow-logs",
		replaceIn("vpc-flow-logs.amazonaws.com", "ec2.amazonaws.com", "assumeRolePolicy"),
		"cannot be assumed by vpc-flow-logs.amazonaws.com").of(More),
	wrong("flow logs' action misspelt", "RolePolicy", "flow-logs",
		replaceIn("logs:PutLogEvents", "logs:PutLogEvent", "policy"), "Access error").of(More),
}

// Faults that are seen only once others have done something to the stack.
var others = slices.Concat(
	sharing("follow", []string{"nodes.amiRelease=follow"}, []Mutation{
		{Name: "image of one release for ever", Type: "ManagedNodeGroup", On: "default", Do: set("1.35.0-20260101", "releaseVersion"),
			Event: "image-published", Wants: "preview: it has to show: update NodeGroup"},
		{Name: "add-on of one version for ever", Type: "Addon", On: "coredns", Do: set("v1.11.1-eksbuild.5", "addonVersion"),
			Event: "addon-default-moved", Wants: "preview: it has to show: update coredns"},
		{Name: "sizes that are half ignored", Type: "NodeGroup", On: "default", Child: childIgnoring("scalingConfig.desiredSize"),
			Event: "nodes-scaled", Wants: "up: default is not as it was: scalingConfig"},
		{Name: "tags that are never restored", Type: "Vpc", Do: ignoring("tags", "tagsAll"),
			Event: "tag-added", Wants: "up: it has to show: update vpc"},
		{Name: "cluster's tags that are never restored", Type: "aws:eks/cluster:Cluster", Child: childIgnoring("tags", "tagsAll"),
			Event: "tags-changed", Wants: "up: it has to show: update Cluster"},
		{Name: "retention that is never restored", Type: "LogGroup", On: "control-plane", Do: ignoring("retentionInDays"),
			Event: "log-group-deleted", Wants: "up: it has to show: update LogGroup"},
		{Name: "certificates that nobody renews", Type: "LocallySignedCert", Do: unset("earlyRenewalHours"),
			Event: "certificates-due", Wants: "preview: it has to show: replace LocallySignedCert"},
	}),
	sharing("ends", nil, []Mutation{
		{Name: "Secrets that keep their certificates", Type: "Secret", Do: ignoring("stringData", "data"),
			Event: "certificates-ended", Wants: "preview: it has to show: replace Secret"},
		{Name: "version that EKS alone decides", Type: "aws:eks/cluster:Cluster", Child: childIgnoring("version"),
			Event: "version-ended", Wants: `up: it has to fail with "Unsupported Kubernetes minor version update from"`},
	}),
	[]Mutation{
		{Name: "authority that nobody renews", Type: "SelfSignedCert", Do: unset("earlyRenewalHours"),
			Event: "authority-due", Wants: "preview: it has to show: replace SelfSignedCert"},
		{Name: "reserved realm", Type: "Release", On: "elasticsearch",
			Do:    replaceIn("reserved_realm.enabled: false", "reserved_realm.enabled: true", "values", "esConfig", "elasticsearch.yml"),
			Event: "elastic-password", Wants: "Readiness probe failed: 401"},
		{Name: "provider that is replaced with the authority", Type: "pulumi:providers:kubernetes", On: "cluster",
			Do: unset("cluster"), Event: "authority-rotated", Wants: "already exists"},
		{Name: "provider that keeps the first authority", Type: "pulumi:providers:kubernetes", On: "cluster",
			Do: ignoring("kubeconfig"), Event: "authority-retired", Wants: "tls: failed to verify certificate"},
		{Name: "release without a name of its own", Type: "Release", On: "elasticsearch", Do: unset("name"),
			Event: "record-deleted", Wants: "invalid ownership metadata"},
	},
)

// sharing are mutations of one life of a stack.
func sharing(life string, stack []string, mutations []Mutation) []Mutation {
	for i := range mutations {
		mutations[i].Life, mutations[i].Stack = life, stack
	}
	return mutations
}

// of is the mutation of another stack.
func (m Mutation) of(stack []string) Mutation {
	m.Stack = stack
	return m
}
