package world

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

// Read returns a thing as it is, or ok false when it is gone. Its inputs are those
// of the last request (of what a service made by itself: those of the state, which
// are the call's), with what the service says in their place.
func (w *World) Read(call Call) (inputs, outputs resource.PropertyMap, ok bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, o, err := w.called(call)
	if err != nil {
		return nil, nil, false, err
	}
	op := &Op{world: w, Type: k, Object: o, Call: call}
	if o == nil {
		op.Object = &Object{Type: k, ID: call.ID, Session: call.Session}
	}
	if err := op.obey(k.OnRead); err != nil || o == nil {
		return nil, nil, false, err
	}
	if err := w.Account.Authorize(op, "read"); err != nil {
		return nil, nil, false, err
	}
	said := o.Inputs
	if o.URN == "" && call.Inputs != nil {
		said = call.Inputs
	}
	outputs = o.Outputs.Copy()
	if k.Due != nil {
		if path := k.Due(outputs, w.Now()); path != "" {
			outputs[resource.PropertyKey(path)] = resource.NewProperty(true)
		}
	}
	return k.Unchanged(said, k.Schema.Seen(said, o.Outputs)), outputs, true, nil
}

// Preview is what a preview asks of the service, if it asks.
func (w *World) Preview(call Call) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, err := w.ResourceType(call.Type)
	if err != nil || len(k.OnPreview) == 0 {
		return err
	}
	op := &Op{world: w, Type: k, Object: &Object{Type: k, ID: call.ID, Session: call.Session}, Call: call}
	if err := op.obey(k.OnPreview); err != nil {
		return err
	}
	return w.Account.Authorize(op, "preview")
}
