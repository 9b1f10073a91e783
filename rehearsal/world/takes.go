package world

import "eks-elk/rehearsal/world/latency"

// takes is how long the service takes for the operation: one call of an API where
// neither the type nor the table says otherwise.
func (op *Op) takes(what string) latency.Steps {
	if op.Type.StateOnly {
		return nil
	}
	if op.Type.Takes != nil {
		if steps := op.Type.Takes(op, what); steps != nil {
			return steps
		}
	}
	if row := what + " " + op.Type.Token; latency.Known(row) {
		return latency.Of(row)
	}
	return latency.Call()
}

// Takes is how long the service takes for "create" or "delete" of an object that
// is there.
func (w *World) Takes(what string, o *Object) latency.Steps {
	w.mu.Lock()
	defer w.mu.Unlock()
	return (&Op{world: w, Type: o.Type, Object: o}).takes(what)
}

// Took returns how long the last operation on a URN takes.
func (w *World) Took(urn string) latency.Steps {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.journal) - 1; i >= 0; i-- {
		if w.journal[i].URN == urn {
			return w.journal[i].Takes
		}
	}
	return nil
}
