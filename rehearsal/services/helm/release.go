// Package helm is what the world knows of Helm releases: what each chart of the
// stack puts on the cluster for its values, and what it needs to start.
package helm

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// release is pulumi-kubernetes v3.30.2's provider/pkg/provider/helm_release.go.
// Nothing asks for a replacement there, not even another name or namespace.
func release() *world.ResourceType {
	return &world.ResourceType{
		Token: Release, Title: "release", Service: "Helm",
		NameProperty: "name", MaxName: 53,
		Defaults: resource.NewPropertyMapFromMap(map[string]any{
			"namespace": "default", "timeout": 300, "allowNullValues": false, "atomic": false,
			"cleanupOnFail": false, "createNamespace": false, "dependencyUpdate": false, "devel": false,
			"disableCRDHooks": false, "disableOpenapiValidation": false, "disableWebhooks": false,
			"forceUpdate": false, "lint": false, "recreatePods": false, "renderSubchartNotes": false,
			"replace": false, "resetValues": false, "reuseValues": false, "skipAwait": false,
			"skipCrds": false, "verify": false, "waitForJobs": false,
		}),
		Required: []string{"chart"},
		Computed: []string{"status", "resourceNames", "version", "values"},
		ID:       func(op *world.Op) string { return op.Str("namespace") + "/" + op.Str("name") },
		Needs:    needs,
		OnCreate: onCreate,
		OnUpdate: onUpdate,
		OnRead:   []world.Rule{kubernetes.Reached},

		OnPreview: []world.Rule{kubernetes.Versioned},
		Outputs:   answer,
		Made:      install,
		Changed:   upgrade,
		Gone:      uninstall,

		Findings:    found(),
		Interrupted: interrupted,
		Missing:     notLoaded,
		Settled:     settled,
		Takes:       takes,
	}
}

// answer fills in what the provider reads back from Helm's record.
func answer(op *world.Op) error {
	c, p := chartOf(op.Object), planOf(op.Object)
	op.Default("version", c.version)
	op.Set("status", map[string]any{
		"chart": c.name, "version": op.Str("version"),
		"appVersion": c.appVersion, "name": op.Str("name"), "namespace": op.Str("namespace"),
	})
	recorded(op.Object)
	names := map[string]any{}
	list := func(kind string, of []string) {
		var out []any
		slices.Sort(of)
		for _, name := range slices.Compact(of) {
			out = append(out, op.Str("namespace")+"/"+name)
		}
		if out != nil {
			names[kind] = out
		}
	}
	list("Service/v1", slices.Clone(p.services))
	sets := map[string]bool{}
	for _, c := range p.claims {
		if c.template && !c.operator {
			sets[c.of] = true
		}
	}
	list("StatefulSet.apps/apps/v1", slices.Collect(maps.Keys(sets)))
	op.Set("resourceNames", names)
	return nil
}

// Release is the type of a release, as Pulumi names it.
const Release = "kubernetes:helm.sh/v3:Release"

// ResourceTypes returns the types that depend on what programs do.
func ResourceTypes() []*world.ResourceType {
	return []*world.ResourceType{release(), jobType(), prometheusRuleType()}
}
