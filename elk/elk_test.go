package elk

import (
	"testing"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
	"eks-elk/internal/recorder"
)

// What was monitoring's child keeps its place in the cluster in a stack that was
// made then.
func TestTheExporterAndTheDashboardKeepTheirOldURNsAsAliases(t *testing.T) {
	r := record(t)
	for _, moved := range []*recorder.Resource{
		pulumitest.Find(t, r, pulumitest.ReleaseType, names.ExporterRelease),
		pulumitest.Find(t, r, pulumitest.ConfigMapType, "elk-dashboard"),
	} {
		want := "urn:pulumi:dev::eks-elk::eks-elk:monitoring:Monitoring$" + moved.Type + "::" + moved.Name
		if len(moved.Aliases) != 1 || moved.Aliases[0] != want {
			t.Errorf("%s has aliases %v, want %s", moved.Name, moved.Aliases, want)
		}
	}
}
