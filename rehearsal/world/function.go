package world

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Function returns a provider's function (an "invoke"), such as
// aws:index/getAvailabilityZones:getAvailabilityZones. It sees the world
// through an Op without an object of its own.
type Function struct {
	Token  string
	Answer func(op *Op, args resource.PropertyMap) (map[string]any, error)
}

// RegisterFunctions adds functions to the world.
func (w *World) RegisterFunctions(functions ...Function) error {
	for _, f := range functions {
		if _, twice := w.functions[f.Token]; twice {
			return fmt.Errorf("function %s is registered twice", f.Token)
		}
		w.functions[f.Token] = f
	}
	return nil
}

// Invoke returns a function.
func (w *World) Invoke(token string, session Session, args resource.PropertyMap) (resource.PropertyMap, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, ok := w.functions[token]
	if !ok {
		return nil, fmt.Errorf("the simulated cloud does not know the function %s", token)
	}
	op := &Op{world: w, Type: &ResourceType{Token: token}, Object: &Object{Type: &ResourceType{Token: token}, Session: session, Inputs: args}}
	op.Call.Session = session
	if err := w.Account.Authorize(op, "invoke"); err != nil {
		return nil, err
	}
	answer, err := f.Answer(op, args)
	if err != nil {
		return nil, err
	}
	return resource.NewPropertyMapFromMap(answer), nil
}
