package kubernetes

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// suffixes of k8s.io/apimachinery/pkg/api/resource quantities, longest first.
var suffixes = []struct {
	text  string
	times float64
}{
	{"Ki", 1 << 10}, {"Mi", 1 << 20}, {"Gi", 1 << 30}, {"Ti", 1 << 40},
	{"m", 1e-3}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12},
}

// quantity reads a Kubernetes quantity as a plain number: "500m" is 0.5.
func quantity(text string) (float64, error) {
	number, times := text, 1.0
	for _, s := range suffixes {
		if strings.HasSuffix(text, s.text) {
			number, times = strings.TrimSuffix(text, s.text), s.times
			break
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$': %q", text)
	}
	return n * times, nil
}

// CPUMilli reads an amount of CPU in thousandths of a core; "" is none.
func CPUMilli(text string) (int, error) { return amount(text, 1e-3) }

// MemoryMi reads an amount of memory in MiB; "" is none.
func MemoryMi(text string) (int, error) { return amount(text, 1<<20) }

// Bytes reads an amount of storage exactly; "" is none.
func Bytes(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	return quantity(text)
}

// GiB reads the size of a volume in GiB, rounded up as EBS does.
func GiB(text string) (int, error) { return amount(text, 1<<30) }

func amount(text string, unit float64) (int, error) {
	if text == "" {
		return 0, nil
	}
	q, err := quantity(text)
	return int(math.Ceil(q/unit - 1e-9)), err
}
