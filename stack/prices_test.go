package stack

import (
	"math"
	"testing"

	"eks-elk/internal/pulumitest"
	"eks-elk/settings"
)

// A stack by default costs what its rehearsal says, with two nodes and volumes of
// 61 GiB (docs/rehearsal.md, the last full run).
func TestTheDashboardsPricesAreThoseOfTheRehearsal(t *testing.T) {
	p := prices(pulumitest.Settings(t))
	if sum := p.Fixed + 2*p.Nodes["m5.xlarge"] + 61*p.GiB; math.Abs(sum-549.96) > 0.01 {
		t.Errorf("%.2f USD a month", sum)
	}
}

func TestPricesFollowTheSettings(t *testing.T) {
	fixed := func(change func(*settings.Settings)) float64 {
		s := pulumitest.Settings(t)
		change(s)
		return prices(s).Fixed
	}
	three := fixed(func(*settings.Settings) {})
	one := fixed(func(s *settings.Settings) { s.Network.NATGateways = settings.NATSingle })
	none := fixed(func(s *settings.Settings) { s.Network.NATGateways = settings.NATNone })
	if math.Abs((three-none)-3*(one-none)) > 0.01 || one <= none {
		t.Errorf("three gateways cost %.2f, one %.2f, none %.2f", three, one, none)
	}
	for name, change := range map[string]func(*settings.Settings){
		"an existing cluster": func(s *settings.Settings) { s.Cluster.Kubeconfig = "kubeconfig" },
		"an unknown region":   func(s *settings.Settings) { s.AWS.Region = "af-south-1" },
		"an unknown type":     func(s *settings.Settings) { s.Nodes[0].InstanceType = "x9.metal" },
	} {
		s := pulumitest.Settings(t)
		change(s)
		if p := prices(s); p != nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
