// Package services fills a world with everything it knows: each package's kinds
// and functions.
package services

import (
	"eks-elk/rehearsal/services/aws"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/random"
	"eks-elk/rehearsal/services/tls"
	"eks-elk/rehearsal/world"
)

// Fill registers every kind and function.
func Fill(w *world.World) error {
	inStateOnly := append(tls.ResourceTypes(), random.ResourceTypes()...)
	for _, k := range inStateOnly {
		k.StateOnly = true
	}
	for _, kinds := range [][]*world.ResourceType{aws.ResourceTypes(), kubernetes.ResourceTypes(), helm.ResourceTypes(), inStateOnly} {
		if err := w.Register(kinds...); err != nil {
			return err
		}
	}
	return w.RegisterFunctions(aws.Functions()...)
}
