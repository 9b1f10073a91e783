package alerts

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/prometheus/alertmanager/config"
	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services/alertmanager"
)

// The rehearsal judges a configuration by code of its own: whatever Alertmanager
// refuses, the rehearsal must, too. The configurations are those that differ from the
// program's in one place.
func TestTheRehearsalIsAsStrictAsAlertmanager(t *testing.T) {
	text, _, err := everything.Configuration("/files")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := alertmanager.Load(text); err != nil {
		t.Fatalf("the rehearsal refuses what Alertmanager takes: %v", err)
	}
	var sound any
	if err := yaml.Unmarshal([]byte(text), &sound); err != nil {
		t.Fatal(err)
	}
	refused, tried := 0, 0
	for what, changed := range variants("", sound) {
		text, err := yaml.Marshal(changed)
		if err != nil {
			t.Fatal(err)
		}
		tried++
		real := loads(string(text))
		if real == nil {
			continue
		}
		refused++
		if _, err := alertmanager.Load(string(text)); err == nil {
			t.Errorf("%s: Alertmanager refuses it (%v), the rehearsal does not", what, real)
		}
	}
	fmt.Printf("configurations that differ in one place: %d, of which Alertmanager refuses %d\n", tried, refused)
	if refused < 100 {
		t.Errorf("only %d of %d are refused", refused, tried)
	}
}

// loads returns why Alertmanager does not load a configuration. A null among the routes
// ends the process (config.go checkReceiver).
func loads(text string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	_, err = config.Load(text)
	return err
}

// variants yields what a value becomes by one change anywhere in it.
func variants(path string, x any) func(yield func(string, any) bool) {
	return func(yield func(string, any) bool) {
		for _, other := range []any{nil, "", "x", 5, []any{}, []any{"x"}, map[string]any{"x": "x"}} {
			if !yield(fmt.Sprintf("%s is %v", path, other), other) {
				return
			}
		}
		switch x := x.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(x)) {
				without := maps.Clone(x)
				delete(without, key)
				renamed := maps.Clone(without)
				renamed[key+"x"] = x[key]
				if !yield(path+"."+key+" is missing", without) || !yield(path+"."+key+" is misspelt", renamed) {
					return
				}
				for what, below := range variants(path+"."+key, x[key]) {
					with := maps.Clone(x)
					with[key] = below
					if !yield(what, with) {
						return
					}
				}
			}
		case []any:
			for i := range x {
				at := fmt.Sprintf("%s[%d]", path, i)
				if !yield(at+" is missing", slices.Delete(slices.Clone(x), i, i+1)) || !yield(at+" is there twice", slices.Insert(slices.Clone(x), i, x[i])) {
					return
				}
				for what, below := range variants(at, x[i]) {
					with := slices.Clone(x)
					with[i] = below
					if !yield(what, with) {
						return
					}
				}
			}
		}
	}
}
