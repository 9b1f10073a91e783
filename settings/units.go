package settings

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// quantityForm is a Kubernetes quantity with a decimal or binary suffix.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
var quantityForm = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$`)

// exponentForm is the other notation that Kubernetes has. A quantity may go
// without it, and sizes are compared in places that do not read it.
var exponentForm = regexp.MustCompile(`^[0-9.]+[eE][+-]?[0-9]+$`)

var quantityUnits = map[string]*big.Rat{
	"m": big.NewRat(1, 1000), "": big.NewRat(1, 1),
	"k": big.NewRat(1e3, 1), "M": big.NewRat(1e6, 1), "G": big.NewRat(1e9, 1), "T": big.NewRat(1e12, 1),
	"Ki": big.NewRat(1<<10, 1), "Mi": big.NewRat(1<<20, 1), "Gi": big.NewRat(1<<30, 1), "Ti": big.NewRat(1<<40, 1),
}

// longestNumber keeps a number from growing without bounds; it has no unit
// left in which so many digits would make sense.
const longestNumber = 24

// quantity reads a Kubernetes quantity: bytes or cores. ok is false where it is
// none, or zero.
func quantity(text string) (amount *big.Rat, ok bool) {
	return scaled(text, quantityForm, quantityUnits)
}

// jvmForm is the JVM's notation of a size, as in -Xmx2g.
var jvmForm = regexp.MustCompile(`^([0-9]+)([kKmMgG])?$`)

var jvmUnits = map[string]*big.Rat{
	"": big.NewRat(1, 1), "k": big.NewRat(1<<10, 1), "m": big.NewRat(1<<20, 1), "g": big.NewRat(1<<30, 1),
	"K": big.NewRat(1<<10, 1), "M": big.NewRat(1<<20, 1), "G": big.NewRat(1<<30, 1),
}

// jvmSize reads a JVM heap size in bytes.
func jvmSize(text string) (bytes *big.Rat, ok bool) { return scaled(text, jvmForm, jvmUnits) }

// prometheusSizeForm is that of the operator's retentionSize. Prometheus counts
// in powers of two whether or not there is an i.
// https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
var prometheusSizeForm = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)([KMGT]i?B|B)$`)

var prometheusUnits = map[string]*big.Rat{
	"B": big.NewRat(1, 1), "KB": big.NewRat(1<<10, 1), "MB": big.NewRat(1<<20, 1), "GB": big.NewRat(1<<30, 1), "TB": big.NewRat(1<<40, 1),
	"KiB": big.NewRat(1<<10, 1), "MiB": big.NewRat(1<<20, 1), "GiB": big.NewRat(1<<30, 1), "TiB": big.NewRat(1<<40, 1),
}

// prometheusSize reads a retentionSize in bytes.
func prometheusSize(text string) (bytes *big.Rat, ok bool) {
	return scaled(text, prometheusSizeForm, prometheusUnits)
}

func scaled(text string, form *regexp.Regexp, units map[string]*big.Rat) (*big.Rat, bool) {
	m := form.FindStringSubmatch(text)
	if m == nil || len(m[1]) > longestNumber {
		return nil, false
	}
	n, ok := new(big.Rat).SetString(m[1])
	if !ok || n.Sign() == 0 {
		return nil, false
	}
	return n.Mul(n, units[m[2]]), true
}

// prometheusDurationForm is that of the operator's retention, largest unit first.
var prometheusDurationForm = regexp.MustCompile(`^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$`)

// prometheusDuration says whether text is one, and more than nothing.
func prometheusDuration(text string) bool {
	return prometheusDurationForm.MatchString(text) && strings.ContainsAny(text, "123456789")
}

var spanForm = regexp.MustCompile(`^([0-9]{1,7})(h|d)$`)

// span reads a length of time in whole hours or days: "8760h", "365d".
func span(text string) (time.Duration, bool) {
	m := spanForm.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	unit := time.Hour
	if m[2] == "d" {
		unit = 24 * time.Hour
	}
	d := time.Duration(n) * unit
	return d, err == nil && d > 0 && d/unit == time.Duration(n)
}
