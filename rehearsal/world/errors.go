package world

import (
	"errors"
	"fmt"
)

// ErrKilled is what a hook returns after the engine was killed: the operation
// has taken effect, and its result is lost.
var ErrKilled = errors.New("the engine was killed")

// Error is what a service returns when it refuses: its code and its wording.
type Error struct {
	Service string // "EC2", "EKS", "IAM", "Kubernetes"
	Code    string // "InvalidSubnet.Conflict"
	Message string
	Rule    string // the world's rule that refused, for the report
}

func (e *Error) Error() string {
	if e.Code == "" {
		return e.Message
	}
	return e.Code + ": " + e.Message
}

// Refuse makes the error of a service's code and wording.
func Refuse(service, code, format string, args ...any) *Error {
	return &Error{Service: service, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Unfinished is the failure of an operation that has taken effect: the thing
// exists, but the provider gave up waiting for it.
type Unfinished struct {
	Reason string
	// Broken: it never will be what it should; it must be deleted.
	Broken bool
}

func (u *Unfinished) Error() string { return u.Reason }
