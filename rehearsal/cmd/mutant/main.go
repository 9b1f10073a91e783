// Command mutant runs the program with one thing changed of what it tells the
// engine: EKS_ELK_MUTATION names what, EKS_ELK_MUTATED the program.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"

	"eks-elk/rehearsal/engine/mutation"
)

func main() {
	if err := run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "mutant: "+err.Error())
		os.Exit(1)
	}
}

func run() error {
	m, err := mutation.Named(os.Getenv("EKS_ELK_MUTATION"))
	if err != nil {
		return err
	}
	proxy, err := mutation.Start(os.Getenv("PULUMI_MONITOR"), m)
	if err != nil {
		return err
	}
	defer proxy.Stop()
	program := exec.Command(os.Getenv("EKS_ELK_MUTATED"), os.Args[1:]...)
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	program.Env = append(os.Environ(), "PULUMI_MONITOR="+proxy.Address)
	return program.Run()
}
