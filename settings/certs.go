package settings

import "time"

var certKeys = []Key{
	{"eks-elk:certs.caValidity", "3650d", "whole hours or days such as 3650d", "How long the certificate authority is valid"},
	{"eks-elk:certs.validity", "365d", "whole hours or days such as 365d, shorter than caValidity", "How long each certificate is valid"},
	{"eks-elk:certs.renewBefore", "30d", "whole hours or days such as 30d, shorter than validity", "An up this close to a certificate's end renews it"},
	{"eks-elk:certs.organization", "eks-elk", "up to 64 characters on one line", "Organization in the certificates' subjects"},
}

// longestOrganization is X.520's upper bound, ub-organization-name (RFC 5280).
const longestOrganization = 64

func loadCerts(r *reader, c *Certs) {
	c.CAValidity = r.span("eks-elk:certs.caValidity")
	c.Validity = r.span("eks-elk:certs.validity")
	c.RenewBefore = r.span("eks-elk:certs.renewBefore")
	if r.ok("eks-elk:certs.caValidity", "eks-elk:certs.validity") && c.Validity >= c.CAValidity {
		// The authority is renewed this long before its end, so as to outlive
		// every certificate it signs.
		r.refuse("eks-elk:certs.validity", "with a caValidity of "+r.text("eks-elk:certs.caValidity"))
	}
	if r.ok("eks-elk:certs.validity", "eks-elk:certs.renewBefore") && c.RenewBefore >= c.Validity {
		r.refuse("eks-elk:certs.renewBefore", "with a validity of "+r.text("eks-elk:certs.validity"))
	}
	c.Organization = r.text("eks-elk:certs.organization")
	if n := len([]rune(c.Organization)); n == 0 || n > longestOrganization || oneLine(c.Organization) != c.Organization {
		r.refuse("eks-elk:certs.organization", "")
	}
}

// span is a setting as a length of time.
func (r *reader) span(path string) time.Duration {
	d, ok := span(r.text(path))
	if !ok {
		r.refuse(path, "")
	}
	return d
}
