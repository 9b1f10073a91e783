package random

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/bcrypt"

	"eks-elk/rehearsal/world"
)

// The characters of hashicorp/terraform-provider-random internal/random/string.go.
const (
	lower   = "abcdefghijklmnopqrstuvwxyz"
	upper   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
	special = "!@#$%&*()-_=+[]{}<>:?"
)

// drawn are the inputs of a drawn text; every one of them is RequiresReplace in
// the provider's schema.
var drawn = []string{
	"keepers", "length", "lower", "upper", "number", "numeric", "special",
	"minLower", "minUpper", "minNumeric", "minSpecial", "overrideSpecial",
}

const (
	// bcryptLimit is how many bytes bcrypt looks at; the provider hashes no more.
	bcryptLimit = 72
	// bcryptCost is less than the provider's (10), whose hashes take 50 ms each time
	// that one is made or a password held against it.
	bcryptCost = bcrypt.MinCost
)

func password() *world.ResourceType {
	return &world.ResourceType{
		Token: Password, Title: "random password", Service: "random",
		Required: []string{"length"},
		Replace:  drawn,
		Computed: []string{
			"result", "bcryptHash", "lower", "upper", "number", "numeric", "special",
			"minLower", "minUpper", "minNumeric", "minSpecial",
		},
		Secrets:   []string{"result", "bcryptHash"},
		Check:     []world.Check{lengths, oneName},
		ID:        func(*world.Op) string { return "none" }, // internal/provider/resource_password.go
		Anonymous: true,
		Outputs: func(op *world.Op) error {
			fill(op)
			result := compose(op)
			hash, err := bcrypt.GenerateFromPassword([]byte(result)[:min(len(result), bcryptLimit)], bcryptCost)
			if err != nil {
				return fmt.Errorf("hash the password %s: %w", op.Call.Name, err)
			}
			op.Set("result", result)
			op.Set("bcryptHash", string(hash))
			return nil
		},
	}
}

var lengths = world.Check{
	Rule: "random/length", Source: "terraform-provider-random resource_string.go: length is at least 1 and at least the sum of the minimums",
	Test: func(in resource.PropertyMap) (string, string) {
		sum := 0
		for _, key := range []resource.PropertyKey{"minLower", "minUpper", "minNumeric", "minSpecial"} {
			sum += world.Int(in[key])
		}
		if !in["length"].IsNumber() { // unknown or missing: said elsewhere
			return "", ""
		}
		if length := world.Int(in["length"]); length < max(1, sum) {
			return "length", fmt.Sprintf("Attribute length value must be at least sum of <min_upper> + <min_lower> + <min_numeric> + "+
				"<min_special> and at least 1, got: %d", length)
		}
		if !wanted(in, "lower") && !wanted(in, "upper") && !wanted(in, "special") && (!wanted(in, "numeric") || !wanted(in, "number")) {
			return "length", "The character set specified is empty"
		}
		return "", ""
	},
}

var oneName = world.Check{
	Rule: "random/number-or-numeric", Source: "terraform-provider-random resource_string.go: number is numeric's deprecated name",
	Test: func(in resource.PropertyMap) (string, string) {
		n, a := in["number"]
		m, b := in["numeric"]
		if a && b && n.IsBool() && m.IsBool() && n.BoolValue() != m.BoolValue() {
			return "numeric", "Number and numeric are both configured with different values, number is deprecated, please use numeric instead"
		}
		return "", ""
	},
}

// fill returns the inputs the program left out as the provider takes them.
func fill(op *world.Op) {
	numeric := wanted(op.Object.Inputs, "numeric") && wanted(op.Object.Inputs, "number")
	op.Default("number", numeric)
	op.Default("numeric", numeric)
	for _, key := range []string{"lower", "upper", "special"} {
		op.Default(key, true)
	}
	for _, key := range []string{"minLower", "minUpper", "minNumeric", "minSpecial"} {
		op.Default(key, 0)
	}
}

// compose draws the text: the minimums of each class first, the rest of all
// classes, then shuffled.
func compose(op *world.Op) string {
	in := op.Object.Inputs
	signs := cmp.Or(world.Str(in["overrideSpecial"]), special)
	length, all := world.Int(in["length"]), ""
	source := draw(op, 2*length+8)
	next := func(n int) int {
		b := source[0]
		source = source[1:]
		return int(b) % n
	}
	var out []byte
	for _, class := range []struct {
		on    bool
		chars string
		least int
	}{
		{wanted(in, "upper"), upper, world.Int(in["minUpper"])},
		{wanted(in, "lower"), lower, world.Int(in["minLower"])},
		{wanted(in, "numeric") && wanted(in, "number"), digits, world.Int(in["minNumeric"])},
		{wanted(in, "special"), signs, world.Int(in["minSpecial"])},
	} {
		for range class.least {
			out = append(out, class.chars[next(len(class.chars))])
		}
		if class.on {
			all += class.chars
		}
	}
	for len(out) < length {
		out = append(out, all[next(len(all))])
	}
	for i := range slices.Backward(out) {
		j := next(i + 1)
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}
