package kube

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// Values are a chart's values as plain Go: strings, booleans, integers, lists,
// further Values, Checksums, and Pulumi inputs where a value is known only later.
type Values map[string]any

// bareInteger is the first integer that Helm's templates print with an
// exponent: the provider hands numbers over as float64.
const bareInteger = 1_000_000

// converter turns values into inputs and keeps what it finds on its way.
type converter struct {
	checksums map[string]pulumi.StringOutput // by Secret
	secrets   []string                       // that the values name in Checksums
	problems  []error
}

// convert returns the values for the provider, and the Secrets that they name
// in Checksums. It refuses what provider v3.30.2 drops or changes without a
// word: empty lists (fixed in 4.14.0), nulls (fixed in 4.30.0) and integers from
// a million. All problems come in one error.
func (t *Tenant) convert(v Values) (values pulumi.Map, secrets []string, err error) {
	c := converter{checksums: t.checksums}
	values = c.object("", v)
	return values, c.secrets, errors.Join(c.problems...)
}

func (c *converter) object(path string, values Values) pulumi.Map {
	out := pulumi.Map{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		below := key
		if path != "" {
			below = path + "." + key
		}
		if in := c.value(below, values[key]); in != nil {
			out[key] = in
		}
	}
	return out
}

func (c *converter) value(path string, value any) pulumi.Input {
	refuse := func(format string, a ...any) pulumi.Input {
		c.problems = append(c.problems, fmt.Errorf("value %s: %s", path, fmt.Sprintf(format, a...)))
		return nil
	}
	switch value := value.(type) {
	case nil:
		return refuse("a null never reaches the chart: leave it out")
	case pulumi.Input:
		return value
	case string:
		return pulumi.String(value)
	case bool:
		return pulumi.Bool(value)
	case int:
		if value >= bareInteger || value <= -bareInteger {
			return refuse("%d would be printed with an exponent: write it as a string", value)
		}
		return pulumi.Int(value)
	case Values:
		return c.object(path, value)
	case Checksums:
		return c.annotations(value)
	case []string:
		return list(c, path, value)
	case []Values:
		return list(c, path, value)
	case []any:
		return list(c, path, value)
	default:
		return refuse("a %T is not a Helm value", value)
	}
}

func (c *converter) annotations(of Checksums) pulumi.Map {
	out := pulumi.Map{}
	for _, what := range slices.Sorted(maps.Keys(of)) {
		c.secrets = append(c.secrets, of[what])
		out[annotation(what)] = c.checksums[of[what]]
	}
	return out
}

func list[T any](c *converter, path string, values []T) pulumi.Input {
	if len(values) == 0 {
		c.problems = append(c.problems, fmt.Errorf("value %s: an empty list never reaches the chart: leave it out", path))
		return nil
	}
	out := make(pulumi.Array, 0, len(values))
	for i, item := range values {
		if in := c.value(fmt.Sprintf("%s[%d]", path, i), item); in != nil {
			out = append(out, in)
		}
	}
	return out
}

// Resources returns a container's resources; what is not set is left to the
// chart.
func Resources(r settings.Resources) Values {
	return resources(r.CPU.String(), r.Memory.String(), r.CPULimit.String(), r.MemoryLimit.String())
}

// FixedResources returns the resources of what a person has no reason to size;
// an empty limit is left to the chart.
func FixedResources(cpu, memory, memoryLimit string) Values {
	return resources(cpu, memory, "", memoryLimit)
}

func resources(cpu, memory, cpuLimit, memoryLimit string) Values {
	out := Values{}
	put := func(kind, resource, quantity string) {
		if quantity == "" {
			return
		}
		if _, ok := out[kind]; !ok {
			out[kind] = Values{}
		}
		out[kind].(Values)[resource] = quantity
	}
	put("requests", "cpu", cpu)
	put("requests", "memory", memory)
	put("limits", "cpu", cpuLimit)
	put("limits", "memory", memoryLimit)
	return out
}

// Claim returns the spec of a volume claim for one pod. Without a storage class it
// gets the cluster's default.
func Claim(storageClass string, size settings.Quantity) Values {
	out := Values{
		"accessModes": []string{"ReadWriteOnce"},
		"resources":   Values{"requests": Values{"storage": size.String()}},
	}
	if storageClass != "" {
		out["storageClassName"] = storageClass
	}
	return out
}
