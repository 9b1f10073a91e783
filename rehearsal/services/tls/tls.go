// Package tls is what the world knows of the tls provider: real keys and real
// certificates, kept in the state alone.
package tls

import "eks-elk/rehearsal/world"

// Types of the tls provider, as Pulumi names them.
const (
	PrivateKey        = "tls:index/privateKey:PrivateKey"
	SelfSignedCert    = "tls:index/selfSignedCert:SelfSignedCert"
	CertRequest       = "tls:index/certRequest:CertRequest"
	LocallySignedCert = "tls:index/locallySignedCert:LocallySignedCert"
)

// ResourceTypes returns every type of the tls provider, and has a few RSA keys made in
// the background: the first of them are asked for while the engine is busy
// with other things.
func ResourceTypes() []*world.ResourceType {
	return []*world.ResourceType{privateKey(spare().inTurn()), selfSignedCert(), certRequest(), locallySignedCert()}
}

// refuse is an error of the provider itself: its summary and its detail.
func refuse(summary, detail string) error {
	return world.Refuse("tls", summary, "%s", detail)
}
