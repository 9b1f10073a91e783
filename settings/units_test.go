package settings

import (
	"testing"
	"time"
)

func TestUnits(t *testing.T) {
	for text, want := range map[string]string{
		"500m": "1/2", "2": "2/1", "0.5": "1/2", "1Ki": "1024/1", "30Gi": "32212254720/1", "1.5Gi": "1610612736/1", "4G": "4000000000/1",
	} {
		if got, ok := quantity(text); !ok || got.String() != want {
			t.Errorf("quantity(%q) = %v", text, got)
		}
	}
	for _, text := range []string{"", "Gi", "-1", "+1", "1e3", "1gi", "1 Gi", ".5", "5.", "0", "0Gi", "1E", "99999999999999999999999999"} {
		if got, ok := quantity(text); ok {
			t.Errorf("quantity(%q) = %v", text, got)
		}
	}
	for text, want := range map[string]string{"2g": "2147483648/1", "512M": "536870912/1", "1k": "1024/1", "7": "7/1"} {
		if got, ok := jvmSize(text); !ok || got.String() != want {
			t.Errorf("jvmSize(%q) = %v", text, got)
		}
	}
	for text, want := range map[string]string{"16GB": "17179869184/1", "16GiB": "17179869184/1", "512MB": "536870912/1", "1B": "1/1"} {
		if got, ok := prometheusSize(text); !ok || got.String() != want {
			t.Errorf("prometheusSize(%q) = %v", text, got)
		}
	}
	for text, want := range map[string]bool{"10d": true, "1y2w3d": true, "90m": true, "100ms": true, "": false, "0d": false, "d": false, "10": false, "1h1d": false} {
		if got := prometheusDuration(text); got != want {
			t.Errorf("prometheusDuration(%q) = %v", text, got)
		}
	}
	for text, want := range map[string]time.Duration{"1h": time.Hour, "365d": 8760 * time.Hour, "0365d": 8760 * time.Hour, "0h": 0, "9999999d": 0, "1": 0, "1d1h": 0} {
		if got, ok := span(text); ok != (want != 0) || ok && got != want {
			t.Errorf("span(%q) = %v, %v", text, got, ok)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"cidr", "zones", "natGateways", "flowLogs"}
	for name, want := range map[string]string{"zone": "zones", "CIDR": "cidr", "nat_gateways": "natGateways", "flowlog": "flowLogs", "completelyElse": "", "": ""} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest(%q) = %q", name, got)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"abc", "abc", 0}} {
		if got := edits(c.a, c.b); got != c.want {
			t.Errorf("edits(%q, %q) = %d", c.a, c.b, got)
		}
	}
}
