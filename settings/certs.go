package settings

import (
	"strings"
	"time"
)

// Certs is how long certificates live.
type Certs struct {
	CAValidity   time.Duration
	Validity     time.Duration // leaf certificates; shorter than the CA's
	RenewBefore  time.Duration // an up this close to a leaf's end renews it
	Organization string
}

// longestOrganization is X.520's upper bound, ub-organization-name (RFC 5280).
const longestOrganization = 64

func (l *loader) declareCerts(c *Certs) {
	g := l.group("eks-elk:certs.", anyCluster)
	ca := declare(g, "caValidity", &c.CAValidity, span("whole hours or days such as 3650d, at least a day longer than validity"), "3650d",
		"How long the certificate authority is valid", "1000d")
	leaf := declare(g, "validity", &c.Validity, span("whole hours or days such as 365d, at least a day shorter than caValidity"), "365d",
		"How long each certificate is valid", "100d")
	renew := declare(g, "renewBefore", &c.RenewBefore, span("whole hours or days such as 30d, at most half of validity"), "30d",
		"An up this close to a certificate's end renews it", "10d")
	declare(g, "organization", &c.Organization, anyText("1 to 64 characters on one line").judged(func(text string) error {
		if n := len([]rune(text)); n > longestOrganization || strings.TrimSpace(text) == "" || oneLine(text) != text {
			return errNotAllowed
		}
		return nil
	}), "eks-elk", "Organization in the certificates' subjects", "Shop")

	// The authority is renewed a leaf's validity before its own end, so that it
	// outlives every certificate it signs: with less than a day between the two
	// an authority would be due for renewal as soon as it is made.
	leaf.check(func() {
		if c.CAValidity-c.Validity < day {
			leaf.refuse("with a caValidity of " + ca.text())
		}
	}, ca)
	// Closer to validity, every up would renew.
	renew.check(func() {
		if c.RenewBefore > c.Validity/2 {
			renew.refuse("with a validity of " + leaf.text())
		}
	}, leaf)
}
