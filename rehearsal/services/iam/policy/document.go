// Package policy reads IAM's policy documents and decides as IAM does what they
// allow. It knows no world: who asks, for what and under which conditions is in
// the request.
package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Document is a policy document as IAM's grammar has it.
type Document struct {
	Version   string          `json:"Version"`
	ID        string          `json:"Id"`
	Statement list[Statement] `json:"Statement"`
}

// Same tells whether two texts are the same policy: IAM takes one value for
// a list of one, and the provider shows no difference between them
// (terraform-provider-aws 4.67, verify.SuppressEquivalentPolicyDiffs).
func Same(old, new string) bool {
	a, errA := Parse(old)
	b, errB := Parse(new)
	return errA == nil && errB == nil && reflect.DeepEqual(a, b)
}

// Statement is one statement of a policy document.
type Statement struct {
	SID          string                             `json:"Sid"`
	Effect       string                             `json:"Effect"`
	Principal    Principals                         `json:"Principal"`
	NotPrincipal Principals                         `json:"NotPrincipal"`
	Action       list[string]                       `json:"Action"`
	NotAction    list[string]                       `json:"NotAction"`
	Resource     list[string]                       `json:"Resource"`
	NotResource  list[string]                       `json:"NotResource"`
	Condition    map[string]map[string]list[scalar] `json:"Condition"`
}

// list is one value or a list of them: IAM takes both.
type list[T any] []T

// scalar is a condition's value: IAM reads numbers and truths as text.
type scalar string

// UnmarshalJSON reads text, a number or a truth.
func (s *scalar) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	switch v.(type) {
	case string, float64, bool:
		*s = scalar(fmt.Sprint(v))
		return nil
	}
	return fmt.Errorf("%s is no condition value", data)
}

// UnmarshalJSON reads a single value as a list of one.
func (l *list[T]) UnmarshalJSON(data []byte) error {
	if t := bytes.TrimSpace(data); len(t) > 0 && t[0] == '[' {
		var many []T
		if err := strict(data, &many); err != nil {
			return err
		}
		*l = many
		return nil
	}
	var one T
	if err := strict(data, &one); err != nil {
		return err
	}
	*l = list[T]{one}
	return nil
}

// Principals are who a statement is about, by their sort: Service, AWS, Federated.
type Principals map[string]list[string]

// UnmarshalJSON reads "*" as everybody.
func (p *Principals) UnmarshalJSON(data []byte) error {
	var everybody string
	if json.Unmarshal(data, &everybody) == nil {
		if everybody != "*" {
			return fmt.Errorf("invalid principal %q", everybody)
		}
		*p = Principals{"AWS": {"*"}}
		return nil
	}
	var sorts map[string]list[string]
	if err := strict(data, &sorts); err != nil {
		return err
	}
	*p = sorts
	return nil
}

func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the document")
	}
	return nil
}

// Malformed is a text that is no policy, in IAM's words.
type Malformed string

func (m Malformed) Error() string { return string(m) }

func malformed(format string, args ...any) error { return Malformed(fmt.Sprintf(format, args...)) }

// Parse reads a policy document and refuses what IAM's grammar does not have, in
// IAM's words.
func Parse(text string) (*Document, error) {
	if !json.Valid([]byte(text)) {
		return nil, malformed("This policy contains invalid Json")
	}
	var d Document
	if err := strict([]byte(text), &d); err != nil {
		return nil, malformed("Syntax errors in policy. (%v)", err)
	}
	if d.Version != "2012-10-17" && d.Version != "2008-10-17" && d.Version != "" {
		return nil, malformed("Syntax errors in policy. (Version %q)", d.Version)
	}
	if len(d.Statement) == 0 {
		return nil, malformed("Syntax errors in policy. (no statement)")
	}
	seen := map[string]bool{}
	for _, s := range d.Statement {
		if err := s.sound(); err != nil {
			return nil, err
		}
		if s.SID != "" && seen[s.SID] {
			return nil, malformed("Statement IDs (SID) in a single policy must be unique.")
		}
		seen[s.SID] = true
	}
	return &d, nil
}

func (s Statement) sound() error {
	if s.Effect != "Allow" && s.Effect != "Deny" {
		return malformed("Syntax errors in policy. (Effect %q)", s.Effect)
	}
	if len(s.Action)+len(s.NotAction) == 0 {
		return malformed("Policy statement must contain actions.")
	}
	if len(s.Action) > 0 && len(s.NotAction) > 0 || len(s.Resource) > 0 && len(s.NotResource) > 0 {
		return malformed("Syntax errors in policy. (an element and its Not at once)")
	}
	for _, a := range append(s.Action, s.NotAction...) {
		if service, name, ok := strings.Cut(a, ":"); a != "*" && (!ok || service == "" || name == "") {
			return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
		}
	}
	return s.operators()
}

// Permissions reads a document that says what may be done: it has resources
// and no principals.
func Permissions(text string) (*Document, error) {
	d, err := Parse(text)
	if err != nil {
		return nil, err
	}
	for _, s := range d.Statement {
		if len(s.Principal)+len(s.NotPrincipal) > 0 {
			return nil, malformed("Policy document should not specify a principal.")
		}
		if len(s.Resource)+len(s.NotResource) == 0 {
			return nil, malformed("Policy statement must contain resources.")
		}
		for _, r := range append(s.Resource, s.NotResource...) {
			if r != "*" && !strings.HasPrefix(r, "arn:") {
				return nil, malformed("Resource %s must be in ARN format or \"*\".", r)
			}
			if parts := strings.SplitN(r, ":", 4); len(parts) > 2 && strings.ContainsAny(parts[2], "*?") {
				return nil, malformed("Resource vendor must be fully qualified and cannot contain regexes.")
			}
		}
	}
	return d, nil
}
