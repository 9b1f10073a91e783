package release

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/settings"
)

// Values are a chart's values as plain Go: strings, booleans, integers, lists,
// further Values, and Pulumi inputs where a value is known only later.
type Values map[string]any

// bareInteger is the first integer that Helm's templates print with an
// exponent: the provider hands numbers over as float64.
const bareInteger = 1_000_000

// Map converts the values for the provider. It refuses what provider v3.30.2
// drops or changes without a word: empty lists (fixed in 4.14.0), nulls (fixed
// in 4.30.0) and integers from a million. All problems come in one error.
func (v Values) Map() (pulumi.Map, error) {
	var problems []error
	m := toMap("", v, &problems)
	return m, errors.Join(problems...)
}

func toMap(path string, values map[string]any, problems *[]error) pulumi.Map {
	out := pulumi.Map{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		below := key
		if path != "" {
			below = path + "." + key
		}
		if in := toInput(below, values[key], problems); in != nil {
			out[key] = in
		}
	}
	return out
}

func toInput(path string, value any, problems *[]error) pulumi.Input {
	refuse := func(format string, a ...any) pulumi.Input {
		*problems = append(*problems, fmt.Errorf("value %s: %s", path, fmt.Sprintf(format, a...)))
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
		return toMap(path, value, problems)
	case []string:
		return toList(path, value, problems)
	case []Values:
		return toList(path, value, problems)
	case []any:
		return toList(path, value, problems)
	default:
		return refuse("a %T is not a Helm value", value)
	}
}

func toList[T any](path string, list []T, problems *[]error) pulumi.Input {
	if len(list) == 0 {
		*problems = append(*problems, fmt.Errorf("value %s: an empty list never reaches the chart: leave it out", path))
		return nil
	}
	out := make(pulumi.Array, 0, len(list))
	for i, item := range list {
		if in := toInput(fmt.Sprintf("%s[%d]", path, i), item, problems); in != nil {
			out = append(out, in)
		}
	}
	return out
}

// Resources are a container's resources; what is empty is left to the chart.
func Resources(r settings.Resources) Values {
	out := Values{}
	put := func(kind, resource string, quantity settings.Quantity) {
		if !quantity.IsSet() {
			return
		}
		if _, ok := out[kind]; !ok {
			out[kind] = Values{}
		}
		out[kind].(Values)[resource] = quantity.String()
	}
	put("requests", "cpu", r.CPU)
	put("requests", "memory", r.Memory)
	put("limits", "cpu", r.CPULimit)
	put("limits", "memory", r.MemoryLimit)
	return out
}

// Claim is the spec of a volume claim for one pod. Without a storage class it
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
