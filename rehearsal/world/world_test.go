package world

import (
	"errors"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// house and room are a small world: a room refers to its house, needs a key to
// be made, and the house makes a garden by itself.
func small(t *testing.T) *World {
	t.Helper()
	w := New()
	house := &ResourceType{
		Token: "t:i:House", Title: "house", Service: "Town", IDPrefix: "house-",
		Made: func(op *Op) error {
			_, err := op.CreateManaged("t:i:Garden", "garden-of-"+op.Object.ID, "town", nil, op.Object)
			return err
		},
	}
	room := &ResourceType{
		Token: "t:i:Room", Title: "room", Service: "Town", IDPrefix: "room-",
		Refs: []Ref{{
			Property: "houseId", To: []string{"t:i:House"}, Code: "NoHouse", Message: "house %s does not exist",
			InUse: "HouseInUse", InUseAs: "house %s has rooms",
		}},
		Needs: []Need{{
			ID: "town/room-needs-key",
			Find: func(op *Op) ([]*Object, error) {
				keys := op.List("t:i:Key")
				if len(keys) == 0 {
					return nil, Refuse("Town", "NoKey", "no key was made")
				}
				return keys, nil
			},
			Outlive: func(op *Op, dependent *Object) error {
				op.Violate("town/room-needs-key", "%s lost its key", dependent)
				return nil
			},
		}},
	}
	err := w.Register(house, room, &ResourceType{Token: "t:i:Garden", Title: "garden", Service: "Town"},
		&ResourceType{Token: "t:i:Key", Title: "key", Service: "Town", IDPrefix: "key-"})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func create(t *testing.T, w *World, typ, name string, kv ...string) string {
	t.Helper()
	id, _, err := try(w, typ, name, kv...)
	if err != nil {
		t.Fatalf("create %s: %v", name, err)
	}
	return id
}

func try(w *World, typ, name string, kv ...string) (string, resource.PropertyMap, error) {
	in := resource.PropertyMap{}
	for i := 0; i < len(kv); i += 2 {
		in[resource.PropertyKey(kv[i])] = resource.NewProperty(kv[i+1])
	}
	return w.Create(Call{URN: "urn::" + name, Type: typ, Name: name, Inputs: in})
}

func code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestAReferenceToWhatDoesNotExistIsRefused(t *testing.T) {
	w := small(t)
	create(t, w, "t:i:Key", "key")
	_, _, err := try(w, "t:i:Room", "room", "houseId", "house-0")
	if code(err) != "NoHouse" || len(w.Objects("t:i:Room")) != 0 {
		t.Errorf("the answer is %v with %d rooms; want NoHouse and none", err, len(w.Objects("t:i:Room")))
	}
}

func TestANeedThatIsNotMetIsRefusedAndNamesItsRule(t *testing.T) {
	w := small(t)
	house := create(t, w, "t:i:House", "house")
	_, _, err := try(w, "t:i:Room", "room", "houseId", house)
	var e *Error
	if !errors.As(err, &e) || e.Code != "NoKey" || e.Rule != "town/room-needs-key" {
		t.Errorf("the answer is %#v", err)
	}
}

func TestWhatIsInUseIsNotDeleted(t *testing.T) {
	w := small(t)
	create(t, w, "t:i:Key", "key")
	house := create(t, w, "t:i:House", "house")
	room := create(t, w, "t:i:Room", "room", "houseId", house)
	if err := w.Delete(Call{Type: "t:i:House", ID: house}); code(err) != "HouseInUse" {
		t.Errorf("deleting a house with rooms answers %v", err)
	}
	if err := w.Delete(Call{Type: "t:i:Room", ID: room}); err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(Call{Type: "t:i:House", ID: house}); err != nil {
		t.Errorf("deleting an empty house answers %v", err)
	}
}

func TestANeededThingThatGoesFirstIsAViolation(t *testing.T) {
	w := small(t)
	key := create(t, w, "t:i:Key", "key")
	house := create(t, w, "t:i:House", "house")
	create(t, w, "t:i:Room", "room", "houseId", house)
	if err := w.Delete(Call{Type: "t:i:Key", ID: key}); err != nil {
		t.Fatal(err)
	}
	if v := w.Violations(); len(v) != 1 || v[0].Rule != "town/room-needs-key" || !strings.Contains(v[0].Message, "room") {
		t.Errorf("violations: %v", v)
	}
	w.ClearViolations()
	if v := w.Violations(); len(v) != 0 || len(w.Journal()) == 0 {
		t.Errorf("violations after they are cleared: %v", v)
	}
}

func TestWhatAServiceMadeGoesWithItsParentAndIsALeakUntilThen(t *testing.T) {
	w := small(t)
	house := create(t, w, "t:i:House", "house")
	if leaks := w.Leaks(); len(leaks) != 2 || !strings.Contains(leaks[1], "made by town") {
		t.Errorf("leaks: %v", leaks)
	}
	if err := w.Delete(Call{Type: "t:i:House", ID: house}); err != nil {
		t.Fatal(err)
	}
	if leaks := w.Leaks(); len(leaks) != 0 {
		t.Errorf("the garden stayed: %v", leaks)
	}
}

func TestTheRulesEdgesAreKeptForTheProof(t *testing.T) {
	w := small(t)
	create(t, w, "t:i:Key", "key")
	house := create(t, w, "t:i:House", "house")
	create(t, w, "t:i:Room", "room", "houseId", house)
	rules := map[string]bool{}
	for _, e := range w.Edges() {
		rules[e.From.Name+" "+e.To.Name+" "+e.Rule] = true
	}
	if len(rules) != 2 || !rules["room house room/houseId-exists"] || !rules["room key town/room-needs-key"] {
		t.Errorf("edges: %v", rules)
	}
}

func TestIDsDifferForEachMakingAndAreTheSameInEachWorld(t *testing.T) {
	ids := func() []string {
		w := small(t)
		first := create(t, w, "t:i:House", "house")
		if err := w.Delete(Call{Type: "t:i:House", ID: first}); err != nil {
			t.Fatal(err)
		}
		return []string{first, create(t, w, "t:i:House", "house")}
	}
	a, b := ids(), ids()
	if a[0] == a[1] || a[0] != b[0] || a[1] != b[1] {
		t.Errorf("ids are %v and %v", a, b)
	}
}

func TestAFaultRefusesAndIsWrittenDown(t *testing.T) {
	w := small(t)
	w.Hooks(func(e Entry) error { return Refuse("Town", "Throttled", "slow down") }, nil)
	if _, _, err := try(w, "t:i:House", "house"); code(err) != "Throttled" || len(w.Objects()) != 0 {
		t.Errorf("the answer is %v, %d things exist", err, len(w.Objects()))
	}
	if j := w.Journal(); len(j) != 1 || j[0].Failed == "" || j[0].Op != "create" {
		t.Errorf("journal: %v", j)
	}
}

func TestAnUpdateTakesAwayInputsThatAreGone(t *testing.T) {
	w := small(t)
	id, _, err := try(w, "t:i:House", "house", "colour", "red", "size", "big")
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Update(Call{URN: "urn::house", Type: "t:i:House", ID: id,
		Inputs: resource.PropertyMap{"size": resource.NewProperty("small")}})
	if _, still := out["colour"]; err != nil || still || Str(out["size"]) != "small" {
		t.Errorf("after the update: %v, %v", out, err)
	}
}

func TestWhatExistsInTheStateAloneIsNoLeak(t *testing.T) {
	w := New()
	if err := w.Register(&ResourceType{Token: "t:i:Password", Title: "password", StateOnly: true}); err != nil {
		t.Fatal(err)
	}
	create(t, w, "t:i:Password", "password")
	if leaks := w.Leaks(); len(leaks) != 0 {
		t.Errorf("leaks: %v", leaks)
	}
}

func TestAnswersAreNotTheWorldsOwn(t *testing.T) {
	w := small(t)
	id, answer, err := try(w, "t:i:House", "house", "colour", "red")
	if err != nil {
		t.Fatal(err)
	}
	answer["colour"] = resource.MakeSecret(resource.NewProperty("blue"))
	updated, err := w.Update(Call{URN: "urn::house", Type: "t:i:House", ID: id,
		Inputs: resource.PropertyMap{"colour": resource.NewProperty("green")}})
	if err != nil {
		t.Fatal(err)
	}
	updated["colour"] = resource.NewProperty("black")
	if got := w.Objects("t:i:House")[0].Str("colour"); got != "green" {
		t.Errorf("the house is %s", got)
	}
}

func TestAnIDIsOfItsRegionAndOfItsAPIServer(t *testing.T) {
	w := New()
	named := func(service string) *ResourceType {
		return &ResourceType{Token: "t:i:" + service, Title: "thing", Service: service, ID: func(op *Op) string { return op.Str("name") }}
	}
	if err := w.Register(named("Logs"), named("IAM"), named("Kubernetes")); err != nil {
		t.Fatal(err)
	}
	in := func(service string, s Session) Call {
		return Call{URN: "urn::" + service, Type: "t:i:" + service, ID: "one", Session: s,
			Inputs: resource.PropertyMap{"name": resource.NewProperty("one")}}
	}
	here, there := Session{Region: "eu-central-1"}, Session{Region: "us-east-1"}
	for _, c := range []struct {
		service       string
		first, second Session
		free          bool
	}{
		{"Logs", here, here, false},
		{"Logs", here, there, true},
		{"IAM", here, there, false},
		{"Kubernetes", Session{Server: "https://a"}, Session{Server: "https://b"}, true},
		{"Kubernetes", Session{Server: "https://a"}, Session{Server: "https://a"}, false},
	} {
		if _, _, err := w.Create(in(c.service, c.first)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Create(in(c.service, c.second)); (err == nil) != c.free {
			t.Errorf("%s: the name again, in %v after %v: %v", c.service, c.second, c.first, err)
		}
		for _, s := range []Session{c.second, c.first} {
			if err := w.Delete(in(c.service, s)); err != nil {
				t.Fatal(err)
			}
		}
		if left := w.Left(); len(left) > 0 {
			t.Errorf("%s: left is %v", c.service, left)
		}
	}
}
