// Package kms is what the world knows of KMS: keys and their aliases.
package kms

import "eks-elk/rehearsal/world"

// Kinds answers every KMS type the world knows.
func Kinds() []*world.Kind { return []*world.Kind{key(), alias()} }

// Types of the things in KMS, as Pulumi names them.
const (
	Key   = "aws:kms/key:Key"
	Alias = "aws:kms/alias:Alias"
)
