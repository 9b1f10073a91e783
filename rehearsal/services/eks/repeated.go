package eks

import (
	"strings"

	"eks-elk/rehearsal/world"
)

// notRepeated: the provider asks for whatever differs from the state. When the
// engine died after such a change, the service is there already, and says so;
// a refresh brings the state up to date.
var notRepeated = world.Rule{
	ID:     "eks/cluster-update-changes-something",
	Source: "EKS API UpdateClusterVersion and UpdateClusterConfig: InvalidParameterException",
	Test: func(op *world.Op) error {
		recorded := &world.Object{Type: op.Type, Outputs: op.Call.Recorded}
		asked := func(path string) bool {
			return op.Call.Recorded != nil && joined(recorded, path) != joined(op.Object, path) && joined(op.Old, path) == joined(op.Object, path)
		}
		switch {
		case asked("version"):
			return invalid("Unsupported Kubernetes minor version update from %s to %s", op.Str("version"), op.Str("version"))
		case asked("vpcConfig.publicAccessCidrs"), asked("vpcConfig.endpointPublicAccess"), asked("vpcConfig.endpointPrivateAccess"):
			public, private := endpointAccess(op.Object)
			return invalid("Cluster is already at the desired configuration with endpointPrivateAccess: %t , endpointPublicAccess: %t, and Public Endpoint Restrictions: [%s]",
				private, public, joined(op.Object, "vpcConfig.publicAccessCidrs"))
		case asked("enabledClusterLogTypes"):
			return invalid("No changes needed for the logging config provided")
		}
		return nil
	},
}

// joined returns what the inputs hold at a path, as one text.
func joined(o *world.Object, path string) string {
	v := o.Get(path)
	if v.IsBool() {
		return map[bool]string{true: "true", false: "false"}[v.BoolValue()]
	}
	return strings.Join(world.Strs(v), ", ")
}
