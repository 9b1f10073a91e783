package fault

import (
	"fmt"
	"strings"

	"eks-elk/rehearsal/world"
)

// way is how a service fails.
type way struct {
	halfway bool // it took effect although the call failed
	err     func(world.Entry) error
}

// ways are the failures a person meets, by operation and type; the longest
// prefix of "<op> <type>" that matches is used.
var ways = map[string]way{
	"create aws:": refused("ThrottlingException", "Rate exceeded"),
	"update aws:": refused("ThrottlingException", "Rate exceeded"),
	"delete aws:": refused("ThrottlingException", "Rate exceeded"),

	// EC2 API errors, RequestLimitExceeded.
	"create aws:ec2/": refused("RequestLimitExceeded", "Request limit exceeded."),
	"update aws:ec2/": refused("RequestLimitExceeded", "Request limit exceeded."),
	"delete aws:ec2/": refused("RequestLimitExceeded", "Request limit exceeded."),
	// The provider waits 10 min for a gateway and 30 min for a cluster; the
	// thing itself goes on and is there afterwards.
	"create aws:ec2/natGateway:NatGateway": halfway("timeout while waiting for state to become 'available' (last state: 'pending', " +
		"timeout: 10m0s)"),
	"create aws:eks/cluster:Cluster": halfway("unexpected state 'FAILED', wanted target 'ACTIVE'. last error: timeout while " +
		"waiting for state to become 'ACTIVE' (last state: 'CREATING', timeout: 30m0s)"),
	// An add-on without a node is DEGRADED until the provider gives up after 20 min.
	"create aws:eks/addon:Addon": halfway("unexpected state 'DEGRADED', wanted target 'ACTIVE'. last error: " +
		"InsufficientNumberOfReplicas: The add-on is unhealthy because it doesn't have the desired number of replicas."),
	// EKS gives up after 15 min and keeps the group; the provider has its id by then.
	"create aws:eks/nodeGroup:NodeGroup": broken("unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: " +
		"NodeCreationFailure: Instances failed to join the kubernetes cluster"),
	"create aws:iam/": refused("Throttling", "Rate exceeded"),
	"delete aws:iam/": refused("Throttling", "Rate exceeded"),

	"create kubernetes:": unreachable("Post"),
	"update kubernetes:": unreachable("Patch"),
	"delete kubernetes:": unreachable("Delete"),
	// atomic is set: Helm has taken away what it made (helm.sh/v3 Release).
	"create kubernetes:helm.sh/v3:Release": refused("",
		"release failed, and has been uninstalled due to atomic being set: timed out waiting for the condition"),
	"update kubernetes:helm.sh/v3:Release": refused("",
		"release failed, and has been rolled back due to atomic being set: timed out waiting for the condition"),
	// By then the record is gone (helm v3.11.3 pkg/action/uninstall.go).
	"delete kubernetes:helm.sh/v3:Release": halfway("uninstallation completed with 1 error(s): timed out waiting for the condition"),

	"": refused("", "transport is closing"),
}

func manner(e world.Entry) way {
	best := ways[""]
	longest := 0
	for prefix, w := range ways {
		if len(prefix) > longest && strings.HasPrefix(e.Op+" "+e.Type, prefix) {
			best, longest = w, len(prefix)
		}
	}
	return best
}

func refused(code, message string) way {
	return way{err: func(world.Entry) error { return &world.Error{Code: code, Message: message} }}
}

// unreachable is client-go's error for an API server that does not answer.
func unreachable(verb string) way {
	return way{err: func(e world.Entry) error {
		return &world.Error{Message: fmt.Sprintf("%s %q: dial tcp: i/o timeout", verb, strings.TrimSuffix(e.Server, "/")+"/api")}
	}}
}

func broken(message string) way {
	return way{halfway: true, err: func(world.Entry) error { return &world.Unfinished{Reason: message, Broken: true} }}
}

func halfway(message string) way {
	return way{halfway: true, err: func(world.Entry) error { return &world.Unfinished{Reason: message} }}
}
