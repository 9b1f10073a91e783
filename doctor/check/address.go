package check

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"eks-elk/settings"
)

// publicAccess asks whether the Kubernetes API is open to this machine. There is
// no such question for an API without a public endpoint.
func (e *Examination) publicAccess() []check {
	if !e.Settings.Cluster.EndpointPublicAccess {
		return nil
	}
	return []check{{name: "own address", run: e.addressAllowed}}
}

func (e *Examination) addressAllowed(ctx context.Context) (string, error) {
	address, err := e.Address(ctx)
	if err != nil {
		return "", unknown("name it with -address", "the public address of this machine cannot be learned: %v", err)
	}
	allowed := e.Settings.Cluster.PublicAccessCIDRs
	i := slices.IndexFunc(allowed, func(block netip.Prefix) bool { return block.Contains(address) })
	if i < 0 {
		var blocks []string
		for _, block := range allowed {
			blocks = append(blocks, block.String())
		}
		return "", finding(fmt.Sprintf("pulumi config set --path 'eks-elk:cluster.publicAccessCidrs[%d]' %s/%d", place(allowed), address, address.BitLen()),
			"%s is not in publicAccessCidrs (%s): up would make the cluster and then fail", address, strings.Join(blocks, ", "))
	}
	return fmt.Sprintf("%s is in %s of publicAccessCidrs", address, allowed[i]), nil
}

// place is the index at which an address is added: behind the others, but in the
// place of a sample's, which nobody has.
func place(blocks []netip.Prefix) int {
	if i := slices.IndexFunc(blocks, settings.OfDocumentation); i >= 0 {
		return i
	}
	return len(blocks)
}
