package lifecycle

import (
	"context"

	"eks-elk/rehearsal/engine/report"
)

// ServiceFaults are what services do now and then although every operation
// succeeds, by name.
var ServiceFaults = map[string]func(*Rehearsal, context.Context) (report.Fault, error){
	LateLogs: (*Rehearsal).RunLateLogs, LeftInterfaces: (*Rehearsal).RunLeftInterfaces,
}
