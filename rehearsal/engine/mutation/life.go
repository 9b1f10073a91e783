package mutation

// Faults of what the engine is told of a thing's life: that what changed does
// not count, that the old one goes before the new one stands, that a service
// has no time.
var life = []Mutation{
	{Name: "release overlooks its values", Type: "Release", On: "kibana", Do: ignoring("values"), Then: []string{"elk.kibana.heap=1200Mi"},
		Wants: "changing elk.kibana.heap=1200Mi alters nothing"},
	{Name: "nodes go before their successors", Type: "NodeGroup", On: "default", Child: deletedFirst,
		Then: []string{"nodes.instanceType=m5.2xlarge"}, Wants: "node group default is deleted while release"},
	{Name: "add-on has ten seconds", Type: "Addon", On: "vpc-cni", Do: within("10s"),
		Wants: "timeout while waiting for state to become 'ACTIVE' (last state: 'CREATING', timeout: 10s)"},
	{Name: "NAT gateway has half a minute", Type: "NatGateway", On: "nat-eu-central-1a", Do: within("30s"),
		Wants: "timeout while waiting for state to become 'available' (last state: 'pending', timeout: 30s)"},
	{Name: "network stays", Type: "Vpc", On: "vpc", Do: retained, Wants: ", because the program sets retainOnDelete"},
	{Name: "flow logs' role trusts another service", Type: "Role", On: "flow-logs", Stack: More,
		Do:    replaceIn("vpc-flow-logs.amazonaws.com", "ec2.amazonaws.com", "assumeRolePolicy"),
		Wants: "cannot be assumed by vpc-flow-logs.amazonaws.com"},
	{Name: "flow logs' action misspelt", Type: "RolePolicy", On: "flow-logs", Stack: More,
		Do: replaceIn("logs:PutLogEvents", "logs:PutLogEvent", "policy"), Wants: "Access error"},
}
