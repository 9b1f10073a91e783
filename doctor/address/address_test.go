package address_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"eks-elk/doctor/address"
)

func TestTheAddressIsWhatTheServiceSees(t *testing.T) {
	for answer, want := range map[string]string{"1.2.3.4\n": "1.2.3.4", "2001:db8::1": "2001:db8::1", "<html>": "", "": ""} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, answer) }))
		got, err := address.Ask(t.Context(), server.URL)
		server.Close()
		if (err == nil) != (want != "") || err == nil && got.String() != want {
			t.Errorf("%q: %s, %v", answer, got, err)
		}
		if _, err := address.Ask(t.Context(), server.URL); err == nil || !strings.Contains(err.Error(), "does not answer") {
			t.Errorf("of nobody: %v", err)
		}
	}
}

func TestAGivenAddressIsNotAskedFor(t *testing.T) {
	given := netip.MustParseAddr("9.9.9.9")
	if got, err := address.Of(given)(t.Context()); got != given || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}
