package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

const definition = "CustomResourceDefinition"

// customKind is a version of a custom resource definition, as the API server
// reads it.
type customKind struct {
	structural *schema.Structural
	validator  validation.SchemaValidator
}

// customKinds returns the kinds that objects define, by apiVersion/kind.
func customKinds(objects []object) (map[string]customKind, error) {
	out := map[string]customKind{}
	for _, o := range objects {
		if o.kind != definition {
			continue
		}
		var crd apiextensionsv1.CustomResourceDefinition
		if err := into(o.content, &crd); err != nil {
			return nil, fmt.Errorf("%s: %w", o, err)
		}
		for _, version := range crd.Spec.Versions {
			kind, err := newCustomKind(version)
			if err != nil {
				return nil, fmt.Errorf("%s: version %s: %w", o, version.Name, err)
			}
			out[crd.Spec.Group+"/"+version.Name+"/"+crd.Spec.Names.Kind] = kind
		}
	}
	return out, nil
}

func newCustomKind(version apiextensionsv1.CustomResourceDefinitionVersion) (kind customKind, err error) {
	if version.Schema == nil || version.Schema.OpenAPIV3Schema == nil {
		return kind, errors.New("it has no schema")
	}
	var props apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(version.Schema.OpenAPIV3Schema, &props, nil); err != nil {
		return kind, err
	}
	if kind.structural, err = schema.NewStructural(&props); err != nil {
		return kind, err
	}
	kind.validator, _, err = validation.NewSchemaValidator(&props)
	return kind, err
}

// rejection returns why the API server would refuse an object, or which fields of
// it it would drop
// (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning).
func (k customKind) rejection(o object) error {
	text, err := json.Marshal(o.content)
	if err != nil {
		return err
	}
	content := map[string]any{}
	if err := utiljson.Unmarshal(text, &content); err != nil {
		return err
	}
	problems := []error{validation.ValidateCustomResource(nil, content, k.validator).ToAggregate()}
	options := schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	if unknown := pruning.PruneWithOptions(content, k.structural, true, options); len(unknown) > 0 {
		problems = append(problems, fmt.Errorf("unknown field %s", strings.Join(unknown, ", ")))
	}
	return errors.Join(problems...)
}
