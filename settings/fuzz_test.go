package settings

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"eks-elk/internal/cidrplan"
)

// FuzzParse: whatever a stack file says, Parse answers with settings that can
// be built or with lines of text, and never panics.
func FuzzParse(f *testing.F) {
	f.Add("eks-elk:network", `{"cidr": "10.1.0.0/16", "zones": 6, "natGateways": "single"}`)
	f.Add("eks-elk:cluster", `{"version": 1.3, "publicAccessCidrs": ["1.2.3.4"], "logs": []}`)
	f.Add("eks-elk:cluster", `{"kubeconfig": "x", "context": 3}`)
	f.Add("eks-elk:nodes", `{"min": 1e999, "disk": "1e9Gi", "zones": -1}`)
	f.Add("eks-elk:nodeGroups", `{"<name>": {"<name>": {}}, "": {}, "a": null}`)
	f.Add("eks-elk:elk", `{"elasticsearch": {"heap": "99999999999999999999g", "memory": "0.0000000001"}}`)
	f.Add("eks-elk:monitoring", `{"retention": "1y1y", "retentionSize": "B"}`)
	f.Add("eks-elk:charts", `{"kibana": []}`)
	f.Add("eks-elk:certs", `{"caValidity": "9999999d", "organization": " "}`)
	f.Add("aws:region", "x")
	f.Add("eks-elk:nodes.desired", "3")
	f.Add(":", strings.Repeat("[", 1000))
	f.Fuzz(func(t *testing.T, key, text string) {
		for _, config := range []map[string]string{{key: text}, with(key, text)} {
			s, err := parse(config)
			if err == nil {
				buildable(t, s)
				continue
			}
			var problems *Problems
			if !errors.As(err, &problems) || s != nil || len(problems.List) == 0 {
				t.Fatalf("%+v, %v", s, err)
			}
			for _, p := range problems.List {
				if p.Text == "" || strings.ContainsAny(p.String(), "\n\r") || len(p.String()) > 2000 || utf8.ValidString(text) && !utf8.ValidString(p.Text) {
					t.Fatalf("%q", p)
				}
			}
		}
	})
}

// buildable checks what every other package takes for granted.
func buildable(t *testing.T, s *Settings) {
	t.Helper()
	if s.Cluster.Existing() {
		return
	}
	if _, err := cidrplan.Divide(s.Network.CIDR, s.Network.Zones, s.Network.PublicSubnetPrefix, s.Network.PrivateSubnetPrefix); err != nil {
		t.Fatal(err)
	}
	for _, g := range s.Nodes {
		if g.Min < 1 || g.Min > g.Desired || g.Desired > g.Max || g.Zones < 1 || g.Zones > s.Network.Zones || g.DiskGiB < 20 {
			t.Fatalf("%+v", g)
		}
	}
	if s.Cluster.EndpointPublicAccess && len(s.Cluster.PublicAccessCIDRs) == 0 {
		t.Fatal("the API is open to everybody")
	}
	if s.Certs.RenewBefore >= s.Certs.Validity || s.Certs.Validity >= s.Certs.CAValidity {
		t.Fatalf("%+v", s.Certs)
	}
}
