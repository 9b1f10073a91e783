package random

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func id() *world.Kind {
	return &world.Kind{
		Type: ID, Title: "random id", Service: "random",
		Required: []string{"byteLength"},
		Replace:  []string{"byteLength", "keepers", "prefix"},
		Computed: []string{"b64Std", "b64Url", "dec", "hex"},
		ID: func(op *world.Op) string {
			return base64.RawURLEncoding.EncodeToString(draw(op, op.Object.Int("byteLength")))
		},
		OnCreate: []world.Rule{{
			ID:     "random/id-has-bytes",
			Source: "terraform-provider-random resource_id.go: byte_length is at least 1",
			Test: func(op *world.Op) error {
				if n := op.Object.Int("byteLength"); n < 1 {
					return refuse("Attribute byte_length value must be at least 1, got: %d", n)
				}
				return nil
			},
		}},
		Outputs: func(op *world.Op) error {
			b, err := base64.RawURLEncoding.DecodeString(op.Object.ID)
			if err != nil {
				return fmt.Errorf("the id %q is not base64: %w", op.Object.ID, err)
			}
			prefix := op.Str("prefix")
			op.Set("b64Url", prefix+op.Object.ID)
			op.Set("b64Std", prefix+base64.StdEncoding.EncodeToString(b))
			op.Set("hex", prefix+hex.EncodeToString(b))
			op.Set("dec", prefix+new(big.Int).SetBytes(b).String())
			return nil
		},
	}
}

// petWords are enough to tell some pets apart.
var petWords = [2][]string{
	{"able", "bold", "calm", "deep", "eager", "fair", "glad", "humble", "keen", "light", "mild", "neat", "proud", "quick", "safe", "warm"},
	{"ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibex", "jay", "koi", "lynx", "moth", "newt", "owl", "pug"},
}

func pet() *world.Kind {
	return &world.Kind{
		Type: Pet, Title: "random pet", Service: "random",
		Replace:  []string{"keepers", "length", "prefix", "separator"},
		Computed: []string{"length", "separator"},
		ID: func(op *world.Op) string {
			words := number(op.Object.Inputs, "length", 2)
			separator := "-"
			if v, ok := op.Object.Inputs["separator"]; ok && v.IsString() {
				separator = v.StringValue()
			}
			var parts []string
			if p := op.Str("prefix"); p != "" {
				parts = append(parts, p)
			}
			for i, b := range draw(op, max(words, 0)) {
				list := petWords[min(1, max(0, i-words+2))] // adjectives, then one animal
				parts = append(parts, list[int(b)%len(list)])
			}
			return strings.Join(parts, separator)
		},
		Outputs: func(op *world.Op) error {
			op.Default("length", 2)
			op.Default("separator", "-")
			return nil
		},
	}
}

func uuid() *world.Kind {
	return &world.Kind{
		Type: UUID, Title: "random uuid", Service: "random",
		Replace:  []string{"keepers"},
		Computed: []string{"result"},
		ID: func(op *world.Op) string {
			b := draw(op, 16)
			b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // RFC 4122, version 4
			h := hex.EncodeToString(b)
			return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
		},
		Outputs: func(op *world.Op) error {
			op.Set("result", op.Object.ID)
			return nil
		},
	}
}

func integer() *world.Kind {
	return &world.Kind{
		Type: Integer, Title: "random integer", Service: "random",
		Required: []string{"min", "max"},
		Replace:  []string{"keepers", "min", "max", "seed"},
		Computed: []string{"result"},
		Check: []world.Check{{
			Rule: "random/integer-range", Source: "terraform-provider-random resource_integer.go: min is not above max",
			Test: func(in resource.PropertyMap) (string, string) {
				low, a := in["min"]
				high, b := in["max"]
				if a && b && low.IsNumber() && high.IsNumber() && low.NumberValue() > high.NumberValue() {
					return "min", "minimum value needs to be smaller than or equal to maximum value"
				}
				return "", ""
			},
		}},
		Anonymous: true, // two may draw the same
		ID: func(op *world.Op) string {
			low, high := op.Object.Int("min"), op.Object.Int("max")
			if high < low {
				return strconv.Itoa(low)
			}
			return strconv.Itoa(low + int(binary.BigEndian.Uint64(draw(op, 8))%uint64(high-low+1)))
		},
		Outputs: func(op *world.Op) error {
			n, err := strconv.Atoi(op.Object.ID)
			if err != nil {
				return fmt.Errorf("the id %q is no number: %w", op.Object.ID, err)
			}
			op.Set("result", n)
			return nil
		},
	}
}
