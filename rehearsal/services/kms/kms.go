// Package kms is what the world knows of KMS: keys and their aliases.
package kms

import "eks-elk/rehearsal/world"

// ResourceTypes returns every KMS type the world knows.
func ResourceTypes() []*world.ResourceType { return []*world.ResourceType{key(), alias(), grant()} }

// Types of the things in KMS, as Pulumi names them.
const (
	Key   = "aws:kms/key:Key"
	Alias = "aws:kms/alias:Alias"
	Grant = "aws:kms/grant:Grant"
)
