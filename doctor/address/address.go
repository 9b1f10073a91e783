// Package address finds the address that this machine has on the internet.
package address

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
)

// Service is AWS's own; no third party learns who makes a cluster. It answers with
// the address that AWS sees, over IPv4 as the cluster's endpoint.
const Service = "https://checkip.amazonaws.com"

// Of returns the given address, or, where it is the zero one, asks Service.
func Of(given netip.Addr) func(context.Context) (netip.Addr, error) {
	return func(ctx context.Context) (netip.Addr, error) {
		if given.IsValid() {
			return given, nil
		}
		return Ask(ctx, Service)
	}
}

// Ask asks a service that answers with the caller's address and nothing else.
func Ask(ctx context.Context, url string) (netip.Addr, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return netip.Addr{}, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("%s does not answer", url)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 100))
	if err != nil || response.StatusCode != http.StatusOK {
		return netip.Addr{}, fmt.Errorf("%s answers %s", url, response.Status)
	}
	found, err := netip.ParseAddr(strings.TrimSpace(string(text)))
	if err != nil {
		return netip.Addr{}, fmt.Errorf("%s does not answer with an address", url)
	}
	return found, nil
}
