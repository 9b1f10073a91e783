// Package stack reads what a stack's file says of a stack on AWS, without the
// Pulumi CLI and without the files of this machine that it names: the program
// looks at those.
package stack

import (
	"fmt"
	"time"

	"eks-elk/internal/stackfile"
	"eks-elk/settings"
)

// Read returns the settings of a stack of the project. The error is one sentence.
func Read(project, stack string, now time.Time) (*settings.Settings, error) {
	content, err := stackfile.Read(project, stack)
	if err != nil {
		return nil, err
	}
	secret := stackfile.StandIns(content)
	if keys := stackfile.Encrypted(content); len(keys) > 0 {
		return nil, fmt.Errorf("stack %q: %s is encrypted and cannot be read here", stack, keys[0])
	}
	config, err := stackfile.Text(content)
	if err != nil {
		return nil, err
	}
	s, err := settings.Parse(settings.Source{Stack: stack, Config: config, Secret: secret, Now: now})
	if err != nil {
		return nil, err
	}
	if s.Cluster.Existing() {
		return nil, fmt.Errorf("stack %q goes onto a cluster that you have: there is nothing to ask an AWS account", stack)
	}
	return s, nil
}
