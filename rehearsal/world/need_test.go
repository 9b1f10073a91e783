package world

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// towns is a world in which a house needs one open road.
func towns(t *testing.T) *World {
	t.Helper()
	w := New()
	find := func(op *Op) ([]*Object, error) {
		if roads := op.Where("t:i:Road", "open", "yes"); len(roads) > 0 {
			return roads[:1], nil
		}
		return nil, Refuse("Town", "CutOff", "no road is open")
	}
	err := w.Register(&ResourceType{Token: "t:i:Road", Title: "road", Service: "Town", IDPrefix: "road-"}, &ResourceType{
		Token: "t:i:House", Title: "house", Service: "Town", IDPrefix: "house-",
		Needs: []Need{{ID: "town/house-has-road", Find: find, Lasting: true, Outlive: func(op *Op, house *Object) error {
			_, err := find(op.As(house))
			return err
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func set(t *testing.T, w *World, id, name, open string) {
	t.Helper()
	if _, err := w.Update(Call{URN: "urn::" + name, Type: "t:i:Road", Name: name, ID: id,
		Inputs: resource.PropertyMap{"open": resource.NewProperty(open)}}); err != nil {
		t.Fatal(err)
	}
}

func TestAChangeMovesWhatANeedIsMetBy(t *testing.T) {
	w := towns(t)
	first := create(t, w, "t:i:Road", "first", "open", "yes")
	second := create(t, w, "t:i:Road", "second", "open", "yes")
	create(t, w, "t:i:House", "house")
	set(t, w, first, "first", "no")
	if e := w.Edges(); len(e) != 1 || e[0].To.ID != second {
		t.Errorf("the house needs %v, want the second road", e)
	}
	if v := w.Violations(); len(v) > 0 {
		t.Errorf("violations %v", v)
	}
	set(t, w, second, "second", "no")
	if v := w.Violations(); len(v) != 1 || v[0].Rule != "town/house-has-road" {
		t.Errorf("the house is cut off, and the world says %v", v)
	}
}

func TestADeletionIsSeenAsDone(t *testing.T) {
	w := towns(t)
	first := create(t, w, "t:i:Road", "first", "open", "yes")
	create(t, w, "t:i:House", "house")
	if err := w.Delete(Call{Type: "t:i:Road", ID: first}); code(err) != "CutOff" {
		t.Errorf("the only road went: %v", err)
	}
	create(t, w, "t:i:Road", "second", "open", "yes")
	if err := w.Delete(Call{Type: "t:i:Road", ID: first}); err != nil {
		t.Errorf("there is another road: %v", err)
	}
}
