package settings

import (
	"math/big"
	"regexp"
)

// Quantity is an amount of bytes or cores: as written, and as a number.
type Quantity struct {
	text  string
	milli int64
}

// String returns the quantity as the stack file has it.
func (q Quantity) String() string { return q.text }

// IsSet tells whether the stack file or a default names an amount.
func (q Quantity) IsSet() bool { return q.text != "" }

// Bytes returns the amount in whole bytes, or whole cores.
func (q Quantity) Bytes() int64 { return q.milli / 1000 }

// Milli returns the amount in thousandths.
func (q Quantity) Milli() int64 { return q.milli }

// Sizes in bytes.
const (
	kib int64 = 1 << 10
	mib int64 = 1 << 20
	gib int64 = 1 << 30
	tib int64 = 1 << 40
)

// notation is a way to write an amount: the units and what each is in thousandths.
type notation struct {
	units map[string]int64
	// decimals tells whether a fraction may be written, as in 1.5Gi.
	decimals bool
}

var (
	// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
	cores       = notation{map[string]int64{"m": 1, "": 1000}, true}
	memoryBytes = notation{map[string]int64{
		"": 1000, "k": 1e6, "M": 1e9, "G": 1e12, "T": 1e15,
		"Ki": 1000 * kib, "Mi": 1000 * mib, "Gi": 1000 * gib, "Ti": 1000 * tib,
	}, true}
	// The JVM's notation of a size, as in -Xmx2g.
	jvmBytes = notation{map[string]int64{
		"": 1000, "k": 1000 * kib, "m": 1000 * mib, "g": 1000 * gib, "K": 1000 * kib, "M": 1000 * mib, "G": 1000 * gib,
	}, false}
	// The operator's retentionSize. Prometheus counts in powers of two with and
	// without an i. https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
	prometheusBytes = notation{map[string]int64{
		"B": 1000, "KB": 1000 * kib, "MB": 1000 * mib, "GB": 1000 * gib, "TB": 1000 * tib,
		"KiB": 1000 * kib, "MiB": 1000 * mib, "GiB": 1000 * gib, "TiB": 1000 * tib,
	}, true}
)

var (
	amountForm = regexp.MustCompile(`^([0-9]{1,18})(\.[0-9]{1,18})?([A-Za-z]*)$`)
	// exponentForm is the other notation that Kubernetes has. The charts compare
	// sizes in places that do not read it.
	exponentForm = regexp.MustCompile(`^[0-9.]+[eE][+-]?[0-9]+$`)
)

// parse reads an amount above zero, exactly.
func (n notation) parse(text string) (Quantity, error) {
	if exponentForm.MatchString(text) {
		return Quantity{}, because("which has an exponent: write the number out")
	}
	m := amountForm.FindStringSubmatch(text)
	if m == nil || m[2] != "" && !n.decimals {
		return Quantity{}, errNotAllowed
	}
	unit, known := n.units[m[3]]
	if !known {
		return Quantity{}, errNotAllowed
	}
	amount, ok := new(big.Rat).SetString(m[1] + m[2])
	if !ok {
		return Quantity{}, errNotAllowed
	}
	amount.Mul(amount, big.NewRat(unit, 1))
	if !amount.IsInt() || !amount.Num().IsInt64() || amount.Sign() == 0 {
		return Quantity{}, errNotAllowed
	}
	return Quantity{text, amount.Num().Int64()}, nil
}

// MustQuantity reads a quantity of bytes in Kubernetes' notation, for tests and
// constants; it panics where text is none.
func MustQuantity(text string) Quantity {
	q, err := memoryBytes.parse(text)
	if err != nil {
		panic(text + " is not a quantity of bytes")
	}
	return q
}

// between bounds a form of a quantity, in bytes.
func (n notation) between(low, high int64, allowed string, pattern string) form[Quantity] {
	return form[Quantity]{func(text string) (Quantity, error) {
		q, err := n.parse(text)
		if err == nil && (q.Bytes() < low || q.Bytes() > high) {
			err = errNotAllowed
		}
		return q, err
	}, allowed, map[string]any{"type": []string{"string", "number"}, "pattern": pattern}}
}

// The patterns that an editor checks; parse decides.
const (
	corePattern       = `^([0-9.]+m?)?$`
	bytePattern       = `^([0-9.]+([kMGT]|[KMGT]i)?)?$`
	jvmPattern        = `^[0-9]+[kKmMgG]?$`
	prometheusPattern = `^[0-9.]+([KMGT]i?)?B$`
)
