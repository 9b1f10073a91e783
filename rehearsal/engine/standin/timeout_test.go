package standin

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"eks-elk/rehearsal/services/aws"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/latency"
)

// slow is the stand-in of a service that takes a minute to make, a minute and a
// half to change and two minutes to take away.
func slow(t *testing.T) *Provider {
	t.Helper()
	k := thing()
	k.Takes = func(_ *world.Op, what string) latency.Steps {
		median := map[string]time.Duration{"create": time.Minute, "update": 90 * time.Second, "delete": 2 * time.Minute}[what]
		return latency.Steps{{Time: latency.Time{Median: median, P90: median}}}
	}
	return providerOf(t, k)
}

func TestATimeoutShorterThanTheServiceTakesIsTheProvidersError(t *testing.T) {
	ctx := context.Background()
	for timeout, want := range map[float64][3]string{
		0:    {"", "", ""},
		3600: {"", "", ""},
		10: {
			"timeout while waiting for state to become 'ACTIVE' (last state: 'CREATING', timeout: 10s)",
			"timeout while waiting for state to become 'Successful' (last state: 'InProgress', timeout: 10s)",
			"timeout while waiting for resource to be gone (last state: 'DELETING', timeout: 10s)",
		},
		100: {"", "", "timeout: 1m40s"},
	} {
		p := slow(t)
		_, made := p.Create(ctx, plugin.CreateRequest{URN: urn, Name: "thing", Type: "test:index:Thing", Properties: props("vpc", "a"),
			Timeout: timeout})
		objects := p.world.Objects()
		if len(objects) != 1 {
			t.Fatalf("%v s: there are %v: a provider that gives up waiting leaves the thing", timeout, objects)
		}
		id := resource.ID(objects[0].ID)
		_, changed := p.Update(ctx, plugin.UpdateRequest{URN: urn, Name: "thing", Type: "test:index:Thing", ID: id,
			NewInputs: props("vpc", "a", "size", 2.0), Timeout: timeout})
		_, gone := p.Delete(ctx, plugin.DeleteRequest{URN: urn, Name: "thing", Type: "test:index:Thing", ID: id, Timeout: timeout})
		for i, err := range []error{made, changed, gone} {
			if want[i] == "" && err != nil || want[i] != "" && (err == nil || !strings.Contains(err.Error(), want[i])) {
				t.Errorf("%v s, operation %d: %v; want %q", timeout, i+1, err, want[i])
			}
		}
	}
}

func TestAProviderGivesUpAfterItsOwnTimeout(t *testing.T) {
	p := providerOf(t, aws.ResourceTypes()...)
	for takes, want := range map[time.Duration]bool{29 * time.Minute: false, 31 * time.Minute: true} {
		if err := p.exceeded("create", eks.ClusterType, takes, 0); (err != nil) != want {
			t.Errorf("a cluster of %s: %v", takes, err)
		}
		if err := p.exceeded("create", eks.ClusterType, takes, 7200); err != nil {
			t.Errorf("a cluster of %s, two hours allowed: %v", takes, err)
		}
	}
}

func TestAReleaseIsWaitedForByItsOwnTimeout(t *testing.T) {
	p := slow(t)
	if err := p.exceeded("create", "kubernetes:helm.sh/v3:Release", time.Minute, 1); err != nil {
		t.Error(err)
	}
	if err := p.exceeded("create", "aws:ec2/natGateway:NatGateway", 114*time.Second, 30); err == nil ||
		!strings.Contains(err.Error(), "'available' (last state: 'pending', timeout: 30s)") {
		t.Error(err)
	}
}
