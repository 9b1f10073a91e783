// Package catalog fills a world with everything it knows: each package's kinds
// and functions.
package catalog

import (
	"eks-elk/rehearsal/aws"
	"eks-elk/rehearsal/helm"
	"eks-elk/rehearsal/kubernetes"
	"eks-elk/rehearsal/random"
	"eks-elk/rehearsal/tls"
	"eks-elk/rehearsal/world"
)

// Fill registers every kind and function.
func Fill(w *world.World) error {
	inStateOnly := append(tls.Kinds(), random.Kinds()...)
	for _, k := range inStateOnly {
		k.StateOnly = true
	}
	for _, kinds := range [][]*world.Kind{aws.Kinds(), kubernetes.Kinds(), helm.Kinds(), inStateOnly} {
		if err := w.Register(kinds...); err != nil {
			return err
		}
	}
	return w.RegisterFunctions(aws.Functions()...)
}
