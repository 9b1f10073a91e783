package mutation

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
var others = []Mutation{
	{Name: "sizes that are half ignored", Type: "NodeGroup", On: "default", Child: ignoringSize, Event: "nodes-scaled",
		Wants: "after nodes-scaled, up: default is not as it was: scalingConfig"},
	{Name: "tags that are never restored", Type: "Vpc", Do: ignoring("tags", "tagsAll"), Event: "tag-added",
		Wants: "after tag-added, up: it has to show: update vpc"},
	{Name: "add-on of one version for ever", Type: "Addon", On: "coredns", Do: set("v1.11.1-eksbuild.5", "addonVersion"),
		Event: "addon-default-moved", Wants: "after addon-default-moved, preview: it has to show: update coredns"},
	{Name: "reserved realm", Type: "Release", On: "elasticsearch",
		Do:    replaceIn("reserved_realm.enabled: false", "reserved_realm.enabled: true", "values", "esConfig", "elasticsearch.yml"),
		Event: "elastic-password", Wants: "Readiness probe failed: 401"},
	{Name: "certificates that nobody renews", Type: "LocallySignedCert", Do: unset("earlyRenewalHours"), Event: "certificates-due",
		Wants: "after certificates-due, preview: it has to show: replace LocallySignedCert"},
	{Name: "provider that is replaced with the authority", Type: "pulumi:providers:kubernetes", On: "cluster",
		Do: unset("cluster"), Event: "authority-rotated", Wants: "already exists"},
}

// of is the mutation of another stack.
func (m Mutation) of(stack []string) Mutation {
	m.Stack = stack
	return m
}
