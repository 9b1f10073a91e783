// Package services fills a world with everything it knows: each package's kinds
// and functions.
package services

import (
	"eks-elk/rehearsal/services/aws"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/services/helm"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/random"
	"eks-elk/rehearsal/services/tls"
	"eks-elk/rehearsal/world"
)

// Fill registers every kind and function, and gives the world its account.
func Fill(w *world.World, a *account.Account) error {
	w.AccountID, w.Account = a.ID, a
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
