package main

import (
	"os"

	"eks-elk/rehearsal/engine/report"
	"eks-elk/rehearsal/services"
	"eks-elk/rehearsal/world"
)

// rules prints what the simulated cloud enforces.
func rules() error {
	w := world.New()
	if err := services.Fill(w); err != nil {
		return err
	}
	report.PrintRules(os.Stdout, w.Rules())
	return nil
}
