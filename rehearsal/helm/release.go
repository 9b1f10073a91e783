package helm

import (
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/kubernetes"
	"eks-elk/rehearsal/world"
)

// release is pulumi-kubernetes v3.30.2's provider/pkg/provider/helm_release.go.
// Nothing asks for a replacement there, not even another name or namespace.
func release() *world.Kind {
	return &world.Kind{
		Type: Release, Title: "release", Service: "Helm",
		NameProperty: "name", MaxName: 53,
		Defaults: resource.NewPropertyMapFromMap(map[string]any{
			"namespace": "default", "timeout": 300, "atomic": false, "cleanupOnFail": false,
			"createNamespace": false, "skipAwait": false, "skipCrds": false,
		}),
		Required: []string{"chart"},
		Computed: []string{"status", "resourceNames", "version", "values"},
		ID:       func(op *world.Op) string { return op.Str("namespace") + "/" + op.Str("name") },
		Needs:    []world.Need{kubernetes.NeedsCluster()},
		Outputs: func(op *world.Op) error {
			revision := 1
			if op.Old != nil {
				revision = op.Old.Int("status.revision") + 1
			}
			op.Set("status", map[string]any{
				"status": "deployed", "revision": revision, "chart": op.Str("chart"),
				"version": op.Str("version"), "name": op.Str("name"), "namespace": op.Str("namespace"),
			})
			op.Set("resourceNames", map[string]any{})
			return nil
		},
		Made: func(op *world.Op) error {
			if c := kubernetes.ClusterOf(op); c != nil {
				op.Object.Parents = append(op.Object.Parents, c.Key())
			}
			return nil
		},
		Latency: world.Latency{Create: 2 * time.Minute, Update: time.Minute, Delete: 30 * time.Second},
	}
}
