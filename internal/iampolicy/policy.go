// Package iampolicy is the grammar of IAM policy documents.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
package iampolicy

import (
	"encoding/json"
	"fmt"
)

// Document is a policy.
type Document struct {
	Version   string
	Statement []Statement
}

// Statement allows or denies actions.
type Statement struct {
	Effect    string
	Principal map[string]string `json:",omitempty"`
	Action    []string
	Resource  []string                     `json:",omitempty"`
	Condition map[string]map[string]string `json:",omitempty"`
}

// Allow returns a policy whose statements allow.
func Allow(statements ...Statement) Document { return document("Allow", statements) }

// Deny returns a policy whose statements deny.
func Deny(statements ...Statement) Document { return document("Deny", statements) }

func document(effect string, statements []Statement) Document {
	for i := range statements {
		statements[i].Effect = effect
	}
	return Document{Version: "2012-10-17", Statement: statements}
}

// JSON returns the policy as IAM takes it.
func (d Document) JSON() (string, error) {
	text, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("marshal IAM policy: %w", err)
	}
	return string(text), nil
}
