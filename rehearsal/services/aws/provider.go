package aws

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
	"eks-elk/rehearsal/world/schema"
)

//go:embed provider.txt
var table string

// provider is the schema of every type of the provider that the table has.
var provider = sync.OnceValue(func() map[string]schema.Type {
	types, err := schema.Parse(table)
	if err != nil {
		panic(fmt.Sprintf("services/aws/provider.txt: %v", err)) // a defect of the table, held by a test
	}
	return types
})

// described gives each type what the provider's code says of it.
func described(types []*world.ResourceType) []*world.ResourceType {
	for _, k := range types {
		k.Schema = provider()[k.Token]
		if len(k.Schema.Attributes) == 0 {
			continue
		}
		k.Replace = append(k.Replace, k.Schema.Where(func(a *schema.Attribute) bool { return a.Replaces })...)
		for name, a := range k.Schema.Attributes {
			if a.Computed || a.Output {
				k.Computed = append(k.Computed, name)
			}
		}
		if k.Schema.Attributes["tags"] != nil {
			k.OnCreate, k.OnUpdate = append([]world.Rule{tagged}, k.OnCreate...), append([]world.Rule{tagged}, k.OnUpdate...)
		}
		k.Check = append([]world.Check{fits(k.Schema)}, k.Check...)
	}
	return types
}

// fits is the provider's own check of a type's inputs.
func fits(s schema.Type) world.Check {
	return world.Check{
		Rule:   "aws/inputs-fit-the-provider",
		Source: "pulumi-aws 5.43 (terraform-provider-aws 4.67): required, conflicting, unknown and too many inputs, as services/aws/provider.txt has them",
		Test: func(in resource.PropertyMap) (string, string) {
			for _, p := range s.Problems(in) {
				return p.Path, p.Reason
			}
			return "", ""
		},
	}
}
