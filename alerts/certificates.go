package alerts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"eks-elk/internal/names"
)

// lastCall is how long before its end a certificate is urgent.
const lastCall = 7 * 24 * time.Hour

// certificates are two alerts for each certificate: when an up renews it, which
// is 30 days before its end unless settings say otherwise, and when it is urgent.
func certificates(s Stack) []Alert {
	var out []Alert
	for _, of := range slices.Sorted(maps.Keys(s.Certificates)) {
		warning := Alert{
			Name: strings.ToUpper(of[:1]) + of[1:] + "CertificateExpires", Severity: Warning, Namespace: s.Certificates[of],
			Expr: until(of, s.RenewBefore), For: "1h", Certificate: of,
			Summary:     fmt.Sprintf("The certificate of %s ends soon; pulumi up renews it", of),
			Description: "Once it has ended, no connection is made with it any more.",
		}
		urgent := warning
		urgent.Severity, urgent.For = Critical, "10m"
		// Settings allow certificates that live for less than a week.
		urgent.Expr = until(of, min(lastCall, s.RenewBefore/4))
		urgent.Summary = fmt.Sprintf("The certificate of %s is about to end; pulumi up renews it", of)
		out = append(out, warning, urgent)
	}
	return out
}

// end stands for the certificate's end, which only an up knows.
const end = "END"

// probed are the servers whose certificates the blackbox exporter sees as a client does.
var probed = map[string]string{names.ElasticsearchRelease: names.ElasticsearchProbe, names.KibanaRelease: names.KibanaProbe}

// until is true from some time before the end of a certificate, or of the one that
// its server still shows.
func until(of string, before time.Duration) string {
	ends := fmt.Sprintf("vector(%s)", end)
	if target, is := probed[of]; is {
		ends = fmt.Sprintf("min(probe_ssl_earliest_cert_expiry{target=%q} or %s)", target, ends)
	}
	return fmt.Sprintf("%s - time() < %d", ends, int(before.Seconds()))
}

// Until returns the expression of an alert about a certificate that ends then, as
// RFC 3339 has it.
func (a Alert) Until(expiry string) (string, error) {
	at, err := time.Parse(time.RFC3339, expiry)
	if err != nil {
		return "", fmt.Errorf("end of a certificate: %w", err)
	}
	return strings.Replace(a.Expr, end, fmt.Sprint(at.Unix()), 1), nil
}
