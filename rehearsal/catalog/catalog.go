// Package catalog fills a world with everything it knows: each package's kinds
// and functions.
package catalog

import (
	"eks-elk/rehearsal/ec2"
	"eks-elk/rehearsal/world"
)

// Fill registers every kind and function.
func Fill(w *world.World) error {
	for _, kinds := range [][]*world.Kind{
		ec2.Kinds(),
	} {
		if err := w.Register(kinds...); err != nil {
			return err
		}
	}
	return nil
}
