package kube

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes"
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/apiextensions"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Object is a custom resource. All fields are required.
type Object struct {
	APIVersion, Kind, Name string
	Spec                   Values
	After                  []string // Secrets and releases of the same tenant that must be there before
}

// Object registers a custom resource in the tenant's namespace.
func (t *Tenant) Object(ctx *pulumi.Context, o Object) error {
	spec, _, err := t.convert(o.Spec)
	after, missing := t.after(o.After)
	if err := errors.Join(err, missing); err != nil {
		return fmt.Errorf("%s %s: %w", o.Kind, o.Name, err)
	}
	_, err = apiextensions.NewCustomResource(ctx, o.Name, &apiextensions.CustomResourceArgs{
		ApiVersion:  pulumi.String(o.APIVersion),
		Kind:        pulumi.String(o.Kind),
		Metadata:    &metav1.ObjectMetaArgs{Name: pulumi.String(o.Name), Namespace: pulumi.String(t.name)},
		OtherFields: kubernetes.UntypedArgs{"spec": spec},
	}, t.OptionsAfter(after...)...)
	if err != nil {
		return fmt.Errorf("create %s %s: %w", o.Kind, o.Name, err)
	}
	return nil
}
