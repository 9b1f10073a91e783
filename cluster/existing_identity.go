package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// The component that keeps, in the state, which cluster the stack is on.
const (
	identityType = "eks-elk:cluster:Existing"
	identityName = "existing-cluster"
)

// Moved is a kubeconfig that leads to another cluster than the stack is on.
type Moved struct{ Was, Is settings.Identity }

func (m *Moved) Error() string {
	return fmt.Sprintf("eks-elk:cluster leads to the cluster at %s (context %s), but this stack is on the one at %s (context %s); "+
		"set it back, and run pulumi destroy before you move the stack; if that cluster is gone, or has another address now, "+
		"see docs/troubleshooting.md, \"The kubeconfig leads to another cluster\"",
		m.Is.Server, m.Is.Context, m.Was.Server, m.Was.Context)
}

// stays refuses another cluster than that of the last up, and keeps which one
// it is. The provider does not: v3.30.2 cannot compare what paths lead to, the
// engine overlooks its failure, and the state then goes on with whatever is on
// the other cluster. The component has its outputs before anything is put there,
// so that they are in the state of an up that failed, too.
func stays(ctx *pulumi.Context, is settings.Identity) error {
	was, err := recorded(ctx)
	if err != nil {
		return fmt.Errorf("read from the state which cluster the stack is on: %w", err)
	}
	if was != nil && is.Moved(*was) {
		return &Moved{*was, is}
	}
	kept := &pulumi.ResourceState{}
	if err := ctx.RegisterComponentResource(identityType, identityName, kept); err != nil {
		return fmt.Errorf("keep which cluster the stack is on: %w", err)
	}
	return ctx.RegisterResourceOutputs(kept, pulumi.Map{
		"server": pulumi.String(is.Server), "authority": pulumi.String(is.Authority), "context": pulumi.String(is.Context),
	})
}

// recorded returns what the last up kept; nil: there was none. For its three
// strings the engine hands over every output in the state, secrets too: v3.250
// has no call that returns those of one resource.
func recorded(ctx *pulumi.Context) (*settings.Identity, error) {
	args := struct {
		StackName string `pulumi:"stackName"`
	}{ctx.Organization() + "/" + ctx.Project() + "/" + ctx.Stack()}
	var state map[string]any
	if _, err := ctx.InvokePackageRaw("pulumi:pulumi:readStackResourceOutputs", &args, &state, ""); err != nil {
		return nil, err
	}
	urn := resource.NewURN(tokens.QName(ctx.Stack()), tokens.PackageName(ctx.Project()), "", identityType, identityName)
	field := func(of any, key string) any { m, _ := of.(map[string]any); return m[key] }
	kept := field(field(field(state, "outputs"), string(urn)), "outputs")
	text := func(key string) string { s, _ := field(kept, key).(string); return s }
	if text("server") == "" { // killed before the component had its outputs
		return nil, nil
	}
	return &settings.Identity{Server: text("server"), Authority: text("authority"), Context: text("context")}, nil
}
