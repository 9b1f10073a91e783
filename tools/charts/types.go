package main

import (
	"encoding/json"
	"fmt"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	serializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/kubernetes/scheme"
)

// types are Kubernetes' own kinds, as Go types of the version that go.mod pins.
var types = func() *runtime.Scheme {
	s := runtime.NewScheme()
	utilruntime.Must(scheme.AddToScheme(s))
	utilruntime.Must(apiextensions.AddToScheme(s))
	return s
}()

var decoder = serializer.NewSerializerWithOptions(serializer.DefaultMetaFactory, types, types, serializer.SerializerOptions{Strict: true})

// decode returns an object as its Go type, and an error for fields that the type
// does not have. It returns nil for a kind that is not Kubernetes' own.
func decode(o object) (runtime.Object, error) {
	text, err := json.Marshal(o.content)
	if err != nil {
		return nil, err
	}
	made, _, err := decoder.Decode(text, nil, nil)
	if runtime.IsNotRegisteredError(err) {
		return nil, nil
	}
	return made, err
}

// lifecycle returns an error for a kind that is deprecated or removed in a
// Kubernetes 1.MINOR (k8s.io/api, zz_generated.prerelease-lifecycle.go).
func lifecycle(made runtime.Object, minor int) error {
	before := func(major, other int) bool { return major == 1 && other <= minor }
	if gone, ok := made.(interface{ APILifecycleRemoved() (int, int) }); ok {
		if major, other := gone.APILifecycleRemoved(); before(major, other) {
			return fmt.Errorf("was removed in Kubernetes %d.%d", major, other)
		}
	}
	if old, ok := made.(interface{ APILifecycleDeprecated() (int, int) }); ok {
		if major, other := old.APILifecycleDeprecated(); before(major, other) {
			return fmt.Errorf("is deprecated since Kubernetes %d.%d", major, other)
		}
	}
	return nil
}
